"""No bytes make parsing and normalising crash: what `feeds preview` does, without its process."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from schemas.arrow import to_json, to_row
from schemas.feed import Feed, Response
from transforms.articles.normalise import EntryError, normalise
from transforms.feeds.decoding import BodyDecoder, gunzip_body
from transforms.feeds.discover import find_feeds
from transforms.feeds.entries import make_entries
from transforms.feeds.errors import ENTRY_REASONS, FetchError
from transforms.feeds.parse import parse_feed

FEED = Feed(feed_id="f" * 16, url="https://news.example/feed.xml")
NOW = dt.datetime(2025, 4, 1, tzinfo=dt.timezone.utc)
HEADERS: list[dict[str, str]] = [
    {},
    {"content-type": "text/html; charset=utf-7"},
    {"content-type": "application/json"},
    {"content-type": "text/xml; charset=\x00", "content-language": "\ud800"},
]


def preview(body: bytes, headers: dict[str, str]) -> list[dict[str, Any]]:
    """Do what `feeds preview` does with an answer; FetchError and EntryError are its ways to say no."""
    try:
        body = gunzip_body(body, 1 << 20)
        parsed = json.loads(json.dumps(parse_feed(body, headers, truncated=False, max_entries=50)))
    except FetchError:
        return []
    response = Response(feed=FEED, fetched_at=NOW, status=200, final_url=FEED.url, body=body)
    articles = []
    for entry in make_entries(response, parsed)[0]:
        try:
            articles.append(to_json(to_row(normalise(entry))))
        except EntryError as error:
            assert error.reason in ENTRY_REASONS
    json.dumps(articles, ensure_ascii=False).encode("utf-8")
    return articles


TAGS = st.sampled_from(
    """rss channel item title link guid description pubDate feed entry id updated summary content author name
    category rdf:RDF content:encoded dc:date media:group itunes:summary enclosure svg:svg x:y image""".split()  # noqa: SIM905
)
TEXTS = st.text(max_size=20) | st.sampled_from(
    [
        "&#xD800;",
        "&amp;amp;",
        "]]>",
        "<![CDATA[",
        "\x00",
        "0000-00-00",
        "http://[",
        "https://www.google.com/url?q=http://[/~r/",
        "https://r.search.yahoo.com/_/RU=http%3a%2f%2f[/RK=2/RS=y",
        "data:,x",
        "&nbsp;",
        "&#0;",
        "%",
    ]
)
PIECES = st.one_of(
    TAGS.map("<{}>".format),
    TAGS.map("</{}>".format),
    st.tuples(
        TAGS, st.sampled_from(["href", "isPermaLink", "type", "xml:base", "xml:lang", "rel"]), TEXTS
    ).map(lambda t: f'<{t[0]} {t[1]}="{t[2]}"/>'),
    TEXTS,
)
DOCUMENTS = st.lists(PIECES, max_size=25).map(
    lambda pieces: ("<rss version='2.0'><channel><item>" + "".join(pieces)).encode("utf-8", "surrogatepass")
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "url", "title", "content_html", "content_text", "tags", "authors", "name",
                         "date_published", "language", "summary"]), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300), st.sampled_from(HEADERS))
@example(b"\x1f\x8b\x08\x00", {})
@example(b"\xff\xfe<\x00r\x00s", {})
@example(b"{", {})
def test_any_bytes(body: bytes, headers: dict[str, str]) -> None:
    preview(body, headers)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(DOCUMENTS, st.sampled_from(HEADERS))
def test_anything_like_a_feed(body: bytes, headers: dict[str, str]) -> None:
    preview(body, headers)


@settings(max_examples=150, deadline=None)
@given(st.lists(JSON, max_size=4))
def test_anything_like_a_json_feed(items: list[Any]) -> None:
    preview(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode(), {})


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br", "x-gzip", "lzma", ""]),
)
def test_any_bytes_in_any_encoding(body: bytes, encoding: str) -> None:
    try:
        assert len(BodyDecoder(encoding, 5_000).feed(body)) <= 5_000
    except FetchError as error:
        assert error.kind in ("bad_encoding", "too_large_decoded")


@settings(max_examples=100, deadline=None)
@given(st.text("<>=/ \"'abhreflinktypslonx&#:;.", max_size=200))
def test_any_page_in_discovery(page: str) -> None:
    find_feeds(page.encode(), "https://news.example/")


CORPUS: dict[str, bytes] = {
    "doctype": b'<!DOCTYPE rss [<!ENTITY x "y"><!ENTITY % z "w">%z;]><rss'
    b' version="2.0"><channel><item><title>&x;</title>'
    b"<link>/a</link></item></channel></rss>",
    "nested items": b"<rss"
    b" version='2.0'><channel><item><item><item><title>x</title><link>/a</link></item>"
    b"</item></item>",
    "no version": b"<rss><channel><item><title>x</title><link>/a</link></item></channel></rss>",
    "rss in atom": b"<feed"
    b" xmlns='http://www.w3.org/2005/Atom'><item><title>x</title></item><entry><title>y"
    b"</title>"
    b"<link href='/b'/></entry></feed>",
    "processing": b"<?php echo 1 ?><rss"
    b" version='2.0'><channel><item><title>x</title><link>/a</link></item></channel></rss>",
    "attributes": b"<rss version='2.0'><channel><item a='1' a='2'"
    b" <><title>x</title><link>/a</link></item></channel></rss>",
    "utf-7": b"+ADw-rss+AD4-",
    "ebcdic": "<rss/>".encode("cp500"),
    "long tag": b"<rss version='2.0'><channel><item><title>"
    + b"x" * 500_000
    + b"</title><link>/a</link></item></channel></rss>",
    "many attributes": b"<rss version='2.0' "
    + b" ".join(b"a%d='1'" % n for n in range(5_000))
    + b"><channel/></rss>",
    "bare ampersands": b"<rss version='2.0'><channel><item><title>A & B &&& C"
    b" &x</title><link>/a?x=1&y=2</link></item></channel></rss>",
}


@pytest.mark.parametrize("name", sorted(CORPUS))
def test_corpus(name: str) -> None:
    articles = preview(CORPUS[name], {})
    if name in ("doctype", "no version", "bare ampersands", "long tag"):
        assert len(articles) == 1


def test_a_bad_entry_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever one entry provokes, of a kind nobody knows yet, the others come through."""
    from transforms.feeds import parse

    def author(holder: Any) -> str | None:
        if holder.get("title") == "Two":
            raise RuntimeError("nobody knows this yet")
        return None

    monkeypatch.setattr(parse, "_author", author)
    items = "".join(
        f"<entry><title>{title}</title><id>{title}</id></entry>" for title in ("One", "Two", "Three")
    )
    body = f'<feed xmlns="http://www.w3.org/2005/Atom">{items}</feed>'.encode()
    parsed = parse.parse_feed(body, {}, truncated=False, max_entries=10)
    response = Response(feed=FEED, fetched_at=NOW, status=200, final_url=FEED.url, body=body)
    entries, broken = make_entries(response, parsed)
    assert [entry.title for entry in entries] == ["One", "Three"]
    assert broken == [(1, "RuntimeError: nobody knows this yet")]


def test_a_link_that_hides_no_address_costs_nothing() -> None:
    item = "<item><title>{}</title><link>https://www.google.com/url?q=http://[/~r/{}</link></item>"
    body = (
        f"<rss version='2.0'><channel>{item.format('One', 1)}{item.format('Two', 2)}</channel></rss>".encode()
    )
    assert [article["title"] for article in preview(body, {})] == ["One", "Two"]
