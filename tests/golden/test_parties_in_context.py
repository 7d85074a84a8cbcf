"""Who acts and whom an act is aimed at where other sentences tell: repeated acts, acts taken up by a noun, the two."""

from __future__ import annotations

import datetime as dt

import pytest

from transforms.events.coder import Coder, CoderInput

pytestmark = pytest.mark.model

WEDNESDAY = dt.date(2024, 5, 15)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def told(coder: Coder, text: str) -> set[tuple[str, str, str, str]]:
    """Return (type, status, actors, recipients) of the records of an article, codes joined by +."""
    records = next(iter(coder.code([CoderInput("a", "A quarrel and its echo", text, WEDNESDAY)])))
    return {
        (
            r.event_type,
            r.status,
            "+".join(sorted({p.country or "?" for p in r.actors})),
            "+".join(sorted({p.country or "?" for p in r.recipients})),
        )
        for r in records
    }


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Chad expelled two Sudanese envoys on Monday. Gabon did the same.", ("SANCTION", "occurred", "GAB", "SDN")),
        ("Chad expelled two Sudanese envoys; so did Niger.", ("SANCTION", "occurred", "NER", "SDN")),
        ("Peru recalled its ambassador from Quito, as did Chile.", ("SANCTION", "occurred", "CHL", "ECU")),
        ("Malta condemned Libya. Cyprus is expected to follow suit.", ("ACCUSE", "scheduled", "CYP", "LBY")),
        # who was acted on does the same to who began
        ("Oslo expelled three Russian diplomats. Moscow followed suit on Tuesday.", ("SANCTION", "occurred", "RUS", "NOR")),
    ],
)  # fmt: skip
def test_an_act_told_once_is_done_by_several(
    coder: Coder, text: str, event: tuple[str, str, str, str]
) -> None:
    assert event in told(coder, text)


def test_whoever_only_does_what_it_did_before_acts_once(coder: Coder) -> None:
    events = told(coder, "Chad expelled two Sudanese envoys. It had done so in March as well.")
    assert {e for e in events if e[0] == "SANCTION"} == {("SANCTION", "occurred", "TCD", "SDN")}


def test_a_suit_that_is_followed_is_no_lawsuit(coder: Coder) -> None:
    events = told(coder, "Malta froze aid to Libya. Cyprus followed suit.")
    assert {e[0] for e in events} == {"SANCTION"}


@pytest.mark.parametrize(
    ("text", "event"),
    [
        # who did what a noun takes up is blamed for it, not who suffered it
        ("Latvia expelled two Belarusian diplomats. The Kremlin condemned the expulsions.",
         ("ACCUSE", "occurred", "RUS", "LVA")),
        ("Latvia expelled two Belarusian diplomats. Estonia did the same. Russia condemned the expulsions.",
         ("ACCUSE", "occurred", "RUS", "EST+LVA")),
        # what is put to somebody is accepted or refused towards who put it
        ("Togo asked Benin for electricity. Benin agreed.", ("AGREE", "occurred", "BEN", "TGO")),
        # who only hears of it is not accused
        ("Pakistani jets killed four villagers in Khost. Afghanistan complained to the United Nations about the raid.",
         ("ACCUSE", "occurred", "AFG", "PAK")),
        ("American missiles hit a Syrian base. The Kremlin called it a violation of the UN charter.",
         ("ACCUSE", "occurred", "RUS", "USA")),
        ("Iran seized a tanker. Britain called the seizure piracy.", ("ACCUSE", "occurred", "GBR", "IRN")),
        # "the two" are not whoever refuses them
        ("France and Germany offered to send envoys to Bamako. Mali turned the two down.",
         ("REJECT", "occurred", "MLI", "DEU+FRA")),
        ("Colombia's government and Ecuador's broke off talks. Norway offered to host them.",
         ("AGREE", "occurred", "NOR", "COL+ECU")),
    ],
)  # fmt: skip
def test_a_noun_or_a_reply_leads_back_to_an_earlier_act(
    coder: Coder, text: str, event: tuple[str, str, str, str]
) -> None:
    assert event in told(coder, text)


