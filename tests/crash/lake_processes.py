"""What the child processes of the crash tests do: write, compact, read, and die."""

from __future__ import annotations

import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import object_readers
from lake_workload import (
    EVENTS_PER_ARTICLE,
    MortalStore,
    clock_at,
    make_article,
    make_dyads,
    make_events,
    records_of,
    run_info,
)

from schemas.article import Article
from schemas.event import Event
from transforms.open_lake import open_store
from transforms.tables.compact import compact
from transforms.tables.expire import expire
from transforms.tables.lake import open_lake
from transforms.tables.recode import recode
from transforms.tables.store import Store

ARTICLES_PER_RUN = 3
RUNS_PER_DAY = 8


def run_id_of(writer: int, number: int) -> str:
    return f"w{writer}-{number:05d}"


def articles_of(writer: int, number: int) -> list[Article]:
    """Three articles of its own, a correction of one of the run before, and one that all writers bring."""
    feed = f"feed-{writer}"
    articles = [make_article(f"w{writer}-r{number}-a{n}", feed=feed) for n in range(ARTICLES_PER_RUN)]
    if number:
        articles.append(make_article(f"w{writer}-r{number - 1}-a0", edition=2, feed=feed))
    return [*articles, make_article(f"shared-{number // 3}")]


def expected_articles(runs: dict[int, int]) -> dict[str, int]:
    """Version of every article after each writer has published so many runs."""
    versions: dict[str, int] = {}
    for writer, count in runs.items():
        for number in range(count):
            for article in articles_of(writer, number):
                versions[article.article_id] = max(article.version, versions.get(article.article_id, 1))
    return versions


