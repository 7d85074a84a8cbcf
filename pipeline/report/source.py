"""What a report reads from a lake: the events of its span, each with its day, its countries and its feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from pipeline.lake_sql import connect
from schemas.event import EVENT_TYPES, STATUSES
from schemas.tables import TABLES
from transforms.open_lake import open_lake
from transforms.tables.periods import DAY, first_day


@dataclass(frozen=True)
class Source:
    """A lake opened for a report.

    Attributes:
        connection: DuckDB with the lake's tables cut to the span, and the table `told`: one row per event,
            narrow, with `day`, `dated` and `kind` (number of the type times statuses plus number of the status);
            the table `part`: one row per party of an event; and `codes`: countries by event.
        since: first day of publication in the lake that counts, None for all.
        as_of: the day that the report takes for today.
    """

    connection: duckdb.DuckDBPyConnection
    since: dt.date | None
    as_of: dt.date

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        return self.connection.execute(statement, list(values)).fetchall()

    def records(self, statement: str, values: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Return the rows of a statement by the names of its columns."""
        found = self.connection.execute(statement, list(values))
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


TOLD = f"""
CREATE TEMP TABLE told AS
SELECT
    row_number() OVER () AS number, e.event_id, e.article_id,
    coalesce(e.date_start, a.day) AS day, e.date_start IS NOT NULL AS dated, a.day AS published,
    (list_position({list(EVENT_TYPES)}, e.event_type) - 1) * {len(STATUSES)}
        + list_position({list(STATUSES)}, e.status) - 1 AS kind,
    [{{'name': p.name, 'country': p.country, 'bare': p.sector IS NULL, 'role': p.role}} FOR p IN e.actors] AS actors,
    [{{'name': p.name, 'country': p.country, 'bare': p.sector IS NULL, 'role': p.role}} FOR p IN e.recipients]
        AS recipients,
    e.reciprocal, e.location.name AS place, e.location.country AS place_country,
    e.location.latitude AS latitude, e.location.longitude AS longitude,
    round(e.intensity, 1) AS intensity, e.confidence
FROM events AS e LEFT JOIN day_of AS a USING (article_id)
"""
"""An event stands on its first day; where the text tells none, on the day its article was published."""

PART = """
CREATE TEMP TABLE part AS
SELECT number, 0 AS side, p.name, p.country, p.bare, p.role, day FROM (SELECT number, day, unnest(actors) AS p FROM told)
UNION ALL
SELECT number, 1, p.name, p.country, p.bare, p.role, day FROM (SELECT number, day, unnest(recipients) AS p FROM told)
"""

CODES = """
CREATE TEMP TABLE codes AS
SELECT number, list(DISTINCT country ORDER BY country) AS codes FROM part WHERE country IS NOT NULL GROUP BY number
"""

DAYS = """
CREATE TEMP TABLE day_of AS SELECT article_id, coalesce(published_at, fetched_at)::DATE AS day FROM articles
"""


def open_source(lake: str, *, since: dt.date | None, as_of: dt.date | None) -> Source:
    """Open a lake for a report.

    Args:
        lake: address of the lake.
        since: only what was published in the lake on this day or later.
        as_of: the day taken for today; by default that of the newest article, and not after today.

    Raises:
        UsageError: there is no lake, or it cannot be read.
    """
    connection = connect(lake)
    if since is not None:
        period = open_lake(lake, mend=False).period
        came_since = f"ingest_date >= DATE '{first_day(period, since)}'"
        if period != DAY:  # the partition of a row tells only the month
            connection.execute(
                f"CREATE TEMP TABLE came AS SELECT run_id FROM runs WHERE finished_at >= DATE '{since}'"
            )
            came_since += " AND run_id IN (FROM came)"
        for name in TABLES:
            connection.execute(f"ALTER VIEW {name} RENAME TO all_{name}")
            connection.execute(f"CREATE VIEW {name} AS FROM all_{name} WHERE {came_since}")
    for statement in (DAYS, TOLD, PART, CODES):
        connection.execute(statement)
    [(newest,)] = connection.execute("SELECT max(day) FROM day_of").fetchall()
    today = dt.datetime.now(dt.timezone.utc).date()
    return Source(connection, since, as_of or min(newest or today, today))
