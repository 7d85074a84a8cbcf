"""The date grammar against a table of expressions, each with its own day of publication."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.events.when.dates import (
    DateSpan,
    find_durations,
    find_time_expressions,
    origin_to_the_day,
    resolve,
    span_of_duration,
)

DATES = Path(__file__).resolve().parents[1] / "data" / "eval" / "dates.jsonl"
CASES = [json.loads(line) for line in DATES.read_text(encoding="utf-8").splitlines()]
"""Sentences that hold exactly one time expression, the direction in time of what they tell (null: not known), and the
days that are meant, as "start..end" (null: undetermined)."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['published']} {case['text']}")
def test_resolves(case: dict[str, Any]) -> None:
    found = find_time_expressions(case["text"])
    assert len(found) == 1, found
    span = resolve(found[0], date.fromisoformat(case["published"]), case["towards"])
    assert (None if span is None else str(span)) == case["days"]


def test_the_table_is_large_enough() -> None:
    assert len(CASES) >= 200


@pytest.mark.parametrize(
    "text",
    [
        "Some 1,904 people and 2024 votes were counted.",
        "The loan is worth $2025 and resolution 1904 stands.",
        "They talked for three hours.",
        "The checkpoint stays shut for at least two weeks.",
        "An 18-month programme may march on; sun and spring are welcome.",
        "Theresa May and April Glaspie disagreed with General August Hahn.",
        "Readers of the Sunday Times bought it on offer.",
        "All three were received for the second time in five weeks.",
        "It is the largest swap in two years.",
        "Room 3103 holds 1500 people, 12 percent more.",
        "He may visit; they march to the second round.",
        "The ratio was 3:2 and the score 31-30.",
        "The Arab Spring and the Winter Olympics.",
        "The 9th summit of the bloc ended.",
    ],
)
def test_is_no_date(text: str) -> None:
    assert find_time_expressions(text) == ()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("He broke the 1975 treaty on the river.", "1975"),
        ("Prisoners of their 2008 clash were swapped.", "2008"),
        ("It was the anniversary of the 1968 invasion.", "1968"),
        ("They demand the pre-1967 borders.", "1967"),
        ("The revolution of 1979 changed that.", "1979"),
    ],
)
def test_a_year_in_a_name_is_a_label(text: str, written: str) -> None:
    (found,) = find_time_expressions(text)
    assert (found.kind, found.text) == ("label", written)
    assert resolve(found, date(2020, 1, 1), "past") is None


ANCHORED = """
2018-07-16 Abiy had flown there a week earlier. = 2018-07-09
2018-07-16 They met again a day later. = 2018-07-17
2018-07-16 They met again two days later. = 2018-07-18
2018-07-16 The envoy left three days after the vote. = 2018-07-19
2018-07-16 It had rejected this the previous day. = 2018-07-15
2018-07-16 It summoned the envoy the same evening. = 2018-07-16
2018-07-16 It summoned the envoy later that day. = 2018-07-16
2018-07-16 It summoned the envoy the next day. = 2018-07-17
2018-07-16 It summoned the envoy the following Monday. = 2018-07-23
2018-07-16 It summoned the envoy the previous Friday. = 2018-07-13
2018-07-16 It summoned the envoy on the eve of the summit. = 2018-07-15
2018-07-16 It summoned the envoy the day after. = 2018-07-17
2018-07-16 It summoned the envoy the night before. = 2018-07-15
2018-07-16 It summoned the envoy earlier in the day. = 2018-07-16
2018-07-16 It summoned the envoy a fortnight later. = 2018-07-30
"""


@pytest.mark.parametrize("line", ANCHORED.strip().splitlines())
def test_anchored_expressions_count_from_the_anchor(line: str) -> None:
    left, _, expected = line.rpartition(" = ")
    day, text = left.split(" ", 1)
    (found,) = find_time_expressions(text)
    assert found.kind == "anchored"
    assert resolve(found, date(2018, 8, 1), "past") is None
    anchor = DateSpan(date.fromisoformat(day), date.fromisoformat(day), "day")
    assert str(resolve(found, date(2018, 8, 1), "past", anchor)) == f"{expected}..{expected}"


def test_an_anchored_day_of_an_unknown_day_stays_unknown() -> None:
    (found,) = find_time_expressions("They met again a day later.")
    month = DateSpan(date(2018, 7, 1), date(2018, 7, 31), "month")
    assert resolve(found, date(2018, 8, 1), "past", month) is None