def test_the_two_are_those_that_dealt_with_each_other(coder: Coder) -> None:
    text = (
        "Benin closed its border with Niger on Monday. Niger accused Benin of theft. "
        "Togo offered to mediate, and Ghana praised Togo. ECOWAS urged the two countries to show restraint."
    )
    assert ("REQUEST", "occurred", "ECW", "BEN+NER") in told(coder, text)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        # a capital speaks where a passive names nobody
        ("A French general visited Cotonou. The trip was denounced in Niamey.", ("ACCUSE", "occurred", "NER", "FRA")),
        # "whose" leads to whom the clause hangs on
        ("The African Union, whose foreign ministers gathered in Lomé, was silent. Togo thanked Benin.",
         ("CONSULT", "occurred", "AFU", "")),
        # talks that somebody hosts are those of the two, talks "with" somebody are the other's
        ("Kenya accused Somalia of theft. Somalia accused Kenya of lies. Djibouti will host the talks on Monday.",
         ("CONSULT", "scheduled", "DJI+KEN+SOM", "")),
        ("Norway seized a Russian trawler. Talks with Moscow opened on Monday.", ("CONSULT", "occurred", "NOR+RUS", "")),
    ],
)  # fmt: skip
def test_whom_the_clause_leaves_out(coder: Coder, text: str, event: tuple[str, str, str, str]) -> None:
    assert event in told(coder, text)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("The Foreign Office condemned the raid by Iran in a note issued in Islamabad.", "PAK"),
        ("The Foreign Office condemned the raid by Iran.", "GBR"),
        ("The Foreign Office in London condemned the raid by Iran, a diplomat said in Islamabad.", "GBR"),
    ],
)
def test_a_ministry_of_a_shared_name_is_that_of_the_capital_beside_it(
    coder: Coder, text: str, country: str
) -> None:
    assert ("ACCUSE", "occurred", country, "IRN") in told(coder, text)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        # a state by the land it lies in, before or after its name
        ("Bhutan spoke to Thailand. The Himalayan kingdom expelled an Indian diplomat.", ("SANCTION", "occurred", "BTN", "IND")),
        ("The landlocked country expelled a Kenyan envoy. Ethiopia needs a port.", ("SANCTION", "occurred", "ETH", "KEN")),
        # a neighbour is one that borders, in the direction that is said
        ("France and Denmark waited, as did North Macedonia. Greece's premier telephoned his northern neighbour.",
         ("CONSULT", "occurred", "GRC+MKD", "")),
        ("Chinese and Indian envoys came to Nepal. Kathmandu blamed its southern neighbour for the blockade.",
         ("ACCUSE", "occurred", "NPL", "IND")),
        # whoever is host of an organisation's assembly receives it
        ("A G20 seminar on reform, hosted by China, opened on Monday.", ("CONSULT", "occurred", "G20", "CHN")),
        ("The Group of Seven parted. The next gathering will be held under Japan's presidency.",
         ("CONSULT", "scheduled", "G7", "JPN")),
        ("Mercosur has a new member. The next summit will be hosted by Paraguay.", ("CONSULT", "scheduled", "MER", "PRY")),
        # at whose request something is done, by whoever was asked
        ("Oman freed the sailors at the request of Washington.", ("REQUEST", "occurred", "USA", "OMN")),
        # what both do they do to each other
        ("Sudan and South Sudan talked; Togo watched. Both armies will pull back.", ("RETREAT", "scheduled", "SDN+SSD", "")),
    ],
)  # fmt: skip
def test_states_by_where_they_lie_and_what_they_do_together(
    coder: Coder, text: str, event: tuple[str, str, str, str]
) -> None:
    assert event in told(coder, text)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        # a go-between offers to both who quarrel, and both answer
        ("Chad and Niger quarrel over a well. Togo offered to mediate.", ("AGREE", "occurred", "TGO", "NER+TCD")),
        ("Chad and Niger quarrel over a well. Togo offered its good offices. The offer was declined by both.",
         ("REJECT", "occurred", "NER+TCD", "TGO")),
        # whoever hails an accord hails all who made it
        ("Eritrea and Ethiopia signed a peace accord. Washington welcomed the accord.", ("SUPPORT", "occurred", "USA", "ERI+ETH")),
        # the latter is who was named last, a counterpart's country may follow
        ("Peru's foreign minister met Chile's president. The latter apologised for the raid.", ("CONCEDE", "occurred", "CHL", "PER")),
        ("Peru's minister met his counterpart from Chile.", ("CONSULT", "occurred", "CHL+PER", "")),
        # a chairman speaks for what he chairs
        ("ECOWAS met in Abuja. Its chairman, Bola Tinubu, urged Niger to free Mohamed Bazoum.", ("REQUEST", "occurred", "ECW", "NER")),
    ],
)  # fmt: skip
def test_both_of_them_and_who_speaks_for_a_body(
    coder: Coder, text: str, event: tuple[str, str, str, str]
) -> None:
    assert event in told(coder, text)


def test_the_men_are_those_who_were_taken(coder: Coder) -> None:
    text = (
        "Mali arrested 46 Ivorian soldiers in Bamako in July. Togo is mediating. "
        "Three women among them were released by Mali on Monday, and France called on Mali to free the men."
    )
    assert ("RETREAT", "occurred", "MLI", "CIV") in told(coder, text)


def test_an_envoy_of_no_named_country_is_not_of_the_one_he_thanks(coder: Coder) -> None:
    text = (
        "COLOMBO - Sri Lanka let a Chinese ship call at Hambantota. Ambassador Qi Zhenhong thanked Colombo."
    )
    assert ("SUPPORT", "occurred", "CHN", "LKA") in told(coder, text)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        # the go-between of talks that something came out of
        ("Angola and Zambia signed an accord after three days of talks in Lusaka, mediated by Kenya.",
         ("CONSULT", "occurred", "AGO+KEN+ZMB", "")),
        # who brought the two together is neither of them
        ("Qatar brokered talks between Sudan and Chad. Norway praised the two sides.", ("SUPPORT", "occurred", "NOR", "SDN+TCD")),
        # members of one body agree with each other
        ("Ukraine asked Rome for help. The Group of Seven agreed on a ceiling for the price of oil.", ("AGREE", "occurred", "G7", "")),
    ],
)  # fmt: skip
def test_go_betweens_and_bodies_that_agree(coder: Coder, text: str, event: tuple[str, str, str, str]) -> None:
    assert event in told(coder, text)
