"""Bytes and headers of an answer to entries. Runs in the parsing process: it may be slow, grow or crash
there."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

import feedparser

from transforms.feeds.discover import find_feeds
from transforms.feeds.errors import FetchError
from transforms.feeds.fast import read_fast
from transforms.feeds.jsonfeed import looks_like_json, plain_to_html, read_json_feed
from transforms.feeds.repair import to_utf8, whole_entries

_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)
_SKIP = re.compile(rb"<skip(Hours|Days)>(.{0,2000}?)</skip\1>", re.S | re.I)
_SKIPPED = re.compile(rb"<(?:hour|day)>\s*(\w+)\s*</", re.I)
HEAD_BYTES = 1 << 16


def parse_feed(
    body: bytes,
    headers: Mapping[str, str],
    *,
    truncated: bool,
    max_entries: int,
    fast: bool = True,
    url: str = "",
) -> dict[str, Any]:
    """Return `{version, title, site, language, ttl, update_s, skip_hours, skip_days, truncated, total,
    entries}`.

    Args:
        body: decoded bytes.
        headers: response headers, names in lower case (content-type and content-language are used).
        truncated: the transfer ended early; an entry that may be cut is left out then.
        max_entries: entries that are taken, from the top; `total` tells how many there were.
        fast: let the fast path read what is usual; the entries are the same.
        url: where the answer is from, for the feed address of a web page that came instead of a feed.

    Each entry is a dict with guid, link, original_link, title, summary, content (these three HTML),
    published, updated, author, language and categories, or with `broken` saying why it could not be read.

    Raises:
        FetchError: `empty_body`, `not_a_feed` or `html_page` (with the feed address the page names, if any).
    """
    if not body.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise FetchError("empty_body", "the answer has no body")
    body, encoding = to_utf8(body)
    if looks_like_json(body):
        parsed = read_json_feed(body if encoding else _by_header(body, headers))
        total = len(parsed["entries"])
        parsed["entries"] = parsed["entries"][:max_entries]
        return _clean({**_EMPTY, **parsed, "total": total, "truncated": truncated})
    cut, total, truncated = whole_entries(body, truncated=truncated, max_entries=max_entries)
    if fast and encoding and cut is body and not truncated and "content-language" not in headers:
        quick = read_fast(body)
        if quick is not None:
            extra = {**_skips(body[:HEAD_BYTES]), "truncated": False, "total": len(quick["entries"])}
            return _clean({**_EMPTY, **quick, **extra})
    parsed = _run_feedparser(cut, headers, encoding)
    if not parsed.entries and not parsed.get("version"):
        _refuse(body, url)
    feed = parsed.feed
    return _clean(
        {
            **_EMPTY,
            "version": parsed.get("version") or "unknown",
            "title": feed.get("title") or None,
            "site": feed.get("link") or None,
            "language": feed.get("language") or headers.get("content-language") or None,
            "ttl": feed.get("ttl") or None,
            "update_period": feed.get("sy_updateperiod") or None,
            "update_frequency": feed.get("sy_updatefrequency") or None,
            **_skips(body[:HEAD_BYTES]),
            "truncated": truncated,
            "total": max(total, len(parsed.entries)),
            "entries": [
                _entry_or_why(entry, feed, parsed.get("version") or "")
                for entry in parsed.entries[:max_entries]
            ],
        }
    )


_EMPTY: dict[str, Any] = {
    "title": None,
    "site": None,
    "language": None,
    "ttl": None,
    "update_period": None,
    "update_frequency": None,
    "skip_hours": [],
    "skip_days": [],
    "expired": False,
}


def _run_feedparser(body: bytes, headers: Mapping[str, str], encoding: str | None) -> Any:
    content_type = headers.get("content-type", "")
    if encoding:
        content_type = f"application/xml; charset={encoding}"
    elif "html" in content_type.lower() or not content_type:
        charset = re.search(r"charset=[\"']?([\w-]+)", content_type)
        content_type = "application/xml" + (f"; charset={charset[1]}" if charset else "")
    known = {"content-type": content_type}
    if language := headers.get("content-language"):
        known["content-language"] = language
    try:
        return feedparser.parse(
            io.BytesIO(body), response_headers=known, sanitize_html=False, resolve_relative_uris=False
        )
    except (UnicodeError, ValueError, LookupError, AttributeError, TypeError, AssertionError) as error:
        # The lenient parser below feedparser trips over some markup; what it was is worth a class of its own.
        raise FetchError("not_a_feed", f"the feed cannot be read: {type(error).__name__}: {error}") from None


def _by_header(body: bytes, headers: Mapping[str, str]) -> bytes:
    """JSON is UTF-8 by its standard; where it is not, the header's charset is all there is to go by."""
    charset = re.search(r"charset=[\"']?([\w-]+)", headers.get("content-type", ""))
    try:
        return body.decode(charset[1]).encode("utf-8", "replace") if charset else body
    except (UnicodeDecodeError, LookupError):
        return body


