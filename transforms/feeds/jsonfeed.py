"""JSON Feed (jsonfeed.org, versions 1 and 1.1) to entries."""

from __future__ import annotations

import html
import json
from typing import Any

from transforms.feeds.errors import FetchError


def looks_like_json(body: bytes) -> bool:
    """Whether a body can only be JSON."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def plain_to_html(text: str) -> str:
    """Return plain text as HTML that reads back as the same lines."""
    return html.escape(text, quote=False).replace("\r\n", "\n").replace("\n", "<br>")


def read_json_feed(body: bytes) -> dict[str, Any]:
    """Return feed fields and entries as `transforms.feeds.parse.parse_feed` gives them.

    Raises:
        FetchError: `not_a_feed`.
    """
    try:
        document = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise FetchError("not_a_feed", f"not JSON: {error}") from None
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise FetchError("not_a_feed", "JSON without an `items` list: not a JSON Feed")
    return {
        "version": "json",
        "title": _text(document.get("title")),
        "site": _text(document.get("home_page_url")),
        "language": _text(document.get("language")),
        "entries": [_entry(item, document) for item in document["items"]],
        "expired": document.get("expired") is True,
    }


def _entry(item: Any, document: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(item, dict):
        return {"broken": f"an item is {type(item).__name__}, not an object"}
    content = _text(item.get("content_html"))
    if content is None and (plain := _text(item.get("content_text"))) is not None:
        content = plain_to_html(plain)
    tags = item.get("tags")
    link = _text(item.get("url"))
    guid = _text(item.get("id"))
    if link is None and guid is not None and guid.startswith(("http://", "https://")):
        link = guid
    return {
        "guid": guid,
        "link": link or _text(item.get("external_url")),
        "title": _plain(item.get("title")),
        "summary": _plain(item.get("summary")),
        "content": content,
        "published": _text(item.get("date_published")),
        "updated": _text(item.get("date_modified")),
        "author": _author(item) or _author(document),
        "language": _text(item.get("language")),
        "categories": [t for t in (_text(tag) for tag in tags) if t] if isinstance(tags, list) else [],
    }


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return None


def _plain(value: Any) -> str | None:
    text = _text(value)
    return plain_to_html(text) if text is not None else None


def _author(holder: dict[str, Any]) -> str | None:
    authors = holder.get("authors")
    people = authors if isinstance(authors, list) else [holder.get("author")]
    names = [_text(person.get("name")) for person in people if isinstance(person, dict)]
    return ", ".join(name for name in names if name) or None
