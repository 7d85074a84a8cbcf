"""Which articles are the same one, and which stories."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

from schemas.article import Article
from transforms.articles.dedupe import dedupe_keys
from transforms.articles.stories import StoryIndex, StoryMember, fingerprint, similarity

NOW = dt.datetime(2025, 4, 1, 9, 30, tzinfo=dt.timezone.utc)
BASE = Article(
    article_id="a" * 20, version=1, story_id="a" * 20, feed_id="f1", guid="urn:1", url="https://news.example/one",
    canonical_url="https://news.example/one", title="Ministers meet in Dakar", text="Text.",
    source_domain="news.example", published_at=NOW, fetched_at=NOW, content_hash="0" * 32,
)  # fmt: skip


def same(**changes: Any) -> bool:
    """Whether an article with these changes is the same one."""
    return not set(dedupe_keys(BASE)).isdisjoint(dedupe_keys(dataclasses.replace(BASE, **changes)))


OTHER = "https://news.example/other"


def test_one_address_is_one_article_across_feeds() -> None:
    assert same(feed_id="f2", guid="x", title="Other", published_at=None, content_hash="1" * 32)
    assert same(feed_id="f2", guid="x", title="Other", canonical_url="http://www.news.example/one/")


def test_a_guid_counts_within_its_feed_and_with_title_or_time() -> None:
    assert same(canonical_url=OTHER, content_hash="1" * 32)
    assert same(canonical_url=OTHER, title="Ministers met in Dakar", content_hash="1" * 32)
    assert not same(canonical_url=OTHER, feed_id="f2")
    assert not same(canonical_url=OTHER, title="Something else", published_at=NOW + dt.timedelta(hours=3))


def test_titles_count_only_without_a_guid_or_with_the_same_text() -> None:
    bare = dataclasses.replace(BASE, guid=None)
    moved = dataclasses.replace(bare, canonical_url=OTHER, content_hash="1" * 32)
    assert set(dedupe_keys(bare)) & set(dedupe_keys(moved))
    assert not same(guid="urn:2", canonical_url=OTHER, content_hash="1" * 32)
    assert same(guid="urn:2", canonical_url=OTHER)
    midnight = NOW.replace(hour=0, minute=0)
    first, second = (
        dataclasses.replace(
            bare, published_at=midnight, canonical_url=f"{OTHER}{n}", content_hash=str(n) * 32
        )
        for n in (1, 2)
    )
    assert not set(dedupe_keys(first)) & set(dedupe_keys(second)), "a day is too coarse a time for a title"


def test_shared_links_and_guids_name_nothing() -> None:
    shared = {"extra_json": json.dumps({"shared_link": True})}
    assert not same(guid="urn:2", title="Other", content_hash="1" * 32, **shared)
    shared = {"extra_json": json.dumps({"shared_guid": True})}
    assert not same(canonical_url=OTHER, title="Other", content_hash="1" * 32, **shared)


def test_front_pages_name_nothing() -> None:
    front = dataclasses.replace(BASE, canonical_url="https://news.example/")
    assert not any(key.startswith("url:") for key in dedupe_keys(front))


TEXT = " ".join(f"word{n} of the report" for n in range(60))


def member(number: int, text: str, feed: str = "f1", hours: int = 0) -> StoryMember:
    print_ = fingerprint(text)
    assert print_ is not None
    name = f"{number:020d}"
    return StoryMember(
        article_id=name, story_id=name, feed_id=feed, when=NOW + dt.timedelta(hours=hours), fingerprint=print_
    )


def test_near_duplicates_share_a_story_and_others_do_not() -> None:
    index = StoryIndex()
    assert index.assign(member(1, TEXT)) == f"{1:020d}"
    assert index.assign(member(2, TEXT.replace("word7 ", "word-seven "), "f2", 5)) == f"{1:020d}"
    assert index.assign(member(3, TEXT[:60] + TEXT[:2:-1], "f3", 5)) == f"{3:020d}"
    assert index.assign(member(4, TEXT, "f4", 24 * 5)) == f"{4:020d}", "out of the window"


def test_templates_of_one_feed_are_not_one_story() -> None:
    index = StoryIndex()
    day = "The central bank set the official rate of the day at {} to the euro and {} to the dollar"
    rest = " and the list of rates for thirty further currencies at noon as on every working day"
    index.assign(member(1, day.format("4.9123", "4.5501") + rest))
    assert index.assign(member(2, day.format("4.8871", "4.5012") + rest, hours=24)) == f"{2:020d}"


def test_similarity_estimates_the_share_of_common_shingles() -> None:
    one, two = fingerprint(TEXT), fingerprint(TEXT.replace("word30 of", "word30 off"))
    assert one and two
    assert similarity(one, one) == 1.0
    assert 0.85 < similarity(one, two) < 1.0
    assert fingerprint("too short to tell") is None


def test_a_title_that_an_answer_has_several_times_names_nothing() -> None:
    bare = dataclasses.replace(BASE, guid=None, extra_json=json.dumps({"shared_title": True}))
    other = dataclasses.replace(bare, canonical_url=OTHER, content_hash="1" * 32)
    assert set(dedupe_keys(bare)).isdisjoint(dedupe_keys(other))
    assert not set(dedupe_keys(bare)).isdisjoint(
        dedupe_keys(dataclasses.replace(other, content_hash="0" * 32))
    )


def test_small_numbers_need_title_and_time() -> None:
    numbered = dataclasses.replace(BASE, guid="3")
    later = NOW + dt.timedelta(days=1)
    moved = dataclasses.replace(numbered, canonical_url=OTHER, content_hash="1" * 32)
    keys = set(dedupe_keys(numbered))
    assert keys & set(dedupe_keys(moved))
    assert keys.isdisjoint(dedupe_keys(dataclasses.replace(moved, published_at=later)))
    assert keys.isdisjoint(dedupe_keys(dataclasses.replace(moved, title="Another")))
