"""Noun phrases as newspapers write them, and the party each one names."""

from __future__ import annotations

import datetime

import pytest

from transforms.events.who.actors import resolve_actor

# phrase, country, sector
PHRASES = [
    # states, peoples, cities
    ("Ukraine", "UKR", None),
    ("the United States", "USA", None),
    ("the U.S.", "USA", None),
    ("DR Congo", "COD", None),
    ("Congo-Brazzaville", "COG", None),
    ("the Republic of Korea", "KOR", None),
    ("the DPRK", "PRK", None),
    ("Côte d’Ivoire", "CIV", None),
    ("Burma", "MMR", None),
    ("the Soviet Union", "RUS", None),
    ("Guinea-Bissau", "GNB", None),
    ("Papua New Guinea", "PNG", None),
    ("Niger", "NER", None),
    ("Brazilians", "BRA", None),
    ("the Danes", "DNK", None),
    ("Emiratis", "ARE", None),
    ("Beijing", "CHN", "GOV"),
    ("Addis Ababa", "ETH", "GOV"),
    ("Osaka", "JPN", "CVL"),
    ("Greenland", "DNK", None),
    ("Gibraltar", "GBR", None),
    # seats and metonyms
    ("the Kremlin", "RUS", "GOV"),
    ("Downing Street", "GBR", "GOV"),
    ("Itamaraty", "BRA", "GOV"),
    ("the Élysée", "FRA", "GOV"),
    ("the Knesset", "ISR", "LEG"),
    ("Aso Rock", "NGA", "GOV"),
    ("the Pentagon", "USA", "GOV"),
    ("Brussels", "EUU", "GOV"),
    ("Turtle Bay", "UNO", None),
    # organisations and armed groups
    ("the UN Security Council", "UNO", None),
    ("UNHCR", "UNO", None),
    ("the European Commission", "EUU", "GOV"),
    ("Frontex", "EUU", "COP"),
    ("the IAEA", "IAE", None),
    ("OPEC+", "OPC", None),
    ("the Red Cross", "ICR", None),
    ("Hamas", "PSE", "REB"),
    ("the Houthis", "YEM", "REB"),
    ("Ansar Allah", "YEM", "REB"),
    ("M23 rebels", "COD", "REB"),
    ("al-Shabaab", "SOM", "REB"),
    ("the Tamil Tigers", "LKA", "REB"),
    ("Islamic State", None, "REB"),
    ("Xinhua", "CHN", "GOV"),
    ("Amnesty International", "NGO", "SOC"),
    ("Gazprom", "RUS", "BUS"),
    ("the FBI", "USA", "COP"),
    # demonym and noun
    ("Ethiopian troops", "ETH", "MIL"),
    ("Georgian officials", "GEO", "GOV"),
    ("Kuwaiti coast guards", "KWT", "COP"),
    ("Brazilian soya growers", "BRA", "AGR"),
    ("Iraqi trawler", "IRQ", "AGR"),
    ("Russian jets", "RUS", "MIL"),
    ("a Turkish court", "TUR", "JUD"),
    ("the Danish parliament", "DNK", "LEG"),
    ("Filipino fishermen", "PHL", "AGR"),
    ("Chilean students", "CHL", "EDU"),
    ("Rohingya refugees", "MMR", "REF"),
    ("Nigerian gunmen", "NGA", "UAF"),
    ("Bolivian miners", "BOL", "LAB"),
    ("Greek Cypriot protesters", "CYP", "CVL"),
    ("the Polish bishops", "POL", "REL"),
    ("an Israeli human rights group", "ISR", "SOC"),
    ("an Australian freelance photographer", "AUS", "JRN"),
    ("Mexican drug traffickers", "MEX", "CRM"),
    ("Colombian paramilitaries", "COL", "PRM"),
    ("Syrian intelligence", "SYR", "SPY"),
    ("French doctors", "FRA", "MED"),
    ("North Korean state media", "PRK", "GOV"),
    ("the Kurdish militia", None, "PRM"),
    ("Iranian opposition groups", "IRN", "OPP"),
    ("Saudi-led coalition", "SAU", "MIL"),
    ("the US-led coalition", "USA", "MIL"),
    # whose, after the noun
    ("residents of Gualeguaychú", "ARG", "CVL"),
    ("Farmers on the Paraguayan side", "PRY", "AGR"),
    ("the government of Néstor Kirchner", "ARG", "GOV"),
    ("protesters in Tbilisi", "GEO", "CVL"),
    ("rebels in eastern Congo", "COD", "REB"),
    ("troops from Chad", "TCD", "MIL"),
    ("the foreign ministry of Azerbaijan", "AZE", "GOV"),
    ("Mugabe's party", "ZWE", "PTY"),
    ("Saddam Hussein's army", "IRQ", "MIL"),
    # somebody else's backing, enemy or posting is not the party's own state
    ("Turkish-backed rebels", None, "REB"),
    ("anti-American protesters", None, "CVL"),
    ("troops in Syria", None, "MIL"),
    ("the ambassador to Turkey", None, "GOV"),
    ("Iran-backed Houthis", "YEM", "REB"),
    ("US-backed Syrian rebels", "SYR", "REB"),
    # offices
    ("the Slovak ambassador", "SVK", "GOV"),
    ("Kuwait's parliament speaker", "KWT", "LEG"),
    ("Greenland's prime minister", "DNK", "GOV"),
    ("Windhoek's government spokesman", "NAM", "GOV"),
    ("Planalto officials", "BRA", "GOV"),
    ("the Jordanian army chief", "JOR", "MIL"),
    ("NATO's secretary-general", "NAT", None),
    ("NATO ambassadors", "NAT", "GOV"),
    ("Japan's ambassador to the UN", "JPN", "GOV"),
    ("Britain's UN ambassador", "GBR", "GOV"),
    ("the UN envoy for Yemen", "UNO", None),
    ("a U.S. Supreme Court judge", "USA", "JUD"),
    ("the Turkish Cypriot leader", "CYP", "GOV"),
    ("the leader of Hamas", "PSE", "REB"),
    ("a Taliban spokesman", "AFG", "REB"),
    ("an army spokesman", None, "MIL"),
    ("a police spokeswoman in Nairobi", "KEN", "COP"),
    ("the spokesman for the German foreign ministry", "DEU", "GOV"),
    ("the president of the European Commission", "EUU", "GOV"),
    ("the head of the Russian Orthodox Church", "RUS", "REL"),
    ("Poland's deputy foreign minister", "POL", "GOV"),
    ("the oil minister of Iraq", "IRQ", "GOV"),
    ("OPEC oil ministers", "OPC", None),
    ("the Bavarian premier", "DEU", "GOV"),
    ("Paraguayan energy negotiators", "PRY", "GOV"),
    ("former Peruvian ministers", "PER", "ELI"),
    ("ex-president of Honduras", "HND", "ELI"),
    ("a Sinn Féin lawmaker", "IRL", "LEG"),
    ("the Zambian opposition leader", "ZMB", "OPP"),
    ("Hamas gunmen", "PSE", "REB"),
    ("RSF troops", "SDN", "REB"),
    ("dozens of Kenyan police officers", "KEN", "COP"),
    ("members of the Syrian opposition", "SYR", "OPP"),
    ("Chisinau city hall", "MDA", "GOV"),
    ("the OSCE's monitoring mission", "OSC", None),
    ("the U.N. children's agency", "UNO", None),
    ("al Qaeda in the Arabian Peninsula", "YEM", "REB"),
    ("Labour MPs", "GBR", "LEG"),
    ("New Zealand farmers", "NZL", "AGR"),
    ("the state of Georgia", "USA", None),
    # no state to be found
    ("gunmen", None, "UAF"),
    ("the authorities", None, "GOV"),
    ("Western nations", None, None),
    ("he", None, "UNK"),
    ("they", None, "UNK"),
    ("rights groups", "NGO", "SOC"),
]


