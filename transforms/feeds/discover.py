"""Autodiscovery: the feeds a web page names."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin

_LINK = re.compile(rb"<(link|a)\s([^<>]{1,2000})>", re.I)
_ATTRIBUTE = re.compile(r"""(?<![a-zA-Z-])([a-zA-Z-]+)\s{0,20}=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
_BASE = re.compile(rb"<base\s[^<>]{0,2000}?href\s{0,20}=\s*[\"']?([^\s\"'>]+)", re.I)
FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/json",
    "application/xml",
    "text/xml",
)
_FEED_WORD = re.compile(
    r"(?:^|[/._?=&-])(?:rss2?|atom|feeds?|rdf|feed\.json|index\.xml)(?:$|[/._?=&-])", re.I
)
COMMON_PATHS = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json", "/feeds")
SCAN_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed address on a page, with how it was found: `link` (announced) or `anchor` (looks like one)."""

    url: str
    title: str | None
    how: str


def find_feeds(page: bytes, base: str) -> list[FoundFeed]:
    """Return the feeds a page names, announced ones first, each once.

    Args:
        page: HTML; its first megabyte is looked at.
        base: address of the page, for relative links ("" leaves them relative).
    """
    page = page[:SCAN_BYTES]
    if match := _BASE.search(page):
        base = _join(base, match[1].decode("utf-8", "replace"))
    announced: dict[str, FoundFeed] = {}
    anchors: dict[str, FoundFeed] = {}
    for tag, inside in _LINK.findall(page):
        attributes = {
            name.lower(): html.unescape(value.strip("\"'"))
            for name, value in _ATTRIBUTE.findall(inside.decode("utf-8", "replace"))
        }
        href = attributes.get("href", "").strip()
        if not href or href.lower().startswith(("javascript:", "mailto:", "data:")):
            continue
        url = _join(base, href)
        if tag.lower() == b"link":
            kind = attributes.get("type", "").lower().split(";")[0].strip()
            relations = attributes.get("rel", "").lower().split()
            if (
                kind in FEED_TYPES
                and ("alternate" in relations or "feed" in relations)
                and "json+oembed" not in kind
            ):
                announced.setdefault(url, FoundFeed(url, attributes.get("title") or None, "link"))
        elif _FEED_WORD.search(href):
            anchors.setdefault(url, FoundFeed(url, attributes.get("title") or None, "anchor"))
    return [*announced.values(), *(found for url, found in anchors.items() if url not in announced)]


def _join(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return href
