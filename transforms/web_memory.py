"""What earlier runs learned of the web, for the steps that ask it, and what this run learns for those after it."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.articles.redirectors import TARGETS
from transforms.articles.robots import ROBOTS
from transforms.feeds import facts
from transforms.feeds.facts import Fact
from transforms.feeds.politeness import GATE
from transforms.feeds.settings import FetchSettings
from transforms.open_lake import open_store
from transforms.tables.remembered import read_facts, write_facts
from transforms.tables.rests import resting_hosts
from transforms.tables.wal import Shard

_RECALLED: set[tuple[str, str | None]] = set()
_LOCK = threading.Lock()


@dataclass(frozen=True)
class WebMemory:
    """A lake's memory of the web. Travels to the workers.

    Attributes:
        lake: address of the lake.
        run_id: the run that keeps what it learns; None only remembers (a stream has its process's memory).
    """

    lake: str
    run_id: str | None = None

    def recall(self, settings: FetchSettings) -> None:
        """Let this process know what was published: once per run, before the first request that depends on it."""
        with _LOCK:
            if (self.lake, self.run_id) in _RECALLED:
                return
            store, now = open_store(self.lake), dt.datetime.now(dt.timezone.utc)
            longest = dt.timedelta(seconds=settings.retry_after_cap_s)
            for host, until in resting_hosts(store, now, longest).items():
                _rest(host, until, now)
            for fact in read_facts(store):
                _learn(fact, now)
            _RECALLED.add((self.lake, self.run_id))

    def keep(self, learned: Sequence[Fact]) -> Shard | None:
        """Write what the run has learned beside its rows; None where that is nothing or is not kept."""
        if not learned or self.run_id is None:
            return None
        return write_facts(open_store(self.lake), self.run_id, learned)


def _learn(fact: Fact, now: dt.datetime) -> None:
    if fact.until <= now:
        return
    if fact.kind == facts.LINK:
        TARGETS.put(fact.key, fact.value)
    elif fact.kind == facts.ROBOTS:
        ROBOTS.learn(fact, now)
    elif fact.kind == facts.REST:
        _rest(fact.key, fact.until, now)


def _rest(host: str, until: dt.datetime, now: dt.datetime) -> None:
    GATE.rest(host, (until - now).total_seconds(), f"until {until:%Y-%m-%d %H:%M:%S} UTC")
