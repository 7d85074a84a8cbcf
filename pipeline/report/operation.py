"""How the ingest fares: feeds and their errors, runs, rejects."""

from __future__ import annotations

from typing import Any

from pipeline.report.lists import cut, safe_link
from pipeline.report.source import Source
from transforms.feeds.errors import REASONS

FEEDS = 1_000
RUNS = 60
DAYS = 400


def feeds(source: Source) -> tuple[list[dict[str, Any]], int]:
    """Return the state of every feed, those in trouble first, and how many there are in all.

    Lag is the time from publication to fetch. What a feed's first poll brought is left out: it is what had
    gathered before anybody asked.
    """
    rows = source.records(
        f"""
        WITH polls AS (
            SELECT feed_id, count(*) AS polls, count(*) FILTER (error IS NULL) AS good,
                   min(fetched_at) AS first_poll, max(fetched_at) AS last_poll,
                   max(fetched_at) FILTER (error IS NULL) AS last_success
            FROM fetches GROUP BY feed_id
        ), newest AS (
            FROM fetches QUALIFY row_number() OVER (PARTITION BY feed_id ORDER BY fetched_at DESC) = 1
        ), brought AS (
            SELECT a.feed_id, count(*) AS articles, max(a.published_at) AS newest_article,
                   median(epoch(a.fetched_at - a.published_at)) FILTER (a.fetched_at > polls.first_poll) AS lag,
                   quantile_cont(epoch(a.fetched_at - a.published_at), 0.9) FILTER (a.fetched_at > polls.first_poll)
                       AS lag90
            FROM articles AS a JOIN polls USING (feed_id) GROUP BY a.feed_id
        )
        SELECT newest.feed_id, newest.url, newest.status, newest.error, newest.failures, newest.gone,
               polls.polls, polls.good, polls.last_poll, polls.last_success, coalesce(brought.articles, 0) AS articles,
               brought.newest_article, brought.lag, brought.lag90, count(*) OVER () AS total
        FROM newest JOIN polls USING (feed_id) LEFT JOIN brought USING (feed_id)
        ORDER BY newest.failures DESC, newest.error IS NULL, good / polls, newest.url LIMIT {FEEDS}
        """,
    )
    found = [
        {
            **{name: row[name] for name in ("status", "error", "failures", "gone", "polls", "good", "last_poll",
                                            "last_success", "articles", "newest_article", "lag", "lag90")},
            "url": cut(row["url"], "title"),
            "link": safe_link(row["url"]),
        }
        for row in rows
    ]  # fmt: skip
    return found, rows[0]["total"] if rows else 0


def errors(source: Source) -> list[dict[str, Any]]:
    """Return failed polls by error class, with what the class means and what to do."""
    rows = source.records(
        "SELECT error, count(*) AS polls, count(DISTINCT feed_id) AS feeds, max(fetched_at) AS last FROM fetches"
        " WHERE error IS NOT NULL GROUP BY error ORDER BY polls DESC, error",
    )
    return [{**row, **_advice(row["error"])} for row in rows]


def rejects(source: Source) -> list[dict[str, Any]]:
    """Return what was refused, by step and reason, with the words of the newest error."""
    rows = source.records(
        "SELECT stage, reason, bool_or(retryable) AS again, count(*) AS n, max(created_at) AS last,"
        " arg_max(error, created_at) AS error FROM rejects GROUP BY stage, reason ORDER BY n DESC, stage, reason",
    )
    return [{**row, "error": cut(row["error"], "title"), **_advice(row["reason"])} for row in rows]


def runs(source: Source) -> tuple[list[dict[str, Any]], list[tuple[Any, ...]]]:
    """Return the newest runs, and all runs summed by day."""
    rows = source.records(
        "SELECT run_id, started_at, epoch(finished_at - started_at) AS seconds, mode, code_version, feeds,"
        " articles, events, rejects, try_cast(counts_json->>'$.feeds_failed' AS BIGINT) AS failed FROM runs"
        f" ORDER BY started_at DESC, run_id LIMIT {RUNS}",
    )
    days = source.records(
        "SELECT started_at::DATE AS day, count(*) AS runs, sum(articles)::BIGINT AS articles,"
        " sum(events)::BIGINT AS events, sum(rejects)::BIGINT AS rejects, max(epoch(finished_at - started_at)) AS"
        f" longest FROM runs GROUP BY day ORDER BY day DESC LIMIT {DAYS}",
    )
    return rows, [tuple(day.values()) for day in reversed(days)]


def _advice(reason: str) -> dict[str, str]:
    known = REASONS.get(reason)
    if known is None:
        return {"meaning": "", "advice": ""}
    # The list is written for a page of Markdown; here its words are plain text.
    return {"meaning": known.meaning.replace("`", ""), "advice": known.advice.replace("`", "")}
