"""Stable ids: derived from what names the article, never from when or where we saw it."""

from __future__ import annotations

import hashlib


def digest(*parts: str, digits: int) -> str:
    """Return the first hex digits of the SHA-256 of `parts`, joined by newlines."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:digits]


def article_id(canonical_url: str | None, feed_id: str, guid: str | None, title: str, date: str) -> str:
    """Return the id of an article: by canonical URL, else by feed and GUID, else by feed, title and date.

    Args:
        canonical_url: None where the link names no article (none, a front page, shared by several entries).
        guid: None where the entry has none of its own.
        date: what tells apart entries of the same title: publication time, or the text where there is none.
    """
    if canonical_url:
        return digest(canonical_url, digits=20)
    if guid:
        return digest(feed_id, guid, digits=20)
    return digest(feed_id, title, date, digits=20)


def content_hash(title: str, text: str) -> str:
    """Return 32 hex digits that change when title or text do."""
    return digest(title, text, digits=32)
