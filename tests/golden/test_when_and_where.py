"""Which day and which place an act takes: what the parser hangs elsewhere, what belongs to the neighbour."""

from __future__ import annotations

import datetime as dt

import pytest

from transforms.events.coder import Coder, CoderInput
from transforms.events.drafts import Draft
from transforms.events.when.dates import DateSpan

pytestmark = [pytest.mark.model, pytest.mark.slow]

DAY = dt.date(2024, 5, 14)
"""A Tuesday."""


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def only(coder: Coder, text: str, kind: str, title: str = "") -> Draft:
    """Return the one draft of a type."""
    (found,) = coder.candidates([CoderInput("x", title, text, DAY)])
    (draft,) = [d for d, _ in found if d.type == kind]
    return draft


def days(draft: Draft) -> str | None:
    """Return first and last day of a draft."""
    span = draft.span
    return f"{span.start}..{span.end}" if isinstance(span, DateSpan) else None


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Uruguay sent troops to guard the plant on Monday.", "MOBILIZE", "2024-05-13..2024-05-13"),
        (
            "Mali gave Togo's envoy 24 hours to leave on Monday and froze trade with Lomé, three days after Togo called for the release of a priest.",
            "REQUEST",
            "2024-05-10..2024-05-10",
        ),
        (
            "Guatemala recalled its ambassador from Belmopan in 2016, when Belizean soldiers shot dead a Guatemalan boy.",
            "ASSAULT",
            "2016-01-01..2016-12-31",
        ),
        (
            "Norway will host talks with Iceland in early September, and Moscow offered to buy Norwegian herring.",
            "AGREE",
            None,
        ),
        ("Chad extended the truce until October and asked Sudan to leave Adré.", "REQUEST", None),
        (
            "Kenya's president arrives in Lomé on Friday for two days of talks with his Togolese counterpart.",
            "CONSULT",
            "2024-05-17..2024-05-18",
        ),
        (
            "American jets shot down an Iranian drone that was heading for Erbil on Monday.",
            "ASSAULT",
            "2024-05-13..2024-05-13",
        ),
        (
            "The G7, assembled on screens on Sunday, condemned Tehran.",
            "ACCUSE",
            "2024-05-12..2024-05-12",
        ),
        (
            "Wang Yi postponed a trip to Seoul that was to have begun on Friday.",
            "CONSULT",
            "2024-05-10..2024-05-10",
        ),
        (
            "Washington called off a meeting with Manasseh Sogavare that had been planned for next week.",
            "CONSULT",
            "2024-05-20..2024-05-26",
        ),
        ("Germany will send tanks to Ukraine, its defence ministry said on Monday.", "AID", None),
        ("Guinea's junta, suspended by ECOWAS, received two envoys of Mali last week.", "SANCTION", None),
        (
            "A Russian diplomat was declared unwanted by Moldova in July; if it goes on, the ambassador will be next.",
            "SANCTION",
            "2023-07-01..2023-07-31",
        ),
        (
            "Vladimir Putin on Monday decreed martial law for four Ukrainian regions.",
            "COERCE",
            "2024-05-13..2024-05-13",
        ),
    ],
)
def test_days(coder: Coder, text: str, kind: str, expected: str | None) -> None:
    (found,) = coder.candidates([CoderInput("x", "", text, DAY)])
    assert expected in {days(d) for d, _ in found if d.type == kind}


def test_a_headline_is_dated_by_what_the_first_sentence_tells_of_its_parties(coder: Coder) -> None:
    title, text = (
        "Togo says sorry to Ghana",
        "Lomé {} the death of two Ghanaian fishermen, its foreign ministry said.",
    )
    dated = only(coder, text.format("on Monday promised Ghana an inquiry into"), "CONCEDE", title)
    assert days(dated) == "2024-05-13..2024-05-13"
    assert days(only(coder, text.format("has promised Ghana an inquiry into"), "CONCEDE", title)) is None


def test_a_visit_that_lasts_beyond_publication_is_under_way(coder: Coder) -> None:
    text = "Vanuatu's prime minister began a {} visit to Fiji on Monday."
    assert only(coder, text.format("three-day"), "CONSULT").status == "ongoing"
    assert only(coder, text.format("two-day"), "CONSULT").status == "occurred"


def test_a_meeting_dated_no_better_than_by_its_month_lends_no_day(coder: Coder) -> None:
    text = "Togo's president met his Ghanaian counterpart in Lomé {}. He thanked Ghana."
    assert (
        days(only(coder, text.format("on Monday"), "SUPPORT", "Two neighbours")) == "2024-05-13..2024-05-13"
    )
    assert days(only(coder, text.format("in April"), "SUPPORT", "Two neighbours")) is None


def test_the_hour_of_an_entry_dates_no_plan(coder: Coder) -> None:
    text = "Fiji: as it happened\n\n10:15 Australia will impose sanctions on Fiji, its foreign minister says."
    assert days(only(coder, text, "SANCTION", "Live")) is None


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        (
            "Washington circulated a draft in New York; Pretoria's ambassador there condemned Israel on Monday.",
            "ACCUSE",
            "USA",
        ),
        (
            "President Steinmeier will repeat Germany's apology to Namibia before the parliament in Windhoek.",
            "CONCEDE",
            "NAM",
        ),
        ("- HANOI: Vietnam and the Philippines sign an agreement on naval contacts on Monday.", "SUPPORT", "VNM"),
        (">> KOROR - Japan opens talks with Palau on Monday.", "CONSULT", "PLW"),
    ],
)  # fmt: skip
def test_places(coder: Coder, text: str, kind: str, expected: str) -> None:
    (found,) = coder.candidates([CoderInput("x", "", text, DAY)])
    assert expected in {d.country for d, _ in found if d.type == kind}
