"""Phrases whose plain reading misleads: headlines without auxiliaries, time given to leave, pacts denounced, years after."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.event import Event
from transforms.events.coder import Coder, CoderInput

pytestmark = pytest.mark.model

WEDNESDAY = dt.date(2024, 5, 15)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def records(coder: Coder, text: str) -> tuple[Event, ...]:
    return next(iter(coder.code([CoderInput("a", "", text, WEDNESDAY)])))


def told(coder: Coder, text: str) -> set[tuple[str, str, str, str]]:
    """Return (type, status, actors, recipients) of the records of a sentence, codes joined by +."""
    return {
        (
            r.event_type,
            r.status,
            "+".join(sorted({p.country or "?" for p in r.actors})),
            "+".join(sorted({p.country or "?" for p in r.recipients})),
        )
        for r in records(coder, text)
    }


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("UN convoy ambushed near Timbuktu", ("ASSAULT", "occurred", "", "UNO")),
        ("Two Chinese engineers kidnapped in Balochistan", ("ASSAULT", "occurred", "", "CHN")),
        ("Iranian diplomats expelled from Albania", ("SANCTION", "occurred", "ALB", "IRN")),
        ("Tehran freed two French nationals", ("RETREAT", "occurred", "IRN", "FRA")),
    ],
)
def test_headlines_tell_in_the_past_what_is_done_to_their_subject(
    coder: Coder, text: str, event: tuple[str, str, str, str]
) -> None:
    assert told(coder, text) == {event}


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Peru expelled the Mexican ambassador and gave him 72 hours to go.", ("SANCTION", "occurred", "PER", "MEX")),
        ("Libya expelled the Maltese consul, giving him two days to pack.", ("SANCTION", "occurred", "LBY", "MLT")),
    ],
)  # fmt: skip
def test_time_to_leave_is_part_of_the_expulsion(
    coder: Coder, text: str, event: tuple[str, str, str, str]
) -> None:
    assert told(coder, text) == {event}


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Chad denounced its border accord with Libya as a swindle.", ("ACCUSE", "occurred", "TCD", "LBY")),
        ("Chad denounced the border treaty with Libya.", ("SANCTION", "occurred", "TCD", "LBY")),
        ("South Korea will end an intelligence-sharing agreement with Japan.", ("SANCTION", "scheduled", "KOR", "JPN")),
        (
            "Macron threatened to cancel his meeting with Vladimir Putin at the G20 in Buenos Aires.",
            ("THREATEN", "occurred", "FRA", "RUS"),
        ),
    ],
)  # fmt: skip
def test_pacts_and_meetings_given_up(coder: Coder, text: str, event: tuple[str, str, str, str]) -> None:
    assert event in told(coder, text)


@pytest.mark.parametrize(
    "text",
    [
        "Peru refused to take sides between Chile and Bolivia.",
        "Peru declined to comment on Chile's decision.",
        "Kenya's president took questions at his morning press conference in Nairobi.",
    ],
)
def test_standing_aside_is_no_event(coder: Coder, text: str) -> None:
    assert told(coder, text) == set()


def test_an_attack_claimed_is_no_accusation(coder: Coder) -> None:
    events = told(coder, "Gunmen attacked a UN convoy. Al Qaeda claimed the attack.")
    assert {e[0] for e in events} == {"ASSAULT"}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Qatar reopened its embassy in Damascus on 21 December 2023, 13 years after it severed relations.", ("2010-01-01", "2010-12-31")),
        ("Qatar has reopened its embassy in Damascus, 13 years after it severed relations with Syria.", ("2011-01-01", "2011-12-31")),
        ("Iran recalled its ambassador on Thursday, six days after Syria expelled its consul.", ("2024-05-03", "2024-05-03")),
        ("Iran recalled its ambassador on 9 May, two months after Syria expelled its consul.", ("2024-03-01", "2024-03-31")),
    ],
)  # fmt: skip
def test_what_came_before_is_counted_back(coder: Coder, text: str, days: tuple[str, str]) -> None:
    spans = [
        (str(r.date_start), str(r.date_end))
        for r in records(coder, text)
        if r.event_type == "SANCTION" and "recalled" not in r.evidence
    ]
    assert spans == [days]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Niger closed part of its frontier with Mali last week.", ("SANCTION", "occurred", "NER", "MLI")),
        ("Niger closed a stretch of its frontier with Mali.", ("SANCTION", "occurred", "NER", "MLI")),
    ],
)
def test_part_of_a_thing_counts_as_the_thing(
    coder: Coder, text: str, event: tuple[str, str, str, str]
) -> None:
    assert told(coder, text) == {event}


def test_it_in_a_side_clause_is_the_subject_of_the_main_one(coder: Coder) -> None:
    text = (
        "Qatar's prime minister, Sheikh Mohammed bin Abdulrahman Al Thani, will lead a delegation to Damascus, his office said."
        " The country reopened its embassy there on 21 December, 13 years after it severed relations."
    )
    article = CoderInput("a", "Gulf states open embassies", text, WEDNESDAY)
    broken = [e for e in next(iter(coder.code([article]))) if e.event_type == "SANCTION"]
    assert [(e.actors[0].name, e.recipients[0].country) for e in broken] == [("Qatar", "SYR")]


def test_what_is_called_names_is_not_told_again(coder: Coder) -> None:
    events = told(coder, "Russia seized three Ukrainian ships. NATO called the seizure unlawful.")
    assert sorted(e[0] for e in events) == ["ACCUSE", "COERCE"]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Opposition supporters clashed with police in Dhaka.", ("PROTEST", "occurred", "BGD", "BGD")),
        ("Farmers blocked roads to protest the government's fuel policy.", ("PROTEST", "occurred", "?", "?")),
        ("Students scuffled with soldiers in Khartoum.", ("PROTEST", "occurred", "SDN", "SDN")),
    ],
)
def test_protests_have_a_target_at_home(coder: Coder, text: str, event: tuple[str, str, str, str]) -> None:
    assert told(coder, text) == {event}


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("The EU foreign policy chief said it was too early for sanctions on Ethiopia.", ("REJECT", "occurred", "EUU", "ETH")),
        ("The United States said it was too early to lift the sanctions on Ethiopia.", ("REJECT", "occurred", "USA", "ETH")),
        ("Turkey regretted that it had shot down the Russian plane.", ("CONCEDE", "occurred", "TUR", "RUS")),
        ("An Omani plane got two American hostages out of Sanaa.", ("AID", "occurred", "OMN", "USA")),
    ],
)  # fmt: skip
def test_no_sorry_and_a_way_out(coder: Coder, text: str, event: tuple[str, str, str, str]) -> None:
    assert told(coder, text) == {event}


def test_too_early_to_tell_refuses_nothing(coder: Coder) -> None:
    assert (
        told(coder, "The United States said it was too early to say whether Ethiopia would comply.") == set()
    )


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("The G7 urged China to press Moscow to pull back its troops.", "change"),
        ("The G7 asked Russia to pull back its troops.", "yield"),
        ("France urged Mali to hold talks with the rebels.", "meet"),
    ],
)
def test_what_others_are_to_be_pressed_to_do_is_not_asked_of_them(coder: Coder, text: str, mode: str) -> None:
    assert [r.mode for r in records(coder, text) if r.event_type == "REQUEST"] == [mode]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("African leaders meeting in Sharm el-Sheikh called on Tuesday for an end to the siege of Zintan.", "EGY"),
        ("Poland's president stood with Georgia's Mikheil Saakashvili at a rally in the capital.", "GEO"),
    ],
)  # fmt: skip
def test_where_those_who_meet_speak(coder: Coder, text: str, country: str) -> None:
    assert {r.location.country for r in records(coder, text) if r.location} == {country}


def test_since_is_an_adverb_behind_have(coder: Coder) -> None:
    (event,) = records(coder, "Zimbabwean jets have since pounded rebel positions around Kabalo in Congo.")
    assert (event.event_type, event.mode, event.status) == ("ASSAULT", "aerial", "occurred")


def test_envoys_given_hours_are_expelled(coder: Coder) -> None:
    text = "Rwanda broke off relations with Belgium on Monday and gave Belgian diplomats 48 hours to leave."
    assert {(r.event_type, r.mode) for r in records(coder, text)} == {
        ("SANCTION", "discontinue"),
        ("SANCTION", "expel"),
    }
