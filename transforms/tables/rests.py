"""Hosts that asked to be left alone, as earlier runs published it: article pages are not asked before that."""

from __future__ import annotations

import datetime as dt
import json

import pyarrow.compute as pc

from schemas.operations import Fetch
from transforms.feeds.redirects import host_key
from transforms.feeds.state import rests
from transforms.tables import feedstate
from transforms.tables.listing import files_since, listed_again
from transforms.tables.parquet import load
from transforms.tables.store import Store

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
    since = (now - longest).astimezone(dt.timezone.utc).date() - dt.timedelta(days=1)
    for text in listed_again(lambda: _told_by_rejects(store, since)):
        rest = json.loads(text)
        note(rest["host"], dt.datetime.fromisoformat(rest["rests_until"]))
    return found


def _told_by_rejects(store: Store, since: dt.date) -> list[str]:
    """Return the payloads of rejects of pages that were published on a day or later."""
    found: list[str] = []
    for path in files_since(store, "rejects", since):
        rows = load(store, path, ("stage", "payload"))
        rows = rows.filter(pc.and_(pc.equal(rows["stage"], STAGE), pc.is_valid(rows["payload"])))
        found += rows["payload"].to_pylist()
    return found


def _host(fetch: Fetch) -> str:
    return host_key(fetch.permanent_url or fetch.url)
