"""A lake made anew from another's articles by another coder: day by day, in the days they were published."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from schemas.arrow import from_row
from schemas.article import Article
from schemas.event import Dyad, Event
from schemas.operations import Fetch, Reject
from schemas.tables import TABLES
from transforms.events.batches import BATCH_SIZE, CodesArticles, Uncodable, code_each
from transforms.events.coder import CoderInput
from transforms.failures import reject
from transforms.tables import paths
from transforms.tables.errors import LakeError
from transforms.tables.lake import Lake
from transforms.tables.listing import listed_again
from transforms.tables.parquet import conform, join_rows, load
from transforms.tables.periods import first_day
from transforms.tables.wal import RunInfo

STAGE = "extract_events"
MODE = "recode"

IDENTITY = {
    "articles": ("article_id", "content_hash"),
    "fetches": ("feed_id", "fetched_at"),
    "rejects": ("stage", "reason", "created_at", "error"),
}
"""The tables a recoding reads, and what tells their rows apart."""

DyadsOf = Callable[[Event], Sequence[Dyad]]


@dataclass(frozen=True, kw_only=True)
class RecodedDay:
    """One day of the source: rows published in the target, and whether they were there before."""

    day: dt.date
    articles: int
    events: int
    already: bool


def recode(
    source: Lake,
    target: Lake,
    coder: CodesArticles,
    dyads_of: DyadsOf,
    *,
    coder_version: str,
    code_version: str,
) -> Iterator[RecodedDay]:
    """Code the articles of one lake into another, one commit per day; yields each day as it is done.

    Stopped half-way and run again it goes on where it stopped. Run again after the source got more articles,
    or new versions of old ones, it codes the days that changed. Fetches are copied, so that runs can go on in
    the target; rejects too, but for those of the coder, which are made anew.

    Args:
        source: the lake to read.
        target: the lake to write: empty, or one that this coder has recoded from this source before.
        coder: finds the events.
        dyads_of: the dyads of an event.
        coder_version: the coder's version.
        code_version: version of Communiqué, for the runs table.

    Raises:
        LakeError: the target holds something else, or cannot be written.
    """
    if source.description["lake_id"] == target.description["lake_id"]:
        raise LakeError(f"{target.root} is the lake to read from; recode into another")
    origin = hashlib.sha256(f"{source.description['lake_id']} {coder_version}".encode()).hexdigest()[:16]
    _refuse_other_content(target, origin)
    for day in _days(source):
        rows = {name: _rows(source, name, day) for name in IDENTITY}
        run = RunInfo(
            run_id=_run_id(day, origin, rows),
            started_at=target.clock(),
            mode=MODE,
            code_version=code_version,
            config_hash=origin,
        )
        summary = target.summary(run.run_id)
        already = summary is not None
        if summary is None:
            todo = {
                name: _missing(table, _rows(target, name, first_day(target.period, day)), IDENTITY[name])
                for name, table in rows.items()
            }
            summary = target.add_run(run, _records(todo, coder, dyads_of, target.clock()), ingest_date=day)
        yield RecodedDay(
            day=day, articles=summary.rows["articles"], events=summary.rows["events"], already=already
        )


def _refuse_other_content(target: Lake, origin: str) -> None:
    def kinds() -> set[tuple[str, str]]:
        parts = [
            load(target.store, file.path, ["mode", "config_hash"]) for file in target.store.files("runs")
        ]
        return {(row["mode"], row["config_hash"]) for part in parts for row in part.to_pylist()}

    if listed_again(kinds) - {(MODE, origin)}:
        raise LakeError(
            f"{target.root}: holds runs that are no recoding of that lake by this coder; take a new directory"
        )


def _days(lake: Lake) -> list[dt.date]:
    found: set[dt.date] = set()
    for name in IDENTITY:
        found.update(paths.days_of(file.path for file in lake.store.files(name)))
    return sorted(found)


def _rows(lake: Lake, name: str, day: dt.date) -> pa.Table:
    """Return one table's rows of one day."""

    def rows() -> pa.Table:
        files = lake.store.files(paths.partition(name, day))
        return join_rows(
            TABLES[name], [conform(TABLES[name], load(lake.store, file.path), file.path) for file in files]
        )

    return listed_again(rows)


def _missing(wanted: pa.Table, have: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Return the rows that an earlier recoding of the same day did not bring."""
    seen = Counter(_identities(have, columns))
    keep = []
    for identity in _identities(wanted, columns):
        keep.append(seen[identity] == 0)
        seen[identity] -= 1 if seen[identity] else 0
    return wanted.filter(pa.array(keep, pa.bool_()))


def _identities(rows: pa.Table, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in rows.select(list(columns)).to_pylist()]


def _run_id(day: dt.date, origin: str, rows: dict[str, pa.Table]) -> str:
    """Name the run by what it reads, so that the same day is coded once and a changed day again."""
    seen = hashlib.sha256(origin.encode())
    for name, columns in IDENTITY.items():
        seen.update(repr(sorted(map(repr, _identities(rows[name], columns)))).encode())
    return f"{day:%Y%m%d}-recode-{seen.hexdigest()[:12]}"


def _records(
    rows: dict[str, pa.Table], coder: CodesArticles, dyads_of: DyadsOf, now: dt.datetime
) -> dict[str, list[Any]]:
    articles = [from_row(Article, row) for row in rows["articles"].to_pylist()]
    rejects = [from_row(Reject, row) for row in rows["rejects"].to_pylist() if row["stage"] != STAGE]
    for article in articles:
        if "stored_text" in (article.extra_json or ""):  # see transforms/trim_texts.py
            raise LakeError(
                f"article {article.article_id} was stored without its whole text (--store-text), so it "
                "cannot be coded anew; replay it from a raw archive"
            )
    events: list[Event] = []
    for at in range(0, len(articles), BATCH_SIZE):
        batch = articles[at : at + BATCH_SIZE]
        inputs = [
            CoderInput(article_id=one.article_id, title=one.title, text=one.text, published=one.published_at)
            for one in batch
        ]
        for article, answer in zip(batch, code_each(coder, inputs), strict=True):
            if isinstance(answer, Uncodable):
                rejects.append(_uncodable(article, answer, now))
            else:
                events += answer
    return {
        "articles": articles,
        "events": events,
        "dyads": [dyad for event in events for dyad in dyads_of(event)],
        "fetches": [from_row(Fetch, row) for row in rows["fetches"].to_pylist()],
        "rejects": rejects,
    }


def _uncodable(article: Article, failure: Uncodable, now: dt.datetime) -> Reject:
    return reject(
        STAGE,
        "extraction_failed",
        str(failure),
        feed_id=article.feed_id,
        url=article.url,
        article_id=article.article_id,
        payload=article.title,
        now=now,
    )
