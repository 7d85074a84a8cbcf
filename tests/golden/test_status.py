"""Status of events: what goes on, lies ahead, hangs on a condition, was called off or never came about."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.event import Event
from transforms.events.coder import Coder, CoderInput

pytestmark = pytest.mark.model

CASES: list[tuple[str, str, str]] = [
    # sentence, type, status
    ("Talks between Sudan and Egypt are under way in Cairo.", "CONSULT", "ongoing"),
    ("The German chancellor is on a two-day visit to Poland.", "CONSULT", "ongoing"),
    ("Chile's defence minister is in La Paz for talks.", "CONSULT", "ongoing"),
    ("Japan's prime minister is due in Delhi on Thursday.", "CONSULT", "scheduled"),
    ("Cambodia's premier arrives in Hanoi on Thursday for talks.", "CONSULT", "scheduled"),
    ("Brazil's president is pencilled in for a visit to Beijing.", "CONSULT", "scheduled"),
    ("A meeting of the Kenyan and Somali presidents was put off until June.", "CONSULT", "scheduled"),
    ("A meeting of the Kenyan and Somali presidents was put off indefinitely.", "CONSULT", "cancelled"),
    ("A planned summit between Ukraine and Hungary fell through.", "CONSULT", "cancelled"),
    ("The visit of Peru's president to Quito, set for May, never took place.", "CONSULT", "cancelled"),
    ("Wang Yi and Japan's foreign minister were to have met on Thursday.", "CONSULT", "cancelled"),
    ("Qatar was about to airlift tents to Haiti when the airport closed.", "AID", "cancelled"),
    ("Latvia will send generators to Moldova if asked.", "AID", "hypothetical"),
    ("Moldova will extradite the banker to Turkey unless a court objects.", "COOPERATE", "hypothetical"),
    ("Were Moscow to send grain to Mali, Paris would not object.", "AID", "hypothetical"),
    ("Sweden does not exclude sending peacekeepers to Ukraine.", "AID", "hypothetical"),
    ("The talks between Chad and Sudan broke up without agreement.", "CONSULT", "occurred"),
    ("Talks between the Thai and Lao ministers yielded nothing.", "CONSULT", "occurred"),
    ("In a video conference with Peru, Chile could not agree on a date.", "CONSULT", "occurred"),
    ("No talks took place between Oman and Iran.", "CONSULT", "negated"),
]


@pytest.fixture(scope="module")
def coded() -> dict[str, tuple[Event, ...]]:
    """The events of every sentence, each an article of its own."""
    inputs = [CoderInput(str(i), "", case[0], dt.date(2024, 5, 15)) for i, case in enumerate(CASES)]
    return {i.text: events for i, events in zip(inputs, Coder("all").code(inputs), strict=True)}


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_status_of_the_event(case: tuple[str, str, str], coded: dict[str, tuple[Event, ...]]) -> None:
    """An event of the type has the status the sentence gives it."""
    text, event_type, status = case
    assert (event_type, status) in {(e.event_type, e.status) for e in coded[text]}