def _refuse(body: bytes, url: str) -> None:
    head = body[:HEAD_BYTES]
    if _HTML.search(head):
        feeds = find_feeds(body, url)
        hint = f"; the page names the feed {feeds[0].url}" if feeds else ""
        raise FetchError("html_page", f"a web page came instead of a feed{hint}")
    raise FetchError("not_a_feed", f"neither RSS, Atom, RDF nor JSON Feed: {head[:60]!r}")


def _skips(head: bytes) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {"skip_hours": [], "skip_days": []}
    for match in _SKIP.finditer(head):
        words = [word.decode("ascii", "replace") for word in _SKIPPED.findall(match[2])]
        if match[1].lower() == b"hours":
            # RSS counts hours from 0; 24 stands for midnight in older feeds.
            found["skip_hours"] += [int(w) % 24 for w in words if w.isdigit() and int(w) <= 24]
        else:
            found["skip_days"] += [w.capitalize() for w in words]
    return found


def _entry_or_why(entry: Any, feed: Any, version: str) -> dict[str, Any]:
    try:
        return _entry(entry, feed, version)
    except Exception as error:  # noqa: BLE001 - an entry's surprise is reported and costs that entry only
        return {"broken": f"{type(error).__name__}: {error}"}


def _entry(entry: Any, feed: Any, version: str) -> dict[str, Any]:
    content, kind = None, ""
    for part in entry.get("content", ()):
        if len(part.get("value") or "") > len(content or ""):
            content, kind = part["value"], part.get("type", "")
    row: dict[str, Any] = {
        "guid": entry.get("id"),
        "link": entry.get("link"),
        "original_link": entry.get("feedburner_origlink") or entry.get("pheedo_origlink"),
        "title": _html(entry.get("title"), entry.get("title_detail"), version),
        "summary": _html(entry.get("summary"), entry.get("summary_detail"), version),
        "content": plain_to_html(content) if content and kind == "text/plain" and _atom(version) else content,
        "published": _published(entry, version),
        "updated": entry.get("updated"),
        "author": _author(entry) or _author(feed),
        "language": entry.get("language") or (entry.get("title_detail") or {}).get("language"),
        "categories": [
            tag.get("label") or tag.get("term") for tag in entry.get("tags", ()) if tag.get("term")
        ][:64],
    }
    return {name: value if value or name == "categories" else None for name, value in row.items()}


def _published(entry: Any, version: str) -> str | None:
    """Outside Atom a lone dc:date is the publication date; feedparser files it under `updated`."""
    published = entry.get("published") or entry.get("created")
    return published if published or _atom(version) else entry.get("updated")


def _atom(version: str) -> bool:
    return version.startswith("atom")


def _html(value: str | None, detail: Any, version: str) -> str | None:
    """Atom says whether a text is plain; RSS never does and mostly means HTML."""
    if value and _atom(version) and (detail or {}).get("type") == "text/plain":
        return plain_to_html(value)
    return value


def _author(holder: Any) -> str | None:
    names = [person.get("name") for person in holder.get("authors", ()) if person.get("name")]
    return ", ".join(dict.fromkeys(names)) or holder.get("author") or None


def _clean(value: Any) -> Any:
    """Drop NULs and lone surrogates from all strings: neither survives UTF-8 and Parquet."""
    if isinstance(value, str):
        if "\x00" in value:
            value = value.replace("\x00", "")
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return value
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return value