@pytest.mark.parametrize(("phrase", "country", "sector"), PHRASES)
def test_phrase_gives_state_and_sector(phrase: str, country: str | None, sector: str | None) -> None:
    actor = resolve_actor(phrase, date=datetime.date(2020, 6, 1))
    assert (actor.country, actor.sector) == (country, sector)


# phrase, date, name, country, sector, role
PEOPLE = [
    (
        "Russian Foreign Minister Sergei Lavrov",
        "2023-05-01",
        "Sergei Lavrov",
        "RUS",
        "GOV",
        "Foreign Minister",
    ),
    ("Sergey Lavrov", "2023-05-01", "Sergei Lavrov", "RUS", "GOV", "Foreign Minister"),
    ("President Vladimir Putin", "2023-05-01", "Vladimir Putin", "RUS", "GOV", "President"),
    ("Vladimir Putin", "2010-05-01", "Vladimir Putin", "RUS", "GOV", "Prime Minister"),
    (
        "former French president Nicolas Sarkozy",
        "2015-01-01",
        "Nicolas Sarkozy",
        "FRA",
        "ELI",
        "Former President",
    ),
    ("Angela Merkel", "2019-01-01", "Angela Merkel", "DEU", "GOV", "Chancellor"),
    ("Angela Merkel", "2023-01-01", "Angela Merkel", "DEU", "ELI", "Former Chancellor"),
    ("Ban Ki-moon", "2005-01-01", "Ban Ki-moon", "KOR", "GOV", "Foreign Minister"),
    ("Ban Ki-moon", "2010-01-01", "Ban Ki-moon", "UNO", "GOV", "Secretary-General"),
    ("George Bush", "1991-01-01", "George H. W. Bush", "USA", "GOV", "President"),
    ("George Bush", "2005-01-01", "George W. Bush", "USA", "GOV", "President"),
    ("Bush", "2003-03-20", "George W. Bush", "USA", "GOV", "President"),
    ("Donald Tusk", "2012-01-01", "Donald Tusk", "POL", "GOV", "Prime Minister"),
    ("Donald Tusk", "2018-01-01", "Donald Tusk", "EUU", "GOV", "President of the European Council"),
    ("King Abdullah II", "2021-10-05", "Abdullah II", "JOR", "GOV", "King"),
    ("László Sólyom", "2009-08-21", "László Sólyom", "HUN", "GOV", "President"),
    ("Laszlo Solyom", "2009-08-21", "László Sólyom", "HUN", "GOV", "President"),
    ("Recep Tayyip Erdogan", "2005-01-01", "Recep Tayyip Erdoğan", "TUR", "GOV", "Prime Minister"),
    ("opposition leader Nelson Chamisa", "2019-01-01", "Nelson Chamisa", "ZWE", "OPP", "Opposition Leader"),
    ("UN envoy Martin Griffiths", "2019-01-01", "Martin Griffiths", "UNO", None, "Envoy"),
    ("Ismail Haniyeh", "2022-01-01", "Ismail Haniyeh", "PSE", "REB", "Leader"),
    ("Foreign Minister Wang", "2024-01-01", "Wang Yi", "CHN", "GOV", "Foreign Minister"),
    ("Secretary of State Kerry", "2014-01-01", "John Kerry", "USA", "GOV", "Secretary of State"),
    # nobody in the lexicon: the words must do
    ("Kyrgyz Foreign Minister Alik Orozov", "2019-01-01", "Alik Orozov", "KGZ", "GOV", "Foreign Minister"),
    ("Qatar's Nasser al-Marri", "2016-01-01", "Nasser al-Marri", "QAT", None, None),
    (
        "Eritrea's ambassador, Tesfai Berhane Woldu",
        "2011-01-01",
        "Tesfai Berhane Woldu",
        "ERI",
        "GOV",
        "Ambassador",
    ),
    (
        "Juha Koskinen, the Finnish interior minister",
        "2011-01-01",
        "Juha Koskinen",
        "FIN",
        "GOV",
        "Interior Minister",
    ),
    ("Pedro Aguirre of Peru", "2011-01-01", "Pedro Aguirre", "PER", None, None),
    (
        "EU commissioner Anneke van der Velde",
        "2011-01-01",
        "Anneke van der Velde",
        "EUU",
        None,
        "Commissioner",
    ),
    (
        "Saudi deputy crown prince Turki bin Saad",
        "2011-01-01",
        "Turki bin Saad",
        "SAU",
        "GOV",
        "Crown Prince",
    ),
    (
        "Vietnamese spokeswoman Tran Thi Lan Huong",
        "2011-01-01",
        "Tran Thi Lan Huong",
        "VNM",
        "GOV",
        "Spokesperson",
    ),
    ("Irish senator Máire Ní Bhriain", "2011-01-01", "Máire Ní Bhriain", "IRL", "LEG", "Lawmaker"),
    (
        "Kenyan police chief Daniel arap Kosgei",
        "2011-01-01",
        "Daniel arap Kosgei",
        "KEN",
        "COP",
        "Police Chief",
    ),
]


