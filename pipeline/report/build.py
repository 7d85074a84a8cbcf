"""From a lake to a page: gathers what the page shows and puts it together."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from pipeline.commands import version
from pipeline.errors import RunFailed
from pipeline.report import lists, operation
from pipeline.report.facts import Facts, gather_facts
from pipeline.report.names import names_of_codes, page_file, points_of_countries, world
from pipeline.report.page import render
from pipeline.report.source import Source
from schemas.event import EVENT_TYPES, STATUSES
from transforms.events.drafts import QUADS

QUAD_NAMES = ("Verbal cooperation", "Material cooperation", "Verbal conflict", "Material conflict")


LIMIT = 5_000_000
"""Bytes of a page. What is listed word for word gives way to it, the oldest first."""

GIVES_WAY = ("newest", "stories", "ahead", "feeds", "rejects", "runs")
"""Lists that are cut from their ends where the page would be too large, one after the other."""

STEPS = ("grouping events", "listing events", "packing")


def build_page(
    source: Source,
    *,
    lake: str,
    title: str,
    made: dt.datetime,
    limit: int = LIMIT,
    told: Callable[[str], None] = lambda step: None,
) -> str:
    """Return the report of a lake as HTML.

    Args:
        source: the lake, opened for a report.
        lake: its address, to be named in the page.
        title: heading of the page.
        made: when the page is made, aware.
        limit: bytes it may have.
        told: hears the name of every one of `STEPS` as it begins.

    Raises:
        RunFailed: not even without its lists the page fits the limit.
    """
    told(STEPS[0])
    totals = _totals(source)
    facts = gather_facts(source)
    told(STEPS[1])
    contents = _contents(source, facts, totals)
    told(STEPS[2])

    def page(contents: dict[str, Any], left_out: dict[str, int]) -> str:
        return render(
            title=title,
            lead=_lead(totals, source.since) + _left_out(left_out, limit),
            footer=(
                f"Made on {_day(made.date())} at {made:%H:%M} UTC by Communiqué {version()} from the lake {lake}."
                " Everything the page shows is in this file."
            ),
            version=version(),
            contents=contents,
            facts=facts.packed,
        )

    return fitted(contents, page, limit)


def fitted(
    contents: dict[str, Any], page: Callable[[dict[str, Any], dict[str, int]], str], limit: int
) -> str:
    """Return a page of no more than so many bytes.

    Args:
        contents: what the page shows.
        page: makes the page of contents, and of how many entries of each list were left out.
        limit: bytes it may have.

    Raises:
        RunFailed: it does not fit even without any list.
    """
    whole = {name: len(contents[name]) for name in GIVES_WAY}
    for name in GIVES_WAY:
        while True:
            left_out = {name: count - len(contents[name]) for name, count in whole.items()}
            made = page(contents, left_out)
            over = len(made.encode("utf-8")) - limit
            if over <= 0:
                return made
            if not contents[name]:
                break
            # A tenth at a time: near enough to the limit, and a dozen attempts at most for one list.
            keep = len(contents[name]) * 9 // 10 if len(contents[name]) > len(GIVES_WAY) else 0
            contents = {**contents, name: contents[name][:keep]}
    raise RunFailed(f"the page would be {over:,} bytes larger than {limit:,}; take a shorter --since")


def _contents(source: Source, facts: Facts, totals: dict[str, Any]) -> dict[str, Any]:
    ahead, ahead_total = lists.ahead(source)
    stories, stories_total = lists.stories(source)
    feeds, feeds_total = operation.feeds(source)
    runs, run_days = operation.runs(source)
    used = {code for _, code, _ in facts.parties} | {code for _, code, _, _ in facts.places}
    names = names_of_codes()
    return {
        "types": EVENT_TYPES,
        "statuses": STATUSES,
        "quads": QUAD_NAMES,
        "quadOf": QUADS,
        "nameOf": {code: names[code] for code in sorted(code for code in used if code in names)},
        "asOf": source.as_of,
        "published": [totals["first"] or source.as_of, totals["last"] or source.as_of],
        "events": totals["events"],
        "articles": totals["articles"],
        "runCount": totals["runs"],
        "coders": totals["coders"],
        "grain": vars(facts.grain),
        "layout": facts.layout,
        "firstDay": facts.first_day,
        "kinds": facts.kinds,
        "parties": facts.parties,
        "places": [_place(*place) for place in facts.places],
        "newest": lists.newest(source),
        "ahead": ahead,
        "aheadTotal": ahead_total,
        "stories": stories,
        "storiesTotal": stories_total,
        "feeds": feeds,
        "feedsTotal": feeds_total,
        "errors": operation.errors(source),
        "rejects": operation.rejects(source),
        "runs": runs,
        "runDays": run_days,
        "charts": json.loads(page_file("charts.json"))["charts"],
        "outlines": world()["outlines"],
    }


def _place(
    name: str | None, country: str | None, latitude: float | None, longitude: float | None
) -> tuple[str | None, str | None, tuple[float, float] | None]:
    """Return a place with where it is drawn: its own point, or one inside its country."""
    if latitude is not None and longitude is not None:
        return lists.cut(name, "name"), country, (round(longitude, 2), round(latitude, 2))
    return lists.cut(name, "name"), country, points_of_countries().get(country or "")


def _totals(source: Source) -> dict[str, Any]:
    [totals] = source.records("""
        SELECT (SELECT count(*) FROM told) AS events, (SELECT count(*) FROM articles) AS articles,
               (SELECT count(*) FROM runs) AS runs, (SELECT count(DISTINCT feed_id) FROM fetches) AS feeds,
               (SELECT min(day) FROM day_of) AS first, (SELECT max(day) FROM day_of) AS last,
               (SELECT list(DISTINCT coder_version ORDER BY coder_version) FROM events) AS coders
    """)
    return {**totals, "coders": totals["coders"] or []}


def _left_out(counts: dict[str, int], limit: int) -> str:
    """Return in words what is missing from the lists of the page."""
    named = {"newest": "of the newest events", "ahead": "of the events ahead"}
    parts = [f"{count:,} {named.get(name, f'of the {name}')}" for name, count in counts.items() if count]
    if not parts:
        return ""
    return (
        f" To keep the page below {limit / 1e6:g} MB these are not listed, the oldest or least of each:"
        f" {', '.join(parts)}. Counts, charts and filters know all events."
    )


def _lead(totals: dict[str, Any], since: dt.date | None) -> str:
    came = f" What came into the lake since {_day(since)}." if since else ""
    if not totals["articles"]:
        return "The lake holds no articles yet." + (
            came or " A run brings some: communique run --feeds FILE --lake DIR."
        )
    days = _day(totals["first"])
    if totals["last"] != totals["first"]:
        days += f" – {_day(totals['last'])}"
    return (
        f"{totals['events']:,} events told by {_many(totals['articles'], 'article')}"
        f" of {_many(totals['feeds'], 'feed')}, published {days}.{came}"
    )


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
