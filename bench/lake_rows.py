"""Rows for the bench of the lake: made in Arrow, fast, with the skew of news."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa

from schemas.event import EVENT_TYPES, STATUSES
from schemas.tables import TABLES
from transforms.tables.parquet import nulls

COUNTRIES = (
    "USA",
    "CHN",
    "RUS",
    "FRA",
    "DEU",
    "GBR",
    "IND",
    "BRA",
    "ZAF",
    "JPN",
    "TUR",
    "IRN",
    "ISR",
    "UKR",
    "EGY",
)
EVENTS_PER_ARTICLE = 4


class Rows:
    """Makes rows in Arrow, fast, with the skew of news: events lie near the day they are published."""

    def __init__(self, seed: int = 1) -> None:
        self._dice = np.random.default_rng(seed)
        self._count = 0

    def run(self, articles: int, day: dt.date, run_id: str) -> dict[str, pa.Table]:
        """Return articles and their events and dyads, published on a day."""
        ids = np.array([f"{number:020x}" for number in range(self._count, self._count + articles)])
        self._count += articles
        return {
            "articles": self._articles(ids, day, run_id),
            **self._events(np.repeat(ids, EVENTS_PER_ARTICLE), day, run_id),
        }

    def _articles(self, ids: np.ndarray, day: dt.date, run_id: str) -> pa.Table:
        table = TABLES["articles"]
        at = dt.datetime.combine(day, dt.time(), dt.timezone.utc)
        count = len(ids)
        urls = np.char.add("https://wire.example/", ids)
        values = {
            "article_id": ids, "story_id": ids, "guid": ids, "url": urls, "canonical_url": urls,
            "title": np.char.add("Talks on ", ids), "version": np.ones(count, "int64"), "content_hash": ids,
            "feed_id": self._pick([f"feed-{n}" for n in range(200)], count),
        }  # fmt: skip
        constant = {"text": "Ministers met and agreed to meet again. " * 20, "source_domain": "wire.example",
                    "fetched_at": at, "published_at": at, "text_source": "feed",
                    "run_id": run_id}  # fmt: skip
        return _table(table.schema, values, constant, count)

    def _events(self, article_ids: np.ndarray, day: dt.date, run_id: str) -> dict[str, pa.Table]:
        count = len(article_ids)
        suffix = np.char.add("-", (np.arange(count) % EVENTS_PER_ARTICLE).astype(str))
        days = np.datetime64(day) + self._dice.normal(0, 4, count).astype("int64")
        first, second = self._pick(COUNTRIES, count), self._pick(COUNTRIES, count)
        shared = {
            "event_id": np.char.add(article_ids, suffix), "article_id": article_ids,
            "event_type": self._pick(EVENT_TYPES, count), "status": self._pick(STATUSES, count),
            "quad": self._dice.integers(1, 5, count), "intensity": self._dice.uniform(-10, 10, count),
            "confidence": self._dice.uniform(0, 1, count), "date_start": days, "date_end": days,
        }  # fmt: skip
        constant = {"plover_type": "CONSULT", "reciprocal": False, "run_id": run_id}
        events = TABLES["events"].schema
        parties = {
            name: pa.ListArray.from_arrays(
                pa.array(np.arange(count + 1), pa.int32()),
                _parties(events.field(name).type.value_type, countries),
            )
            for name, countries in (("actors", first), ("recipients", second))
        }
        text = {"evidence": "met", "sentence": "Ministers met and agreed to meet again.", "rule": "meet.verb",
                "coder_version": "bench", "start": 10, "end": 13, "date_precision": "day"}  # fmt: skip
        contexts = pa.ListArray.from_arrays(
            pa.array(np.zeros(count + 1), pa.int32()), pa.array([], pa.string())
        )
        return {
            "events": _table(
                events, {**shared, **parties, "contexts": contexts}, {**constant, **text}, count
            ),
            "dyads": _table(
                TABLES["dyads"].schema,
                {
                    **shared,
                    "actor_name": first,
                    "actor_country": first,
                    "recipient_name": second,
                    "recipient_country": second,
                },
                constant,
                count,
            ),
        }

    def _pick(self, words: Any, count: int) -> np.ndarray:
        weights = 1 / np.arange(1, len(words) + 1)
        return self._dice.choice(np.array(words), count, p=weights / weights.sum())


def _parties(kind: pa.StructType, countries: np.ndarray) -> pa.StructArray:
    count = len(countries)
    zeros = pa.array(np.zeros(count, "int64"))
    columns = {
        "name": pa.array(countries),
        "text": pa.array(countries),
        "country": pa.array(countries),
        "start": zeros,
        "end": zeros,
    }
    arrays = [columns.get(field.name, nulls(count, field.type)) for field in kind]
    return pa.StructArray.from_arrays(arrays, fields=list(kind))


def _table(schema: pa.Schema, values: dict[str, Any], constant: dict[str, Any], count: int) -> pa.Table:
    columns = []
    for field in schema:
        if field.name in values:
            value = values[field.name]
            columns.append(value if isinstance(value, pa.Array) else pa.array(value).cast(field.type))
        elif field.name in constant:
            columns.append(
                pa.array([constant[field.name]], field.type).take(pa.array(np.zeros(count, "int64")))
            )
        else:
            columns.append(nulls(count, field.type))
    return pa.Table.from_arrays(columns, schema=schema)
