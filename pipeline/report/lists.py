"""What the page lists word for word: the newest events, meetings ahead, stories told by many feeds."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from pipeline.report.source import Source
from schemas.event import STATUSES

NEWEST, NEWEST_PER_COUNTRY, NEWEST_PER_KIND = 400, 6, 6
AHEAD = 400
STORIES = 120
LONGEST = {"name": 90, "title": 220, "url": 600, "sentence": 560}
"""Characters of a publisher's text that the page carries: one odd feed must not fill it."""


def newest(source: Source) -> list[dict[str, Any]]:
    """Return the events of the newest articles, newest first.

    Beside the newest of all there are some of every country and of every type and status, so that a filter
    on something rare still has something to show.
    """
    rows = source.records(
        f"""
        WITH chosen AS (
            SELECT number FROM (FROM told ORDER BY published DESC, event_id LIMIT {NEWEST})
            UNION
            SELECT number FROM told
            QUALIFY row_number() OVER (PARTITION BY kind ORDER BY published DESC, event_id) <= {NEWEST_PER_KIND}
            UNION
            SELECT number FROM part JOIN told USING (number) WHERE part.country IS NOT NULL
            QUALIFY row_number() OVER (PARTITION BY part.country ORDER BY published DESC, event_id)
                <= {NEWEST_PER_COUNTRY}
        ), narrow AS (SELECT told.* FROM told JOIN chosen USING (number))
        SELECT narrow.event_id, narrow.article_id, narrow.day, narrow.kind, narrow.confidence, narrow.published,
               coalesce(codes.codes, []) AS codes, narrow.actors, narrow.recipients, narrow.place, narrow.place_country,
               e.mode, e.date_start, e.date_end, e.evidence, e.sentence, e.speaker.name AS speaker,
               a.title, a.url, a.source_domain
        FROM narrow JOIN events AS e USING (event_id) LEFT JOIN articles AS a ON a.article_id = narrow.article_id
        LEFT JOIN codes USING (number) ORDER BY narrow.published DESC, a.published_at DESC, narrow.event_id
        """,
    )
    return [_event(row) for row in rows]


def ahead(source: Source) -> tuple[list[dict[str, Any]], int]:
    """Return what is scheduled from the report's day on, soonest first, and how much there is in all.

    Events of the same type, mode, days and countries are one entry, told by several articles.
    """
    scheduled = STATUSES.index("scheduled")
    rows = source.records(
        f"""
        WITH dated AS (
            SELECT told.number, told.article_id, told.kind, told.confidence, e.mode, e.date_start, e.date_end,
                   coalesce(codes.codes, []) AS codes, told.event_id
            FROM told JOIN events AS e USING (event_id) LEFT JOIN codes USING (number)
            WHERE told.kind % {len(STATUSES)} = {scheduled} AND coalesce(e.date_end, e.date_start) >= ?
        ), entries AS (
            SELECT arg_max(number, confidence) AS number, count(DISTINCT article_id) AS reports,
                   count(*) AS records, date_start, date_end, count(*) OVER () AS total
            FROM dated GROUP BY kind, mode, date_start, date_end, codes
            ORDER BY date_start, reports DESC, number LIMIT {AHEAD}
        )
        SELECT entries.*, told.day, told.kind, told.confidence, told.published, coalesce(codes.codes, []) AS codes,
               told.actors, told.recipients, told.place, told.place_country, e.mode, e.evidence, e.sentence,
               NULL AS speaker, a.title, a.url, a.source_domain
        FROM entries JOIN told USING (number) JOIN events AS e USING (event_id)
        LEFT JOIN articles AS a ON a.article_id = told.article_id LEFT JOIN codes USING (number)
        ORDER BY entries.date_start, reports DESC, number
        """,
        [source.as_of],
    )
    entries = [{**_event(row), "reports": row["reports"], "records": row["records"]} for row in rows]
    return entries, rows[0]["total"] if rows else 0


