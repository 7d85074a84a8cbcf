"""What operators look at: fetches, rejects and runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from schemas.columns import column, quickly_pickled


@quickly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One poll of one feed; the newest published row of a feed is its state for the next run."""

    feed_id: str = column("The feed.", example="a3f1c2d4e5b60718")
    url: str = column("Address as listed.", example="https://wire.example/feed.xml")
    fetched_at: dt.datetime = column("When the poll ended (UTC).", example="2025-03-30T08:10:00Z")
    status: int | None = column("HTTP status, null where no answer came.", example=200, default=None)
    error: str | None = column(
        "Error class from the closed list in docs/errors.md, null if all went well.",
        example="read_timeout",
        default=None,
    )
    final_url: str | None = column(
        "Address that answered.", example="https://wire.example/feed.xml", default=None
    )
    permanent_url: str | None = column(
        "Address to ask from now on, after a wholly permanent chain of redirects.",
        example="https://wire.example/world.xml",
        default=None,
    )
    etag: str | None = column("ETag to send next time, verbatim.", example='"5d8c72a5"', default=None)
    last_modified: str | None = column(
        "Last-Modified to send next time, verbatim.", example="Sun, 30 Mar 2025 08:00:00 GMT", default=None
    )
    body_hash: str | None = column("SHA-256 of the decoded body (hex).", example="3c" * 32, default=None)
    next_poll_at: dt.datetime | None = column(
        "Not to be asked before this time (UTC).", example="2025-03-30T08:40:00Z", default=None
    )
    hold_until: dt.datetime | None = column(
        "The publisher asked not to be asked before (UTC): Retry-After, ttl, Cache-Control, skipHours.",
        example="2025-03-30T08:30:00Z",
        default=None,
    )
    hints_json: str | None = column(
        "JSON object: what the feed said of its rhythm: ttl_s, update_s, rate_s (s), skip_hours, skip_days.",
        example='{"ttl_s": 1800}',
        default=None,
    )
    failures: int = column("Failures in a row, this poll included.", example=0, default=0)
    gone: bool = column("The publisher said 410: not asked again.", example=False, default=False)
    items: int = column("Entries in the feed.", example=20, default=0)
    new_items: int = column("Articles that were new.", example=3, default=0)
    wire_bytes: int = column("Bytes received on the wire.", example=18234, default=0)
    duration_ms: int = column("Milliseconds the poll took.", example=120, default=0)


@quickly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """Something that could not be used, and why; nothing is lost silently."""

    stage: str = column("Step of the graph that refused it.", example="normalise_articles")
    reason: str = column("Reason from the closed list in docs/errors.md.", example="no_link")
    retryable: bool = column("A later run may succeed.", example=False)
    feed_id: str | None = column("The feed.", example="a3f1c2d4e5b60718", default=None)
    url: str | None = column(
        "Address of feed or article.", example="https://wire.example/2025/x", default=None
    )
    article_id: str | None = column(
        "The article, where there is one.", example="9d3e5a1b7c204f66a001", default=None
    )
    error: str = column("What went wrong, in words.", example="entry 7 has neither link nor guid")
    payload: str | None = column(
        "The first 2,000 characters of what was refused.", example='{"title": "Untitled"}', default=None
    )
    created_at: dt.datetime = column(
        "When the feed it came from was fetched (UTC).", example="2025-03-30T08:10:00Z"
    )


@quickly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One committed run."""

    started_at: dt.datetime = column("Start (UTC).", example="2025-03-30T08:10:00Z")
    finished_at: dt.datetime = column("When the last row was written (UTC).", example="2025-03-30T08:10:42Z")
    mode: str = column("run, watch, stream, replay or recode.", example="run")
    code_version: str = column("Version of Communiqué.", example="0.1.0")
    config_hash: str = column("Hash of feed list and options that shape the rows.", example="ab" * 8)
    feeds: int = column("Feeds in the list.", example=12, default=0)
    articles: int = column("Article rows published.", example=31, default=0)
    events: int = column("Event rows published.", example=77, default=0)
    rejects: int = column("Reject rows published.", example=1, default=0)
    counts_json: str = column("JSON object with all counters of the run.", example="{}", default="{}")
