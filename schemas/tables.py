"""The six tables of a lake: which record each holds, what identifies a row and how files are sorted."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field

import pyarrow as pa

from schemas.arrow import arrow_schema
from schemas.article import Article
from schemas.columns import DOC
from schemas.event import Dyad, Event
from schemas.operations import Fetch, Reject, Run

SCHEMA_VERSION = 1
"""Version of the lake's schema; docs/lake.md holds the policy for changing it."""

PARTITION = "ingest_date"
"""UTC day of publication in the lake, or the first of its month or year; lives in the path only."""

RUN_ID = pa.field("run_id", pa.string(), nullable=False, metadata={DOC: "The run that published the row."})


@dataclass(frozen=True)
class Table:
    """One table of the lake."""

    name: str
    record: type
    doc: str
    key: tuple[str, ...]
    sort_by: tuple[str, ...]
    bloom: tuple[str, ...] = field(default=())

    @property
    def schema(self) -> pa.Schema:
        """Arrow schema of the files: the record's fields and `run_id`."""
        return table_schema(self.name)


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "articles", Article, "One row per article: the newest version of its text.",
            key=("article_id",), sort_by=("published_at", "article_id"), bloom=("article_id", "story_id"),
        ),
        Table(
            "events", Event, "One row per diplomatic event of an article.",
            key=("event_id",), sort_by=("date_start", "event_type", "event_id"),
            bloom=("event_id", "article_id"),
        ),
        Table(
            "dyads", Dyad, "One flat row per ordered actor-recipient pair of an event.",
            key=("event_id", "actor_name", "recipient_name"),
            sort_by=("date_start", "actor_country", "recipient_country", "event_type", "event_id"),
            bloom=("event_id", "article_id"),
        ),
        Table(
            "fetches", Fetch, "One row per poll of a feed.",
            key=("feed_id", "fetched_at"), sort_by=("feed_id", "fetched_at"),
        ),
        Table(
            "rejects", Reject, "One row per thing that was refused.",
            key=(), sort_by=("stage", "reason", "created_at"),
        ),
        Table("runs", Run, "One row per committed run.", key=("run_id",), sort_by=("started_at",)),
    )
}  # fmt: skip


@functools.cache
def table_schema(name: str) -> pa.Schema:
    """Return the Arrow schema of a table's files.

    Raises:
        KeyError: no table has this name.
    """
    table = TABLES[name]
    return (
        arrow_schema(table.record)
        .append(RUN_ID)
        .with_metadata(
            {"communique.table": name, "communique.schema_version": str(SCHEMA_VERSION), DOC: table.doc}
        )
    )
