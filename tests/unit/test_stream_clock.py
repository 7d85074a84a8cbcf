"""Following feeds: who is due when, and which entries are new."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from schemas.feed import Entry, Feed
from schemas.operations import Fetch
from transforms.feeds.clock import NEVER, Followed, due, due_at, follow, next_due, unseen

NOW = dt.datetime(2025, 4, 1, 9, 30, tzinfo=dt.timezone.utc)
MINUTE = dt.timedelta(minutes=1)


def feed(name: str) -> Feed:
    return Feed(feed_id=name, url=f"https://{name}.example/feed")


def polled(name: str, **state: object) -> Fetch:
    return Fetch(feed_id=name, url=f"https://{name}.example/feed", fetched_at=NOW - MINUTE, **state)


def entry(guid: str, **other: object) -> Entry:
    return Entry(
        feed=feed("a"), feed_url="https://a.example/feed", fetched_at=NOW, position=0, guid=guid, **other
    )


@pytest.mark.parametrize(
    ("fetch", "expected"),
    [
        (None, NOW),
        (polled("a"), NOW),
        (polled("a", next_poll_at=NOW + 5 * MINUTE), NOW + 5 * MINUTE),
        (polled("a", next_poll_at=NOW + 5 * MINUTE, hold_until=NOW + 9 * MINUTE), NOW + 9 * MINUTE),
        (polled("a", next_poll_at=NOW + 9 * MINUTE, hold_until=NOW + 5 * MINUTE), NOW + 9 * MINUTE),
        (polled("a", gone=True, next_poll_at=NOW), NEVER),
    ],
)
def test_a_feed_is_due_when_publisher_and_pace_both_allow(fetch, expected):
    assert due_at(Followed(feed("a"), fetch), NOW) == expected


def test_those_that_wait_longest_come_first_and_not_too_many_at_once():
    group = {
        name: Followed(feed(name), polled(name, next_poll_at=NOW + minutes * MINUTE))
        for name, minutes in (("a", -1), ("b", 1), ("c", -3), ("d", 0))
    }
    assert [followed.feed.feed_id for followed in due(group, NOW, 2)] == ["c", "a"]
    assert [followed.feed.feed_id for followed in due(group, NOW, 9)] == ["c", "a", "d"]
    assert next_due({"b": group["b"]}, NOW) == NOW + MINUTE
    assert next_due({}, NOW) is None


def test_a_changed_list_keeps_what_is_known_of_feeds_that_stay():
    known = Followed(feed("a"), polled("a", etag='"1"'), frozenset({b"x"}))
    group = follow(
        {"a": known, "gone": Followed(feed("gone"))}, [feed("a"), feed("new")], {"new": polled("new")}
    )
    assert group["a"] == known
    assert group["new"] == Followed(feed("new"), polled("new"))
    assert set(group) == {"a", "new"}


def test_an_entry_is_new_once_and_again_when_its_publisher_changes_it():
    first, seen = unseen(
        [entry("1", title="One"), entry("2", title="Two"), entry("1", title="One")], frozenset()
    )
    assert [e.guid for e in first] == ["1", "2"]
    moved = dataclasses.replace(entry("1", title="One"), position=7, fetched_at=NOW + MINUTE)
    second, seen = unseen([entry("3"), moved, entry("2", title="Two, corrected")], seen)
    assert [e.guid for e in second] == ["3", "2"]
    assert len(seen) == 3, "what the feed no longer shows is forgotten"