def test_what_the_anchor_of_leads_the_clause() -> None:
    (found,) = find_time_expressions("Three days after the vote the envoy left.")
    assert found.leads_clause
    (found,) = find_time_expressions("Three days later the envoy left.")
    assert not found.leads_clause


def test_to_the_day() -> None:
    (found,) = find_time_expressions("Twenty years to the day after the army overran the emirate, it sued.")
    published = date(2010, 8, 2)
    assert resolve(found, published, "past") == DateSpan(published, published, "day")
    assert origin_to_the_day(found, published) == DateSpan(date(1990, 8, 2), date(1990, 8, 2), "day")


@pytest.mark.parametrize(
    ("text", "attributive"),
    [
        ("They cheered at Tuesday's vote.", True),
        ("They cheered at the May 9 parade.", True),
        ("They cheered at last week's vote.", True),
        ("They cheered on Tuesday in the square.", False),
        ("A weekend road blockade ended.", True),
    ],
)
def test_dates_of_a_noun_are_marked(text: str, attributive: bool) -> None:
    (found,) = find_time_expressions(text)
    assert found.attributive is attributive


@pytest.mark.parametrize(
    ("text", "days", "attributive"),
    [
        ("at the close of a three-day state visit", 3, True),
        ("a two-day visit", 2, True),
        ("talks went on for three weeks", 21, False),
        ("after a week of meetings", 7, False),
        ("a weeklong tour", 7, True),
        ("an 18-month programme", None, True),
        ("they spoke for two hours", None, False),
        ("a twenty-one-day truce", 21, True),
    ],
)
def test_durations(text: str, days: int | None, attributive: bool) -> None:
    (found,) = find_durations(text)
    assert (found.days, found.attributive) == (days, attributive)
    assert text[found.start : found.end] == found.text


def test_span_of_duration() -> None:
    assert span_of_duration(3, ends=date(2018, 7, 16)) == DateSpan(
        date(2018, 7, 14), date(2018, 7, 16), "range"
    )
    assert span_of_duration(2, starts=date(2024, 2, 29)) == DateSpan(
        date(2024, 2, 29), date(2024, 3, 1), "range"
    )
    assert span_of_duration(1, ends=date(2018, 7, 16)) == DateSpan(
        date(2018, 7, 16), date(2018, 7, 16), "day"
    )
    assert span_of_duration(3) is None
    with pytest.raises(ValueError, match="at least one day"):
        span_of_duration(0, ends=date(2018, 7, 16))


def test_a_span_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        DateSpan(date(2020, 1, 2), date(2020, 1, 1), "range")


def test_several_expressions_of_one_sentence() -> None:
    text = "Botswana on Monday recalled its envoy, ill since March, and will send a new one next week."
    assert [found.text for found in find_time_expressions(text)] == ["Monday", "since March", "next week"]


WORDS = [
    "on", "in", "since", "until", "by", "from", "to", "between", "and", "the", "a", "of", "end", "early",
    "mid", "-", "late", "last", "next", "this", "week", "month", "year", "weekend", "March", "May", "31",
    "29", "February", "2024", "1999", "Tuesday", "Friday", "today", "ago", "days", "three", "later",
    "earlier", "before", "after", "Christmas", "Ramadan", "1990s", "first", "quarter", "half", "same",
    "day", "following", ",", ".", "(", ")", "’s", "\n", "0", "31.12.9999", "0001", "in 9 years", "time",
    "fiscal", "U.S.", "eve", "to the day after", "ninety", "century",
]  # fmt: skip


@given(
    st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)),
    st.dates(),
    st.sampled_from(["past", "future", None]),
    st.one_of(st.none(), st.dates()),
)
def test_any_text_gives_valid_offsets_and_spans(
    text: str, published: date, direction: str | None, anchor: date | None
) -> None:
    end = 0
    for found in find_time_expressions(text):
        assert end <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        end = found.end
        anchoring = None if anchor is None else DateSpan(anchor, anchor, "day")
        span = resolve(found, published, direction, anchoring)  # type: ignore[arg-type]
        assert span is None or span.start is not None or span.end is not None
        if span is not None and span.start and span.end:
            assert span.start <= span.end
    for duration in find_durations(text):
        assert text[duration.start : duration.end] == duration.text