def publish_run(root: str, writer: int, number: int) -> None:
    run_id = run_id_of(writer, number)
    lake = open_lake(open_store(root), clock=clock_at(number // RUNS_PER_DAY))
    lake.add_run(run_info(run_id), records_of(articles_of(writer, number), run_id=run_id))


def write_until(root: str, writer: int, stop: str) -> None:
    """Publish run after run, from the first that is missing, until the stop file is there; one at least."""
    number = 0
    lake = open_lake(open_store(root), clock=clock_at(0))
    while lake.summary(run_id_of(writer, number)) is not None:
        number += 1
    while True:
        publish_run(root, writer, number)
        number += 1
        if Path(stop).exists():
            return


def compact_until(root: str, stop: str) -> None:
    """Compact all days, those that are being written too, until the stop file is there."""
    while not Path(stop).exists():
        compact(open_lake(open_store(root), clock=clock_at(10_000)))
        time.sleep(0.2)


def within(environment: dict[str, str], target: Callable[..., None], *args: Any) -> None:
    """Run something in a child process that was started before the environment was made."""
    os.environ.update(environment)
    target(*args)


def die_at(root: str, command: str, step: int, when: str) -> None:
    """Run a command on a store that kills this process at one step."""
    store = MortalStore(root, die_at=step, when=when, kill=True)
    {**COMMANDS, **RECODING}[command](store)


def publish(store: Store) -> None:
    """A run with new, changed and known articles, changed ones on two days."""
    articles = [
        make_article("g"),
        make_article("h"),
        make_article("a", edition=2),
        make_article("c", edition=2),
        make_article("e", edition=2),
        make_article("b"),
    ]
    lake = open_lake(store, clock=clock_at(1))
    lake.add_run(run_info("r4"), records_of(articles, run_id="r4"))


def compact_all(store: Store) -> None:
    compact(open_lake(store, clock=clock_at(9)), offline=not store.swaps_folders)


def expire_first_day(store: Store) -> None:
    expire(open_lake(store, clock=clock_at(9)), clock_at(1)().date())


COMMANDS: dict[str, Callable[[Store], None]] = {
    "publish": publish,
    "compact": compact_all,
    "expire": expire_first_day,
}


def recode_origin(store: Store) -> None:
    """Code the lake `origin` that lies beside the store into it, from where an earlier try stopped."""
    source = open_lake(open_store(str(Path(store.root).with_name("origin"))), mend=False)
    target = open_lake(store, create=True, clock=clock_at(9))
    coder = WorkloadCoder()
    for _ in recode(source, target, coder, make_dyads, coder_version="2", code_version="test"):
        pass


class WorkloadCoder:
    """Finds the two events of every article, as the workload makes them."""

    def code(self, articles: Sequence[Any]) -> Iterator[tuple[Event, ...]]:
        for article in articles:
            edition = int(article.text.split("edition ")[1].split(".")[0])
            yield tuple(make_events(make_article(article.article_id, edition=edition)))


RECODING: dict[str, Callable[[Store], None]] = {"recode": recode_origin}


VANISHED = r"No such file|not find|No files found"


def read_until(root: str, tool: str, stop: str, report: str) -> None:
    """Read articles and events over and over with one tool, checking every answer; write what was seen.

    `told` counts errors that a reader may see and that say so: on a disk, a compaction took a listed name away; in
    an object store, what `object_readers.REPLACED` has for this tool. Any other error is as wrong as a wrong row.
    """
    scheme = root.partition("://")[0] if "://" in root else ""
    read = (object_readers.READERS[scheme] if scheme else READERS)[tool]
    expected = object_readers.REPLACED.get((scheme, tool)) if scheme else VANISHED
    seen: dict[str, Any] = {"reads": 0, "told": 0, "wrong": []}
    while True:
        last = Path(stop).exists()
        for table, columns, check in (
            ("articles", ("article_id", "version", "text"), wrong_articles),
            ("events", ("event_id", "article_id", "rule"), wrong_events),
        ):
            try:
                rows = read(root, table, columns)
            except Exception as error:  # noqa: BLE001 - a reader's error is what we are here to see
                if expected is not None and re.search(expected, str(error)):
                    seen["told"] += 1
                else:
                    seen["wrong"].append(f"{type(error).__name__}: {error}")
                continue
            seen["reads"] += 1
            seen["wrong"] += check(rows)
        if last:
            break
    Path(report).write_text(json.dumps(seen), encoding="utf-8")


def wrong_articles(rows: Iterable[tuple[Any, ...]]) -> list[str]:
    found = list(rows)
    wrong = [
        f"article {one} {count} times" for one, count in Counter(row[0] for row in found).items() if count > 1
    ]
    mixed = [row for row in found if f"edition {row[1]}." not in row[2]]
    wrong += [f"{row[0]}: version {row[1]} with the text of another" for row in mixed]
    return wrong + _half(Counter(_batch(row[0]) for row in found), ARTICLES_PER_RUN)


def wrong_events(rows: Iterable[tuple[Any, ...]]) -> list[str]:
    found = list(rows)
    wrong = [
        f"event {one} {count} times" for one, count in Counter(row[0] for row in found).items() if count > 1
    ]
    rules: dict[str, set[str]] = {}
    for _, article_id, rule in found:
        rules.setdefault(article_id, set()).add(rule)
    wrong += [f"events of two editions of {one}" for one, several in rules.items() if len(several) > 1]
    wrong += _half(Counter(_batch(row[1]) for row in found), ARTICLES_PER_RUN * EVENTS_PER_ARTICLE)
    return wrong


def _batch(article_id: str) -> str:
    return article_id.rpartition("-")[0]


def _half(batches: Counter[str], whole: int) -> list[str]:
    return [
        f"half of {one}: {count}" for one, count in batches.items() if one.startswith("w") and count != whole
    ]


def _read_duckdb(root: str, table: str, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    import duckdb

    with duckdb.connect() as connection:
        glob = f"{root}/{table}/**/*.parquet"
        query = f"SELECT {', '.join(columns)} FROM read_parquet('{glob}', hive_partitioning = true)"
        return connection.execute(query).fetchall()


def _read_pandas(root: str, table: str, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    import pandas

    frame = pandas.read_parquet(f"{root}/{table}", columns=list(columns))
    return list(frame.itertuples(index=False, name=None))


def _read_polars(root: str, table: str, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    import polars

    frame = polars.scan_parquet(f"{root}/{table}/**/*.parquet", hive_partitioning=True)
    return frame.select(columns).collect().rows()


READERS: dict[str, Callable[[str, str, tuple[str, ...]], list[tuple[Any, ...]]]] = {
    "duckdb": _read_duckdb,
    "pandas": _read_pandas,
    "polars": _read_polars,
}
