"""The article, as the table `articles` holds it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from schemas.columns import column, quickly_pickled


@quickly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One version of one article."""

    article_id: str = column(
        "Stable id: 20 hex digits of the SHA-256 of the canonical URL under which the article was first seen (of feed"
        " and GUID where no URL names it); it stays when the article comes back under another address.",
        example="9d3e5a1b7c204f66a001",
    )
    version: int = column(
        "1 for the first text seen, one more for every later change of the text.", example=1
    )
    story_id: str = column("Id shared by near-duplicates across feeds.", example="9d3e5a1b7c204f66a001")
    feed_id: str = column("Feed that brought it first.", example="a3f1c2d4e5b60718")
    guid: str | None = column("guid or id in that feed.", example="wire.example:2025:wang", default=None)
    url: str = column(
        "Link as the feed gave it, resolved.", example="https://wire.example/2025/wang?utm_source=rss"
    )
    canonical_url: str = column(
        "Link without tracking parameters, normalised.", example="https://wire.example/2025/wang"
    )
    title: str = column("Title as plain text.", example="Wang Yi to visit Russia for talks on Ukraine")
    text: str = column(
        "Body as plain text, paragraphs separated by one newline.",
        example="Foreign Minister Wang Yi will visit Russia from March 31 to April 2, the ministry said.",
    )
    language: str | None = column(
        "BCP 47 language tag, detected where the feed is silent.", example="en", default=None
    )
    author: str | None = column("Author.", example="A. Reporter", default=None)
    source_domain: str = column("Host of the canonical URL without www.", example="wire.example")
    published_at: dt.datetime | None = column(
        "Publication time (UTC); null if none could be read.", example="2025-03-30T08:00:00Z", default=None
    )
    fetched_at: dt.datetime = column("When its feed was fetched (UTC).", example="2025-03-30T08:10:00Z")
    content_hash: str = column(
        "32 hex digits of the SHA-256 of title and text as the feed gave them.", example="0f" * 16
    )
    text_source: str = column(
        "feed (summary or content of the feed) or page (full text of the page).",
        example="feed",
        default="feed",
    )
    fingerprint: str | None = column(
        "MinHash of the text for story_id: 64 numbers of 16 bits, base64; null for short texts.",
        example="Gf0Cq7wB…",
        default=None,
    )
    extra_json: str | None = column(
        "JSON object with what has no column: categories, raw date, flags, page (why its page was not used),"
        " text_cut (characters before the cut at 300,000).",
        example="{}",
        default=None,
    )