@pytest.mark.parametrize(("phrase", "date", "name", "country", "sector", "role"), PEOPLE)
def test_phrase_gives_person_and_office_at_the_date(
    phrase: str, date: str, name: str, country: str | None, sector: str | None, role: str | None
) -> None:
    actor = resolve_actor(phrase, date=datetime.date.fromisoformat(date))
    assert (actor.name, actor.country, actor.sector, actor.role) == (name, country, sector, role)


@pytest.mark.parametrize(
    ("group", "date", "sector"),
    [
        ("the Taliban", "2000-01-01", "GOV"),
        ("the Taliban", "2012-01-01", "REB"),
        ("the Taliban", "2022-01-01", "GOV"),
        ("FARC", "2010-01-01", "REB"),
        ("FARC", "2019-01-01", "PTY"),
        ("the ANC", "1985-01-01", "OPP"),
        ("Sandinistas", "1985-01-01", "GOV"),
    ],
)
def test_rebels_become_parties_and_governments(group: str, date: str, sector: str) -> None:
    assert resolve_actor(group, date=datetime.date.fromisoformat(date)).sector == sector


@pytest.mark.parametrize(
    ("phrase", "mention"),
    [
        ("the Russian Foreign Minister Sergei Lavrov", "Sergei Lavrov"),
        ("the Ethiopian troops", "Ethiopian troops"),
        ("the Kremlin", "Kremlin"),
        ("Kuwait's parliament speaker", "Kuwait's parliament speaker"),
        ("the government of Néstor Kirchner", "government of Néstor Kirchner"),
        ("Eritrea's president, Isaias Afwerki", "Isaias Afwerki"),
        ("about two hundred protesters", "protesters"),
        ("the European Union", "European Union"),
    ],
)
def test_span_is_the_most_telling_mention(phrase: str, mention: str) -> None:
    start, end = resolve_actor(phrase).span
    assert phrase[start:end] == mention


def test_context_supplies_the_state_of_a_bare_office() -> None:
    actor = resolve_actor(
        "the foreign minister", context="Hungary protested. The foreign minister left: the foreign minister"
    )
    assert (actor.country, actor.guessed) == ("HUN", True)


def test_context_supplies_the_person_behind_a_surname() -> None:
    context = "Kyrgyz Foreign Minister Alik Orozov arrived in Doha. Later Orozov met the emir."
    actor = resolve_actor("Orozov", context=context)
    assert (actor.name, actor.country, actor.role) == ("Alik Orozov", "KGZ", "Foreign Minister")


def test_without_context_nothing_is_guessed() -> None:
    actor = resolve_actor("the foreign minister")
    assert (actor.country, actor.guessed) == (None, False)


@pytest.mark.parametrize(
    "phrase", ["", " ", ",", "'s", "of", "’", "the", "(", "X, Y, Z", "of of of", "a\nb", "ß", "İstanbul"]
)
def test_odd_input_is_survived_with_a_valid_span(phrase: str) -> None:
    actor = resolve_actor(phrase, context=phrase)
    start, end = actor.span
    assert 0 <= start <= end <= len(phrase)
