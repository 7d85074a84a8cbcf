"""Write a lake of made-up events, quickly and in any number, through the real schemas and the real publisher.

``python tools/synthetic_lake.py DIR --events 500000`` serves what needs a large lake: the report, benches,
a look at how a page or a query behaves. The people and places are those of the lexicons and the shares are
those of news (few countries make most events, events lie near the day they are reported, a few feeds fail);
the events themselves are dice. ``--hostile`` puts markup, scripts and odd addresses into every text of a
publisher. The same arguments give the same rows.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from schemas.event import EVENT_TYPES, MODES, STATUSES
from schemas.operations import Fetch, Reject
from schemas.tables import TABLES
from transforms.events.drafts import QUADS, intensity
from transforms.tables import wal
from transforms.tables.filesystem import LocalStore
from transforms.tables.lake import Lake, init, open_lake
from transforms.tables.parquet import nulls
from transforms.tables.wal import RunInfo

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "transforms" / "events" / "data"
EVENTS_PER_ARTICLE = 4
TYPE_SHARES = dict(zip(EVENT_TYPES, (9, 30, 9, 4, 5, 2, 2, 9, 10, 6, 3, 3, 4, 1, 3, 4), strict=True))
STATUS_SHARES = dict(zip(STATUSES, (64, 6, 18, 6, 4, 2), strict=True))
HOSTILE = (
    '</script><script>window.hacked = 1</script>',
    '"><img src=x onerror="window.hacked = 1">',
    "<b>bold</b> & <i>tilt</i> \u202eright to left\u202c \u0000 \ufffe",
    "{{7*7}} ${7*7} <!-- <script> --> ]]> \\u003cscript\\u003e",
)  # fmt: skip
HOSTILE_URL = (
    "javascript:window.hacked=1",
    "data:text/html,<script>window.hacked=1</script>",
    'https://a"b.example/<x>',
)


def _rows(path: str) -> list[dict[str, str]]:
    with open(DATA / path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class World:
    """Who acts and where: states by weight, their office holders, towns."""

    def __init__(self) -> None:
        towns = [row for row in _rows("places.csv") if row["population"] and row["country"]]
        people: dict[str, int] = {}
        for row in towns:
            people[row["country"]] = people.get(row["country"], 0) + int(row["population"])
        states = {row["code"]: row["name"] for row in _rows("actors/states.csv") if row["code"] in people}
        self.countries = sorted(states, key=lambda code: -people[code])
        self.names = [states[code] for code in self.countries]
        self.weights = 1 / np.arange(1, len(self.countries) + 1) ** 0.9
        self.weights /= self.weights.sum()
        index = {code: number for number, code in enumerate(self.countries)}
        parties = [(states[code], None, None, code) for code in self.countries]
        holders = [row for row in _rows("actors/office_holders.csv") if row["code"] in index]
        holders.sort(key=lambda row: row["from"], reverse=True)
        seen: set[str] = set()
        for row in holders:
            if row["name"] not in seen:
                seen.add(row["name"])
                parties.append((row["name"], row["office"].lower(), row["sector"] or "GOV", row["code"]))
        self.parties = parties
        home = np.array([index[party[3]] for party in parties])
        self.of_country = [np.flatnonzero(home == number)[:8] for number in range(len(self.countries))]
        self.towns = [row for row in towns if row["country"] in index][:1200]


class Dice:
    """Draws rows as Arrow tables in the schemas of the lake."""

    def __init__(self, world: World, seed: int, *, feeds: int, hostile: bool) -> None:
        self.world, self.random, self.feeds, self.hostile = world, np.random.default_rng(seed), feeds, hostile
        self._made = 0

    def articles(self, count: int, day: dt.date, run_id: str) -> pa.Table:
        """Return articles published on a day; one story in twelve is told by several feeds."""
        numbers = np.arange(self._made, self._made + count)
        self._made += count
        ids = np.array([f"{number:020x}" for number in numbers])
        story = np.where(numbers % 12 < 3, numbers - numbers % 12, numbers)
        start = np.datetime64(day, "us")
        published = start + self.random.integers(0, 86_400, count) * np.timedelta64(1_000_000, "us")
        lag = self.random.lognormal(6.5, 1.0, count).astype("int64")
        who = self.random.choice(len(self.world.names), count, p=self.world.weights)
        titles = [f"{self.world.names[at]} weighs its next step" for at in who]
        urls = [f"https://feed{number % self.feeds}.example/{number}" for number in numbers]
        if self.hostile:
            titles = [HOSTILE[number % len(HOSTILE)] for number in numbers]
            urls = [HOSTILE_URL[number % len(HOSTILE_URL)] for number in numbers]
        values = {
            "article_id": ids, "story_id": np.array([f"{number:020x}" for number in story]), "guid": ids,
            "url": urls, "canonical_url": urls, "title": titles, "content_hash": ids,
            "version": np.ones(count, "int64"),
            "source_domain": [f"feed{number % self.feeds}.example" for number in numbers],
            "feed_id": [f"feed-{number % self.feeds:04}" for number in numbers],
            "published_at": pa.array(published, pa.timestamp("us", tz="UTC")),
            "fetched_at": pa.array(published + lag * np.timedelta64(1_000_000, "us"), pa.timestamp("us", tz="UTC")),
        }  # fmt: skip
        constant = {"text": "Ministers met on Monday and agreed to meet again. " * 8, "language": "en",
                    "text_source": "feed", "run_id": run_id}  # fmt: skip
        return _table("articles", values, constant, count)

    def events(self, articles: pa.Table, count: int, day: dt.date, run_id: str) -> pa.Table:
        """Return events of articles published on a day."""
        owners = np.resize(articles.column("article_id").to_numpy(zero_copy_only=False), count)
        kinds = [(kind, mode) for kind in EVENT_TYPES for mode in (None, *MODES.get(kind, ()))]
        shares = np.array([TYPE_SHARES[kind] / (1 + len(MODES.get(kind, ()))) for kind, _ in kinds])
        kind = self.random.choice(len(kinds), count, p=shares / shares.sum())
        status = self.random.choice(len(STATUSES), count, p=np.array(list(STATUS_SHARES.values())) / 100)
        ahead = np.where(
            status == STATUSES.index("scheduled"),
            self.random.gamma(1.5, 14, count),
            -self.random.gamma(0.7, 3, count),
        )
        first = np.datetime64(day) + ahead.astype("int64")
        undated = self.random.random(count) < 0.35
        actors, recipients = self._parties(count, kind), self._parties(count, kind)
        named = self._names(actors), self._names(recipients)
        evidence = [f"{kinds[k][0].lower()}s {name}" for k, name in zip(kind, named[1], strict=True)]
        if self.hostile:
            evidence = [f"{HOSTILE[at % len(HOSTILE)]} {text}" for at, text in enumerate(evidence)]
        sentence = [f"{a} {text}, officials said." for a, text in zip(named[0], evidence, strict=True)]
        dates = pa.array(first, pa.date32(), mask=undated)
        values = {
            "event_id": [f"{run_id}-{number:08x}" for number in range(count)], "article_id": owners,
            "event_type": [kinds[k][0] for k in kind], "mode": [kinds[k][1] for k in kind],
            "status": np.array(STATUSES)[status], "plover_type": [kinds[k][0] for k in kind],
            "quad": np.array([QUADS[name] for name, _ in kinds])[kind],
            "intensity": np.array([intensity(*one) for one in kinds])[kind],
            "confidence": self.random.beta(4, 2.2, count).round(2), "date_start": dates, "date_end": dates,
            "date_precision": pa.array(np.full(count, "day"), mask=undated),
            "evidence": evidence, "sentence": sentence,
            "actors": self._lists("actors", actors, count), "recipients": self._lists("recipients", recipients, count),
            "location": self._locations(count),
            "contexts": pa.ListArray.from_arrays(np.zeros(count + 1, "int32"), pa.array([], pa.string())),
        }  # fmt: skip
        constant = {"reciprocal": False, "run_id": run_id, "rule": "dice", "coder_version": "synthetic",
                    "start": 0, "end": 0}  # fmt: skip
        return _table("events", values, constant, count)

    def _parties(self, count: int, kind: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return offsets and party numbers: one party mostly, two at times."""
        sizes = np.where(self.random.random(count) < 0.12, 2, 1)
        offsets = np.concatenate([[0], sizes.cumsum()])
        country = self.random.choice(len(self.world.countries), offsets[-1], p=self.world.weights)
        pick = self.random.random(offsets[-1])
        chosen = [
            self.world.of_country[at][int(p * p * len(self.world.of_country[at]))]
            for at, p in zip(country, pick, strict=True)
        ]
        return offsets, np.array(chosen)

    def _names(self, parties: tuple[np.ndarray, np.ndarray]) -> list[str]:
        return [self.world.parties[parties[1][at]][0] for at in parties[0][:-1]]

    def _lists(self, column: str, parties: tuple[np.ndarray, np.ndarray], count: int) -> pa.ListArray:
        kind = TABLES["events"].schema.field(column).type
        offsets, chosen = parties
        columns = list(zip(*(self.world.parties[at] for at in chosen), strict=True))
        names = [HOSTILE[at % 4] + name for at, name in enumerate(columns[0])] if self.hostile else columns[0]
        zeros = np.zeros(len(chosen), "int64")
        given = {"name": names, "text": names, "role": columns[1], "sector": columns[2], "country": columns[3],
                 "start": zeros, "end": zeros}  # fmt: skip
        members = [
            pa.array(given[field.name], field.type) if field.name in given else nulls(len(chosen), field.type)
            for field in kind.value_type
        ]
        struct = pa.StructArray.from_arrays(members, fields=list(kind.value_type))
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), struct, type=kind)

    def _locations(self, count: int) -> pa.StructArray:
        towns = self.world.towns
        weights = 1 / np.arange(1, len(towns) + 1)
        at = self.random.choice(len(towns), count, p=weights / weights.sum())
        state = self.random.random(count)
        kind = TABLES["events"].schema.field("location").type
        bare = state < 0.2
        text = [towns[number]["name"] for number in at]
        given = {
            "name": pa.array(text, mask=bare),
            "country": pa.array([towns[number]["country"] for number in at]),
            "latitude": pa.array([float(towns[number]["latitude"]) for number in at], mask=bare),
            "longitude": pa.array([float(towns[number]["longitude"]) for number in at], mask=bare),
        }
        return pa.StructArray.from_arrays(
            [given[field.name] for field in kind], fields=list(kind), mask=pa.array(state > 0.6)
        )


