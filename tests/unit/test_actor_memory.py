"""What an article's own introductions tell about the people in it."""

from __future__ import annotations

import datetime

import pytest

from transforms.events.who.memory import remember

DATE = datetime.date(2019, 3, 4)


# text, surname asked for, name, country, role
INTRODUCTIONS = [
    ("Kyrgyz Foreign Minister Alik Orozov left.", "Orozov", "Alik Orozov", "KGZ", "Foreign Minister"),
    ("Eritrea's president, Tesfai Woldu, flew home.", "Woldu", "Tesfai Woldu", "ERI", "President"),
    (
        "Juha Koskinen, the Finnish interior minister, disagreed.",
        "Koskinen",
        "Juha Koskinen",
        "FIN",
        "Interior Minister",
    ),
    (
        "Uruguay's vice-president Darío Etchegaray spoke.",
        "Etchegaray",
        "Darío Etchegaray",
        "URY",
        "Vice President",
    ),
    ("Qatar's Nasser al-Marri objected.", "al-Marri", "Nasser al-Marri", "QAT", None),
    ("Qatar's Nasser al-Marri objected.", "Marri", "Nasser al-Marri", "QAT", None),
    (
        "Saudi Arabia's Crown Prince Turki bin Saad agreed.",
        "bin Saad",
        "Turki bin Saad",
        "SAU",
        "Crown Prince",
    ),
    ("Talks with Pedro Aguirre of Peru went well.", "Aguirre", "Pedro Aguirre", "PER", None),
    (
        "The Dutch envoy Anneke van der Velde resigned.",
        "van der Velde",
        "Anneke van der Velde",
        "NLD",
        "Envoy",
    ),
    ("The Dutch envoy Anneke van der Velde resigned.", "Velde", "Anneke van der Velde", "NLD", "Envoy"),
    (
        "Spain's negotiator Íñigo Yáñez-Larrea sat down.",
        "Yáñez-Larrea",
        "Íñigo Yáñez-Larrea",
        "ESP",
        "Negotiator",
    ),
    (
        "Spain's negotiator Íñigo Yáñez-Larrea sat down.",
        "Yanez-Larrea",
        "Íñigo Yáñez-Larrea",
        "ESP",
        "Negotiator",
    ),
    ("South Korean minister Seo Min-jae called.", "Seo", "Seo Min-jae", "KOR", "Minister"),
    (
        "Mexican senator Rosa María Ibarra Quiroz asked.",
        "Ibarra",
        "Rosa María Ibarra Quiroz",
        "MEX",
        "Lawmaker",
    ),
    (
        "The minister of trade of Ghana, Kofi Asante-Boadu, said so.",
        "Asante-Boadu",
        "Kofi Asante-Boadu",
        "GHA",
        "Trade Minister",
    ),
    ("Kwesi Ofori, Ghana's ambassador to Togo, was recalled.", "Ofori", "Kwesi Ofori", "GHA", "Ambassador"),
    ("President Xi Jinping met Vladimir Putin.", "Xi", "Xi Jinping", "CHN", "President"),
]


@pytest.mark.parametrize(("text", "asked", "name", "country", "role"), INTRODUCTIONS)
def test_people_introduced(text: str, asked: str, name: str, country: str, role: str | None) -> None:
    actor = remember(text, DATE).person(asked)
    assert actor is not None
    assert (actor.name, actor.country, actor.role) == (name, country, role)


def test_offsets_point_at_the_name() -> None:
    text = "On Monday the Slovak foreign minister, Ján Hrušovský, met Qatar's Nasser al-Marri."
    assert [text[p.start : p.actor.span[1]] for p in remember(text, DATE).people] == [
        "Ján Hrušovský",
        "Nasser al-Marri",
    ]


def test_people_come_in_order_of_mention() -> None:
    text = "Kenya's Otieno Wanjala met Foreign Minister Amara Diallo of Guinea. Wanjala then left."
    assert [p.actor.name for p in remember(text, DATE).people] == ["Otieno Wanjala", "Amara Diallo"]


def test_a_state_not_named_is_guessed_from_the_sentence() -> None:
    text = "Spain agreed to act as go-between, and its envoy Íñigo Larrea has shuttled."
    actor = remember(text, DATE).person("Larrea")
    assert actor is not None
    assert (actor.country, actor.guessed) == ("ESP", True)


def test_plural_title_introduces_both() -> None:
    memory = remember("Envoys Ruprecht Kern and Zacharias Nandu met.", DATE)
    assert [p.actor.name for p in memory.people] == ["Ruprecht Kern", "Zacharias Nandu"]


def test_office_is_found_by_role_and_state() -> None:
    text = "Kyrgyz Foreign Minister Alik Orozov met Finnish Foreign Minister Juha Koskinen."
    memory = remember(text, DATE)
    actor = memory.office("the foreign minister", "FIN")
    assert actor is not None
    assert actor.name == "Juha Koskinen"


