"""The fast path gives the very entries feedparser gives, or leaves the feed to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from transforms.feeds.errors import FetchError
from transforms.feeds.fast import read_fast
from transforms.feeds.parse import parse_feed

ROOT = Path(__file__).resolve().parents[2]
HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    ' xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
    ' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    ' xmlns:media="http://search.yahoo.com/mrss/">'
)


def both(body: bytes) -> tuple[Any, Any]:
    """What the parser gives with and without the fast path; the class of error where it refuses."""
    results = []
    for fast in (True, False):
        try:
            results.append(parse_feed(body, {}, truncated=False, max_entries=100, fast=fast))
        except FetchError as error:
            results.append(error.kind)
    return results[0], results[1]


TEXTS = st.sampled_from(
    [
        "",
        " ",
        "plain",
        "two  words\n",
        "Caf\u00e9",
        "a &amp; b",
        "AT&amp;amp;T",
        "x &lt; y",
        "&lt;p&gt;One&lt;/p&gt;",
        "<![CDATA[<p>One &amp; two&nbsp;three</p>]]>",
        "<![CDATA[a]]> tail",
        "&#8217;",
        "&#233;",
        "\u00c3\u00a9",
        "<b>bold</b>",
        "one <!-- comment --> two",
        "Ann Author",
        "ann@wire.example (Ann)",
        "Mon, 31 Mar 2025 08:15:00 GMT",
        "urn:1",
        "https://news.example/a?x=1&amp;y=2",
        "https://news.example/a?x=1&amp;copy;=2",
        "&nbsp;",
        "\u2028",
        "\u0085",
    ]
)
ITEM_TAGS = st.sampled_from(
    [
        "title",
        "link",
        "guid",
        'guid isPermaLink="false"',
        'guid isPermaLink="true"',
        "description",
        "content:encoded",
        "pubDate",
        "category",
        'category domain="d"',
        "dc:creator",
        "comments",
        "slash:comments",
        "feedburner:origLink",
        "author",
        "dc:date",
        "media:title",
        'description type="html"',
        "link",
    ]
)
CHANNEL_TAGS = st.sampled_from(
    [
        "title",
        "link",
        "description",
        "language",
        "ttl",
        "sy:updatePeriod",
        "sy:updateFrequency",
        "lastBuildDate",
        "generator",
        "managingEditor",
        "webMaster",
        "category",
        "dc:creator",
        "copyright",
        "image",
        "docs",
    ]
)


def element(tag: str, text: str) -> str:
    return f"<{tag}>{text}</{tag.split(' ')[0]}>"


ITEMS = st.lists(st.builds(element, ITEM_TAGS, TEXTS), max_size=7).map(lambda e: f"<item>{''.join(e)}</item>")
FEEDS = st.tuples(
    st.lists(st.builds(element, CHANNEL_TAGS, TEXTS), max_size=4), st.lists(ITEMS, max_size=3)
).map(lambda parts: f"{HEAD}<channel>{''.join(parts[0])}{''.join(parts[1])}</channel></rss>".encode())


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(FEEDS)
def test_the_same_entries_or_none(body: bytes) -> None:
    event("fast" if read_fast(body) is not None else "left to feedparser")
    quick, thorough = both(body)
    assert quick == thorough


@pytest.mark.parametrize("name", ["wire.rss.xml", "partner.rss.xml", "courier.atom.xml", "chronicle.rdf"])
def test_sample_feeds(name: str) -> None:
    quick, thorough = both((ROOT / "seeds" / name).read_bytes())
    assert quick == thorough
    assert quick["entries"]


def test_usual_feeds_do_take_the_fast_path() -> None:
    assert read_fast((ROOT / "seeds" / "wire.rss.xml").read_bytes()) is not None
    assert read_fast((ROOT / "seeds" / "courier.atom.xml").read_bytes()) is None
    assert read_fast(b"<rss version='2.0'><channel><item></channel></rss>") is None