def _table(name: str, values: dict[str, Any], constant: dict[str, Any], count: int) -> pa.Table:
    schema = TABLES[name].schema
    columns = []
    for field in schema:
        value = values.get(field.name)
        if field.name in constant:
            value = np.full(count, constant[field.name])
        if value is None:
            columns.append(nulls(count, field.type))
        else:
            columns.append(
                value
                if isinstance(value, pa.Array) and value.type == field.type
                else pa.array(value, field.type)
            )
    return pa.Table.from_arrays(columns, schema=schema)


def _dyads(events: pa.Table) -> pa.Table:
    rows = duckdb.sql("""
        SELECT * EXCLUDE (a, r), a.name AS actor_name, a.country AS actor_country, a.sector AS actor_sector,
               a.role AS actor_role, r.name AS recipient_name, r.country AS recipient_country,
               r.sector AS recipient_sector, r.role AS recipient_role
        FROM (SELECT *, unnest(recipients) AS r FROM (SELECT *, location.country, unnest(actors) AS a FROM events))
    """).to_arrow_table()  # fmt: skip
    schema = TABLES["dyads"].schema
    return pa.Table.from_arrays([rows.column(field.name).cast(field.type) for field in schema], schema=schema)


def _fetches(feeds: int, at: dt.datetime, number: int) -> list[Fetch]:
    polls = []
    for feed in range(feeds):
        error = "read_timeout" if feed % 17 == 5 and number % 3 else "not_found" if feed % 29 == 7 else None
        polls.append(
            Fetch(
                feed_id=f"feed-{feed:04}", url=f"https://feed{feed}.example/rss.xml",
                fetched_at=at + dt.timedelta(seconds=feed), status=404 if error == "not_found" else None if error else 200,
                error=error, failures=number + 1 if error == "not_found" else 1 if error else 0,
                items=0 if error else 20, new_items=0 if error else 3, wire_bytes=0 if error else 18_000,
                duration_ms=120 + feed,
            )
        )  # fmt: skip
    return polls


