"""Datelines, diary slugs and clock times at the start of a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.events.where.datelines import clock_entry, dateline, lead_in_end


@pytest.mark.parametrize(
    ("line", "names", "countries", "rest"),
    [
        ("ADDIS ABABA — Eritrea's president", ["ADDIS ABABA"], ["ETH"], "Eritrea's president"),
        ("AMMAN. Jordan's King Abdullah", ["AMMAN"], ["JOR"], "Jordan's King Abdullah"),
        ("KUWAIT CITY, Aug 2. Twenty years", ["KUWAIT CITY"], ["KWT"], "Twenty years"),
        ("ELMAU, Germany (wire) - The Group", ["ELMAU"], ["DEU"], "The Group"),
        ("TBILISI/MOSCOW — Georgian President", ["TBILISI", "MOSCOW"], ["GEO", "RUS"], "Georgian President"),
        ("** LIMA - President Alan García", ["LIMA"], ["PER"], "President Alan García"),
        ("PARIS (Agency) – The French", ["PARIS"], ["FRA"], "The French"),
        ("Brussels, 3 March 2024 (EU) – Ministers", ["Brussels"], ["BEL"], "Ministers"),
        ("MOSCOW, March 5 (Agency) -- Russia", ["MOSCOW"], ["RUS"], "Russia"),
        ("NEW DELHI, Dec 12: India", ["NEW DELHI"], ["IND"], "India"),
        ("SANA'A, Yemen — Houthi leaders", ["SANA'A"], ["YEM"], "Houthi leaders"),
        ("WASHINGTON, D.C. — The president", ["WASHINGTON"], ["USA"], "The president"),
        ("GRANVIK — Denmark beat Australia", ["GRANVIK"], [], "Denmark beat Australia"),
    ],
)
def test_datelines(line: str, names: list[str], countries: list[str], rest: str) -> None:
    found = dateline(line)
    assert found is not None
    assert list(found.names) == names
    assert [place.country for place in found.places] == countries
    assert line[found.end :] == rest
    assert line[lead_in_end(line) :] == rest


def test_a_list_item_is_a_slug() -> None:
    assert dateline("** KAMPALA - Ministers confer").is_slug  # type: ignore[union-attr]
    assert not dateline("KAMPALA - Ministers confer").is_slug  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "line",
    [
        "DIARY - Political events this week",
        "EU - Tunisia talks resume",
        "NATO: allies agree",
        "UN. The council met.",
        "China - the world's factory",
        "Lavrov said that talks – long delayed – would resume.",
        "OPEC oil ministers meeting in Vienna agreed",
        "",
    ],
)
def test_no_datelines(line: str) -> None:
    assert dateline(line) is None
    assert lead_in_end(line) == 0


@pytest.mark.parametrize(
    ("line", "hour", "minute", "rest"),
    [
        ("22:40 Palestinian flag raised", 22, 40, "Palestinian flag raised"),
        ("09:05 GMT - Talks open", 9, 5, "Talks open"),
        ("7:05 p.m. Talks end", 19, 5, "Talks end"),
        ("10.30am The minister", 10, 30, "The minister"),
        ("24:00 Deadline", 0, 0, "Deadline"),
    ],
)
def test_clock_entries(line: str, hour: int, minute: int, rest: str) -> None:
    found = clock_entry(line)
    assert found is not None and (found.hour, found.minute) == (hour, minute)
    assert line[found.end :] == rest


@pytest.mark.parametrize(
    "line", ["19.50 euros were paid", "1,081 detainees", "2015 began", "22:99 nothing", "31-30"]
)
def test_no_clock_entries(line: str) -> None:
    assert clock_entry(line) is None


@given(st.text(max_size=120))
def test_any_line(line: str) -> None:
    assert 0 <= lead_in_end(line) <= len(line)
