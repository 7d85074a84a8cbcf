"""Rows, runs and a store that dies on command: what the tests of the lake share."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from schemas.article import Article
from schemas.event import Dyad, Event, Participant
from schemas.operations import Fetch, Reject
from transforms.tables.filesystem import LocalStore
from transforms.tables.lake import Lake, open_lake
from transforms.tables.store import Bytes
from transforms.tables.wal import RunInfo

START = dt.datetime(2025, 3, 30, 8, 10, tzinfo=dt.timezone.utc)
EVENTS_PER_ARTICLE = 2
TITLE = "France and Japan hold talks"


def clock_at(day: int) -> Any:
    """Return a clock that stands still, `day` days after START."""

    def clock() -> dt.datetime:
        return START + dt.timedelta(days=day)

    return clock


def make_article(article_id: str, *, edition: int = 1, feed: str = "feed-a") -> Article:
    """An article; another edition is another text under the same id."""
    text = f"France met Japan in Paris, edition {edition}. {article_id} was not discussed."
    return Article(
        article_id=article_id,
        version=edition,
        story_id=article_id,
        feed_id=feed,
        guid=f"guid-{article_id}",
        url=f"https://wire.example/{article_id}",
        canonical_url=f"https://wire.example/{article_id}",
        title=f"{TITLE} on {article_id}",
        text=text,
        source_domain="wire.example",
        published_at=START,
        fetched_at=START + dt.timedelta(minutes=edition),
        content_hash=hashlib.sha256(text.encode()).hexdigest()[:32],
    )


def make_events(article: Article) -> list[Event]:
    """Two events with true offsets; `rule` names the edition, so that a mixture of editions shows."""
    text = f"{article.title}\n\n{article.text}"
    at = text.index("France met Japan")
    actor = Participant(name="France", text="France", start=at, end=at + 6, country="FRA")
    recipient = Participant(name="Japan", text="Japan", start=at + 11, end=at + 16, country="JPN")
    return [
        Event(
            event_id=f"{article.article_id}-{article.content_hash[:6]}-{number}",
            article_id=article.article_id,
            event_type=("CONSULT", "AGREE")[number],
            status="occurred",
            plover_type="CONSULT",
            quad=1,
            intensity=1.0,
            reciprocal=True,
            actors=(actor,),
            recipients=(recipient,),
            date_start=START.date() + dt.timedelta(days=number),
            evidence="met Japan",
            start=at + 7,
            end=at + 16,
            sentence=text[at : text.index(".", at) + 1],
            confidence=0.9,
            rule=article.content_hash[:6],
            coder_version="test",
        )
        for number in range(EVENTS_PER_ARTICLE)
    ]


def make_dyads(event: Event) -> list[Dyad]:
    """One dyad per order of the pair."""
    pairs = ((event.actors[0], event.recipients[0]), (event.recipients[0], event.actors[0]))
    return [
        Dyad(
            event_id=event.event_id,
            article_id=event.article_id,
            event_type=event.event_type,
            status=event.status,
            plover_type=event.plover_type,
            quad=event.quad,
            intensity=event.intensity,
            reciprocal=True,
            actor_name=first.name,
            actor_country=first.country,
            recipient_name=second.name,
            recipient_country=second.country,
            date_start=event.date_start,
            confidence=event.confidence,
        )
        for first, second in pairs
    ]


def records_of(articles: Iterable[Article], *, run_id: str) -> dict[str, list[Any]]:
    """All tables of a run that brings these articles."""
    found = list(articles)
    events = [event for article in found for event in make_events(article)]
    return {
        "articles": found,
        "events": events,
        "dyads": [dyad for event in events for dyad in make_dyads(event)],
        "fetches": [
            Fetch(
                feed_id="feed-a",
                url="https://wire.example/feed",
                fetched_at=START,
                status=200,
                etag=f'"{run_id}"',
            )
        ],
        "rejects": [
            Reject(
                stage="parse_entries", reason="no_link", retryable=False, error="no link", created_at=START
            )
        ],
    }


def run_info(run_id: str) -> RunInfo:
    """A run that starts at START."""
    return RunInfo(run_id=run_id, started_at=START, code_version="test", config_hash="0", feeds=1)


def opened(root: Path, day: int = 0) -> Lake:
    return open_lake(LocalStore(root), clock=clock_at(day))


def add(root: Path, run_id: str, articles: list[Any], day: int = 0) -> Lake:
    lake = opened(root, day)
    lake.add_run(run_info(run_id), records_of(articles, run_id=run_id))
    return lake


def read(root: Path, table: str) -> list[dict[str, Any]]:
    files = sorted(root.glob(f"{table}/**/*.parquet"))
    return [row for file in files for row in pq.ParquetFile(file).read().to_pylist()]


class Dead(BaseException):
    """The store has died: like a killed process, nothing it does has any effect from now on."""


class Mortal:
    """Mixed into a store: it dies at its n-th change, before, after or in the midst of it.

    In-process (`kill=False`) dying raises Dead, and everything tried later, clean-up too, is refused: what
    is stored is what kill -9 would have left. With `kill=True` the process kills itself.
    """

    die_at: int | None = None
    when = "before"
    kill = False
    dead = False

    def _die(self) -> None:
        if self.kill:
            os.kill(os.getpid(), signal.SIGKILL)
        self.dead = True
        raise Dead(self.steps[-1])

    @contextmanager
    def _step(self, name: str) -> Iterator[bool]:
        """Yield whether the change is to be left half done."""
        if self.dead:
            raise Dead(name)
        self.steps.append(name)
        mine = len(self.steps) - 1 == self.die_at
        if mine and self.when == "before":
            self._die()
        yield mine and self.when == "midst"
        if mine:
            self._die()

    def link(self, source: str, target: str) -> None:
        with self._step(f"link {target}"):
            super().link(source, target)

    def move(self, source: str, target: str, over: str | None = None) -> None:
        with self._step(f"move {target}"):
            super().move(source, target, over)

    def swap(self, first: str, second: str) -> None:
        with self._step(f"swap {second}"):
            super().swap(first, second)

    def delete(self, path: str) -> None:
        with self._step(f"delete {path}"):
            super().delete(path)

    def create(self, path: str, data: Bytes) -> bool:
        with self._step(f"create {path}"):
            return super().create(path, data)

    def replace(self, path: str, data: Bytes) -> None:
        with self._step(f"replace {path}"):
            super().replace(path, data)

    def note(self, path: str, data: Bytes) -> None:
        with self._step(f"note {path}"):
            super().note(path, data)

    def retire(self, folder: str, aside: str, files: Sequence[str]) -> None:
        with self._step(f"retire {folder}"):
            super().retire(folder, aside, files)


class MortalStore(Mortal, LocalStore):
    """A local store that dies on command; a write in whose midst it dies leaves half a file."""

    def __init__(
        self, root: str, *, die_at: int | None = None, when: str = "before", kill: bool = False
    ) -> None:
        super().__init__(root)
        self.die_at, self.when, self.kill = die_at, when, kill
        self.steps: list[str] = []

    def _write(self, path: str, data: Bytes, *, durable: bool) -> None:
        with self._step(f"write {path}") as half:
            super()._write(path, bytes(data)[: len(data) // 2] if half else data, durable=durable)

    def delete_folder(self, folder: str) -> None:
        with self._step(f"delete_folder {folder}") as half:
            files = self.files(folder)
            if half:
                for file in files[: (len(files) + 1) // 2]:
                    os.unlink(self._at(file.path))
            else:
                super().delete_folder(folder)