def _rejects(count: int, at: dt.datetime) -> list[Reject]:
    reasons = ("no_link", "robots_disallowed", "read_timeout", "not_found")
    return [
        Reject(stage="fetch_full_text" if number % 3 else "normalise_articles", reason=reasons[number % 4],
               retryable=bool(number % 2), error=HOSTILE[number % 4], created_at=at)
        for number in range(count)
    ]  # fmt: skip


def _clock_at(moment: dt.datetime) -> Callable[[], dt.datetime]:
    def clock() -> dt.datetime:
        return moment

    return clock


def build(
    root: Path, events: int, *, runs: int = 30, days: int = 180, last: dt.date = dt.date(2026, 11, 20),
    feeds: int = 60, seed: int = 1, hostile: bool = False,
) -> Lake:  # fmt: skip
    """Make a lake.

    Args:
        root: a folder that does not exist yet, or is empty.
        events: rows of `events`.
        runs: commits, spread evenly over the days.
        days: from the first publication to the last.
        last: day of the last publication.
        feeds: feeds that bring the articles; some of them fail.
        seed: of the dice.
        hostile: markup and scripts in all that publishers write.
    """
    init(LocalStore(root), _clock_at(dt.datetime.combine(last, dt.time(), dt.timezone.utc)))
    dice = Dice(World(), seed, feeds=feeds, hostile=hostile)
    for number in range(runs):
        day = last - dt.timedelta(days=round((runs - 1 - number) * days / runs))
        at = dt.datetime.combine(day, dt.time(22), dt.timezone.utc)
        count = events * (number + 1) // runs - events * number // runs
        run_id = f"{at:%Y%m%dT%H%M%SZ}-{number:06x}"
        lake = open_lake(LocalStore(root), clock=_clock_at(at + dt.timedelta(minutes=7)))
        tables = {}
        if count:
            articles = dice.articles(-(-count // EVENTS_PER_ARTICLE), day, run_id)
            found = dice.events(articles, count, day, run_id)
            tables = {"articles": articles, "events": found, "dyads": _dyads(found)}
        shards = [wal.write_rows(lake.store, run_id, TABLES[name], rows) for name, rows in tables.items()]
        shards += [
            wal.write_shard(lake.store, run_id, TABLES["fetches"], _fetches(feeds, at, number)),
            wal.write_shard(lake.store, run_id, TABLES["rejects"], _rejects(1 + count // 400, at)),
        ]
        lake.commit_run(RunInfo(run_id=run_id, started_at=at, feeds=feeds, code_version="synthetic"), shards)
    return open_lake(LocalStore(root))


def main() -> int:
    """Make the lake that the arguments describe."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("lake", type=Path, metavar="DIR")
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--hostile", action="store_true")
    args = parser.parse_args()
    build(args.lake, args.events, runs=args.runs, hostile=args.hostile)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