def stories(source: Source) -> tuple[list[dict[str, Any]], int]:
    """Return stories that several feeds carry, the most carried first, and how many there are in all."""
    rows = source.records(
        f"""
        WITH shared AS (
            SELECT story_id, count(DISTINCT feed_id) AS feeds, count(*) AS articles,
                   min(coalesce(published_at, fetched_at)) AS first, max(coalesce(published_at, fetched_at)) AS last,
                   count(*) OVER () AS total
            FROM articles GROUP BY story_id HAVING count(DISTINCT feed_id) > 1
            ORDER BY feeds DESC, last DESC, story_id LIMIT {STORIES}
        ), told_by AS (
            SELECT story_id, list({{'title': title, 'url': url, 'domain': source_domain}}
                                  ORDER BY coalesce(published_at, fetched_at), article_id) AS versions
            FROM articles JOIN shared USING (story_id) GROUP BY story_id
        ), about AS (
            SELECT a.story_id, list({{'day': told.day, 'kind': told.kind, 'confidence': told.confidence,
                                      'codes': coalesce(codes.codes, [])}} ORDER BY told.event_id) AS events
            FROM articles AS a JOIN shared USING (story_id) JOIN told USING (article_id) LEFT JOIN codes USING (number)
            GROUP BY a.story_id
        )
        FROM shared JOIN told_by USING (story_id) LEFT JOIN about USING (story_id)
        ORDER BY feeds DESC, last DESC, story_id
        """,
    )
    found = [
        {
            "title": cut(row["versions"][0]["title"], "title"),
            "feeds": row["feeds"],
            "articles": row["articles"],
            "first": row["first"],
            "last": row["last"],
            "links": [(cut(one["domain"], "name"), safe_link(one["url"])) for one in row["versions"][:12]],
            "count": len(row["events"] or []),
            "events": [
                (one["day"], one["kind"], one["confidence"], one["codes"])
                for one in (row["events"] or [])[:60]
            ],
        }
        for row in rows
    ]
    return found, rows[0]["total"] if rows else 0


def _event(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "day": row["day"],
        "kind": row["kind"],
        "mode": row["mode"],
        "codes": row["codes"],
        "confidence": round(row["confidence"], 2),
        "from": row["date_start"],
        "to": row["date_end"],
        "actors": [_party(one) for one in row["actors"]],
        "recipients": [_party(one) for one in row["recipients"]],
        "place": cut(row["place"], "name"),
        "country": row["place_country"],
        "sentence": marked(row["sentence"], row["evidence"]),
        "speaker": cut(row["speaker"], "name"),
        "title": cut(row["title"], "title"),
        "url": safe_link(row["url"]),
        "domain": cut(row["source_domain"], "name"),
        "published": row["published"],
    }


def _party(party: dict[str, Any]) -> tuple[str, str | None, str | None]:
    return cut(party["name"], "name") or "", party["country"], cut(party["role"], "name")


def cut(text: str | None, what: str) -> str | None:
    """Return a text no longer than `LONGEST` allows."""
    if text is None or len(text) <= LONGEST[what]:
        return text
    return text[: LONGEST[what] - 1].rstrip() + "…"


def marked(sentence: str, evidence: str) -> tuple[str, str, str]:
    """Return a sentence as what precedes its evidence, the evidence, and what follows.

    Long sentences are cut around the evidence. Where the evidence does not stand in the sentence (it may reach
    over its border), it stands alone.
    """
    at = sentence.find(evidence) if evidence else -1
    before, after = (sentence[:at], sentence[at + len(evidence) :]) if at >= 0 else ("", "")
    evidence = cut(evidence, "sentence") or ""
    room = max(0, LONGEST["sentence"] - len(evidence))
    if len(before) > room // 2:
        before = "…" + before[len(before) - room // 2 :]
    if len(after) > room // 2:
        after = after[: room // 2] + "…"
    return before, evidence, after


def safe_link(url: str | None) -> str | None:
    """Return an address if a reader may be sent there: http or https with a host, nothing else, and not too long."""
    if not url or len(url) > LONGEST["url"]:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    clean = url.isprintable() and not any(sign in url for sign in ' "<>\\^`{|}')
    return url if parts.scheme in ("http", "https") and host and clean else None


def plain(value: Any) -> Any:
    """Return a value as the json module takes it: days and times in ISO 8601."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in the page")
