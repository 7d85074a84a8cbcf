"""Following feeds: what is remembered of each while a stream runs, and when the next one is to be asked."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schemas.feed import Entry, Feed
from schemas.operations import Fetch

NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.timezone.utc)


@dataclass(frozen=True, slots=True)
class Followed:
    """One feed under way.

    Attributes:
        feed: the feed.
        fetch: its newest poll, None before the first.
        seen: digests of the entries of its newest answer; what is not among them is handed on.
    """

    feed: Feed
    fetch: Fetch | None = None
    seen: frozenset[bytes] = frozenset()


Group = Mapping[str, Followed]
"""The feeds that are followed together, by feed id."""


def follow(group: Group, feeds: Sequence[Feed], states: Mapping[str, Fetch]) -> Group:
    """Return a group after the feed list has been read: new feeds join, feeds off the list leave.

    Args:
        group: what was followed so far.
        feeds: the feeds of this group that the list has now.
        states: the newest published fetch by feed id; where a feed that joins goes on from.
    """
    return {
        feed.feed_id: (
            dataclasses.replace(group[feed.feed_id], feed=feed)
            if feed.feed_id in group
            else Followed(feed, states.get(feed.feed_id))
        )
        for feed in feeds
    }


def due_at(followed: Followed, start: dt.datetime) -> dt.datetime:
    """Return when a feed is to be asked: what the publisher asked for and our estimate, whichever is later.

    Args:
        followed: the feed.
        start: for a feed that was never asked.
    """
    fetch = followed.fetch
    if fetch is None:
        return start
    if fetch.gone:
        return NEVER
    return max((at for at in (fetch.next_poll_at, fetch.hold_until) if at is not None), default=start)


def due(group: Group, now: dt.datetime, limit: int) -> list[Followed]:
    """Return the feeds whose time has come, those that wait longest first, at most `limit`."""
    waiting = [(due_at(followed, now), followed.feed.feed_id) for followed in group.values()]
    ready = sorted(item for item in waiting if item[0] <= now)
    return [group[feed_id] for _, feed_id in ready[:limit]]


def next_due(group: Group, now: dt.datetime) -> dt.datetime | None:
    """Return when the next feed is due, None if none ever is."""
    soonest = min((due_at(followed, now) for followed in group.values()), default=NEVER)
    return None if soonest == NEVER else soonest


def entry_digest(entry: Entry) -> bytes:
    """Return eight bytes that change when the publisher changes an entry; not when it moves in its feed."""
    parts = (
        entry.guid, entry.link, entry.title, entry.summary, entry.content, entry.published, entry.updated
    )  # fmt: skip
    text = "\x00".join(part or "" for part in parts)
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()


def unseen(entries: Iterable[Entry], seen: frozenset[bytes]) -> tuple[list[Entry], frozenset[bytes]]:
    """Return the entries that the answer before did not have, and the digests of this answer.

    What a feed has dropped is forgotten with it, so the memory of a feed is as large as the feed; if it comes
    back, the later steps know it.
    """
    fresh, digests = [], set()
    for entry in entries:
        digest = entry_digest(entry)
        if digest not in seen and digest not in digests:
            fresh.append(entry)
        digests.add(digest)
    return fresh, frozenset(digests)