def test_office_holder_of_the_date_is_known_without_introduction() -> None:
    actor = remember("Nothing here.", DATE).office("foreign minister", "HUN")
    assert actor is not None
    assert actor.name == "Péter Szijjártó"


@pytest.mark.parametrize(
    ("text", "short", "country", "sector"),
    [
        ("Jets of the Nigerian Air Force (NAF) struck.", "NAF", "NGA", "MIL"),
        ("The Bolivian Workers' Confederation (BWC) marched.", "BWC", "BOL", "LAB"),
        ("Libya's Government of National Accord (GNA) refused.", "GNA", "LBY", "GOV"),
        ("The Zambian Electoral Commission (ZEC) ruled.", "ZEC", "ZMB", "GOV"),
    ],
)
def test_bracketed_abbreviations(text: str, short: str, country: str, sector: str | None) -> None:
    actor = remember(text, DATE).abbreviation(short)
    assert actor is not None
    assert (actor.country, actor.sector) == (country, sector)


def test_a_bracket_that_abbreviates_nothing_is_ignored() -> None:
    assert remember("He paid a fine (USD 300) in Lima (PERU).", DATE).abbreviations == {}


def test_short_names_of_bodies_point_back() -> None:
    memory = remember(
        "The UN Security Council met. The Council adopted it. The European Commission sued.", DATE
    )
    council, commission = memory.body("Council"), memory.body("the Commission")
    assert council is not None and council.country == "UNO"
    assert commission is not None and commission.country == "EUU"


def test_surname_shared_by_two_goes_to_the_latest_before_the_offset() -> None:
    text = "Kenya's Otieno Wanjala spoke. Uganda's Grace Wanjala answered."
    memory = remember(text, DATE)
    first, last = memory.person("Wanjala", before=28), memory.person("Wanjala")
    assert first is not None and first.country == "KEN"
    assert last is not None and last.country == "UGA"


def test_bodies_and_places_are_not_taken_for_people() -> None:
    text = "Russia's Black Sea Fleet left. Japan's Ministry of Finance and France's Grand Palais reopened."
    assert remember(text, DATE).people == ()


# text, and the people in order: name, country, role
SEVERAL = [
    (
        "The foreign ministers of Benin and Niger, Ousmane Bako and Ali Diallo, met.",
        [("Ousmane Bako", "BEN", "Foreign Minister"), ("Ali Diallo", "NER", "Foreign Minister")],
    ),
    (
        "The Greek and Turkish defence ministers, Nikos Pappas and Orhan Demirel, spoke.",
        [("Nikos Pappas", "GRC", "Defence Minister"), ("Orhan Demirel", "TUR", "Defence Minister")],
    ),
    (
        "Envoys Juan Soto of Chile and Pablo Rua of Bolivia shook hands.",
        [("Juan Soto", "CHL", "Envoy"), ("Pablo Rua", "BOL", "Envoy")],
    ),
    (
        "The negotiators, Radu Ceban for Moldova and Piotr Lungu for Tiraspol, left.",
        [("Radu Ceban", "MDA", "Negotiator"), ("Piotr Lungu", "MDA", "Negotiator")],
    ),
    (
        "Foreign Minister of Kazakhstan Askar Musinov met his Uzbek counterpart Bobur Karimjonov.",
        [("Askar Musinov", "KAZ", "Foreign Minister"), ("Bobur Karimjonov", "UZB", "Foreign Minister")],
    ),
    (
        "A spokesman for the Sudanese army, Nabil Abdallah Idrissi, said so.",
        [("Nabil Abdallah Idrissi", "SDN", "Spokesperson")],
    ),
    (
        "Former president Luis Robles Berlanga of Paraguay voted.",
        [("Luis Robles Berlanga", "PRY", "Former President")],
    ),
    (
        "Lt. Gen. Abdul Rahim Wardaki, Afghanistan's army chief, flew in.",
        [("Abdul Rahim Wardaki", "AFG", "Army Chief")],
    ),
    (
        "Nigeria's interior minister, Dr Abba Moro Ikechukwu, agreed. Mr Ikechukwu left.",
        [("Abba Moro Ikechukwu", "NGA", "Interior Minister")],
    ),
]


@pytest.mark.parametrize(("text", "people"), SEVERAL)
def test_titles_names_and_states_in_the_orders_newspapers_use(
    text: str, people: list[tuple[str, str, str]]
) -> None:
    found = [(p.actor.name, p.actor.country, p.actor.role) for p in remember(text, DATE).people]
    assert found == people


def test_an_honorific_does_not_hide_a_person() -> None:
    memory = remember("Nigeria's interior minister, Dr Abba Moro Ikechukwu, agreed.", DATE)
    actor = memory.person("Mr Ikechukwu")
    assert actor is not None
    assert actor.country == "NGA"
