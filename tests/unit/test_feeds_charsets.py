"""JSON Feeds that are not UTF-8, and archives inside archives."""

from __future__ import annotations

import gzip
import json

import pytest

from transforms.feeds.decoding import gunzip_body
from transforms.feeds.errors import FetchError
from transforms.feeds.parse import parse_feed

FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Wire",
    "items": [{"id": "1", "url": "https://wire.example/1", "title": "Höchstädt", "content_text": "Zürich"}],
}
TEXT = json.dumps(FEED, ensure_ascii=False)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (TEXT.encode(), "application/feed+json"),
        (TEXT.encode("utf-8-sig"), "application/json; charset=iso-8859-1"),
        (TEXT.encode("utf-16"), "application/json"),
        (TEXT.encode("utf-16-le"), "application/json"),
        (TEXT.encode("utf-32"), "application/json"),
        (TEXT.encode("latin-1"), "application/json; charset=iso-8859-1"),
    ],
    ids=["utf-8", "mark", "utf-16", "utf-16 bare", "utf-32", "latin-1"],
)
def test_a_json_feed_is_read_in_its_charset(body: bytes, kind: str) -> None:
    (entry,) = parse_feed(body, {"content-type": kind}, truncated=False, max_entries=10)["entries"]
    assert (entry["title"], entry["content"]) == ("Höchstädt", "Zürich")


def test_a_gzip_file_inside_another_is_undone_and_no_deeper() -> None:
    packed = gzip.compress(gzip.compress(TEXT.encode()))
    assert gunzip_body(packed, 1 << 20) == TEXT.encode()
    assert gunzip_body(gzip.compress(packed), 1 << 20).startswith(b"\x1f\x8b")
    with pytest.raises(FetchError, match="after decompression") as caught:
        gunzip_body(gzip.compress(gzip.compress(b" " * (4 << 20))), 1 << 20)
    assert caught.value.kind == "too_large_decoded"
