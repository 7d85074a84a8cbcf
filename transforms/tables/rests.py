"""Hosts that asked to be left alone, as earlier runs published it: article pages are not asked before that."""

from __future__ import annotations

import datetime as dt
import json

import pyarrow.compute as pc

from schemas.operations import Fetch
from transforms.feeds.redirects import host_key
from transforms.feeds.state import rests
from transforms.tables import feedstate
from transforms.tables.filesystem import Store
from transforms.tables.parquet import decode
from transforms.tables.paths import day_of

STAGE = "fetch_full_text"
"""Rejects of this step carry a rest in their payload."""


def rest_payload(host: str, until: dt.datetime) -> str:
    """Return how a reject says that a host wants to be left alone until some time."""
    return json.dumps({"host": host, "rests_until": until.isoformat()}, sort_keys=True)


def resting_hosts(store: Store, now: dt.datetime, longest: dt.timedelta) -> dict[str, dt.datetime]:
    """Return the hosts whose Retry-After, for a page or a feed, is not over, and when it will be.

    Args:
        store: the lake.
        now: the time, aware.
        longest: no Retry-After is believed for longer, so older rejects need not be read.
    """
    found: dict[str, dt.datetime] = {}

    def note(host: str, until: dt.datetime) -> None:
        if until > now:
            found[host] = max(until, found.get(host, until))

    for fetch in feedstate.read_states(store).values():
        if (until := rests(fetch)) is not None:
            note(_host(fetch), until)
    since = (now - longest).date() - dt.timedelta(days=1)
    for file in store.files("rejects"):
        if not file.path.endswith(".parquet") or day_of(file.path) < since:
            continue
        rows = decode(store.map(file.path), ("stage", "payload"))
        rows = rows.filter(pc.and_(pc.equal(rows["stage"], STAGE), pc.is_valid(rows["payload"])))
        for text in rows["payload"].to_pylist():
            rest = json.loads(text)
            note(rest["host"], dt.datetime.fromisoformat(rest["rests_until"]))
    return found


def _host(fetch: Fetch) -> str:
    return host_key(fetch.permanent_url or fetch.url)
