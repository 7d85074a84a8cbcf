"""The fast path: well-formed feeds of usual elements, read by lxml, with the very entries feedparser gives.

feedparser copes with anything and takes a third of a millisecond per entry for it. Most feeds need no
coping. This reader knows the elements it may meet by name; at anything else (a DOCTYPE, XHTML content,
xml:base, an element of a namespace that feedparser gives a meaning) it says so, and feedparser does the
work. Tests hold both against each other.
"""

from __future__ import annotations

import contextlib
import re
from typing import Any

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DC = "{http://purl.org/dc/elements/1.1/}"
SY = "{http://purl.org/rss/1.0/modules/syndication/}"
FEEDBURNER = "{http://rssnamespace.org/feedburner/ext/1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"

# Elements that change nothing of what an entry is to us, in feedparser as here.
_IGNORED_NAMESPACES = (
    "{http://wellformedweb.org/CommentAPI/}",
    "{http://purl.org/rss/1.0/modules/slash/}",
    "{http://www.georss.org/georss}",
)
_CHANNEL_IGNORED = frozenset(
    {"image", "generator", "docs", "copyright", "webMaster", "lastBuildDate", "pubDate", "category", "cloud",
     "skipHours", "skipDays", "description", "textInput", "rating"}
)  # fmt: skip
_CHANNEL_FIELDS = {
    "title": "title",
    "link": "site",
    "language": "language",
    "ttl": "ttl",
    f"{SY}updatePeriod": "update_period",
    f"{SY}updateFrequency": "update_frequency",
}
_ITEM_TEXT = {"title": "title", "description": "summary", CONTENT: "content", "pubDate": "published"}
_REPEATED = frozenset({"category", "enclosure"})
_ITEM_IGNORED = frozenset({"comments", "enclosure"})
_DISTRUSTED = re.compile(rb"<!DOCTYPE|xml:base|xml:lang|<\?xml-|\xc2[\x80-\x9f]")


class Unusual(Exception):
    """Something this reader does not know; feedparser has to read the feed."""


def read_fast(body: bytes) -> dict[str, Any] | None:
    """Return what `transforms.feeds.parse.parse_feed` needs of an RSS 2.0 document, None where it is unusual.

    Args:
        body: valid UTF-8, as `transforms.feeds.repair.to_utf8` leaves it.
    """
    if _DISTRUSTED.search(body):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
                             remove_pis=True, strip_cdata=True, huge_tree=False)  # fmt: skip
    try:
        root = etree.fromstring(body, parser)
        if root.tag != "rss" or root.get("version") != "2.0" or len(root) != 1 or root[0].tag != "channel":
            return None
        return _channel(root[0])
    except (etree.XMLSyntaxError, Unusual, ValueError):
        return None


def _channel(channel: etree._Element) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys(_CHANNEL_FIELDS.values())
    entries = []
    seen: set[str] = set()
    for node in channel:
        tag = node.tag
        if tag == "item":
            entries.append(_item(node))
        elif tag in _CHANNEL_FIELDS:
            if tag in seen:
                raise Unusual(tag)
            seen.add(tag)
            found[_CHANNEL_FIELDS[tag]] = _link(node) if tag == "link" else _text(node)
        elif tag == f"{ATOM}link" and node.get("rel") == "self":
            continue
        elif tag not in _CHANNEL_IGNORED and not tag.startswith(_IGNORED_NAMESPACES):
            raise Unusual(tag)
    return {**found, "version": "rss20", "entries": entries}


def _item(item: etree._Element) -> dict[str, Any]:
    if item.attrib:
        raise Unusual("attributes")
    found: dict[str, Any] = {
        "guid": None, "link": None, "original_link": None, "title": None, "summary": None, "content": None,
        "published": None, "updated": None, "author": None, "language": None, "categories": [],
    }  # fmt: skip
    permalink = False
    seen: set[str] = set()
    for node in item:
        tag = node.tag
        if tag in seen and tag not in _REPEATED:
            raise Unusual(tag)
        seen.add(tag)
        if tag in _ITEM_TEXT:
            found[_ITEM_TEXT[tag]] = _text(node)
        elif tag == "link":
            if permalink and "guid" in seen:
                raise Unusual("a guid that is a link comes first")
            found["link"] = _link(node)
        elif tag == "guid":
            if set(node.attrib) - {"isPermaLink"}:
                raise Unusual("attributes")
            found["guid"] = _text(node)
            permalink = node.get("isPermaLink", "true") == "true"
        elif tag == "category":
            if set(node.attrib) - {"domain"}:
                raise Unusual("attributes")
            if term := _text(node, bare=False):
                found["categories"].append(term)
        elif tag == f"{DC}creator":
            found["author"] = _text(node)
        elif tag == f"{FEEDBURNER}origLink":
            found["original_link"] = _text(node)
        elif tag not in _ITEM_IGNORED and not tag.startswith(_IGNORED_NAMESPACES):
            raise Unusual(tag)
    if found["author"] and re.search(r"[@<(]", found["author"]):
        raise Unusual("authors")
    if permalink and not found["link"]:
        raise Unusual("the guid is the link")
    if len(found["categories"]) > 64 or len(set(found["categories"])) != len(found["categories"]):
        raise Unusual("categories")
    if "description" not in seen:
        found["summary"] = found["content"]
    found["updated"] = found["published"]
    return found


def _text(node: etree._Element, *, bare: bool = True) -> str | None:
    """Text of an element without children, as feedparser gives it: stripped, None where there is none."""
    if len(node) or (bare and node.attrib and node.tag != "guid"):
        raise Unusual(node.tag)
    text = (node.text or "").strip()
    if not text.isascii():
        # UTF-8 that was taken for Latin-1 and encoded once more; feedparser undoes that as well.
        with contextlib.suppress(UnicodeError):
            text = text.encode("latin-1").decode("utf-8")
    return text or None


def _link(node: etree._Element) -> str | None:
    """A link as feedparser gives it: half-escaped queries (`?a=1&b;=2`) mended."""
    text = _text(node)
    if text and node.getparent().tag == "item":
        text = text.replace("&amp;", "&")
    return re.sub("&([A-Za-z0-9_]+);", r"&\g<1>", text) if text else None
