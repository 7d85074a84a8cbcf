"""One entry of a feed to one article."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from schemas.article import Article
from schemas.feed import Entry
from transforms.articles.dates import ParsedDate, parse_date
from transforms.articles.dedupe import NO_LINK, SHARED_GUID, SHARED_LINK, SHARED_TITLE
from transforms.articles.identity import article_id, content_hash, digest
from transforms.articles.language import detect_language, language_tag
from transforms.articles.stories import fingerprint
from transforms.articles.text import TEXT_CUT, article_text, cut_text, html_to_text, tidy
from transforms.articles.urls import (
    UrlError,
    absolute_url,
    canonical_url,
    names_article,
    source_domain,
    unwrap,
)

MAX_TITLE = 1_000
MAX_AUTHOR = 300
MAX_LINK = 4_096
MAX_GUID = 2_000
"""A longer one is kept as its beginning and a hash of the whole."""
MAX_MARKUP = 2_000_000
"""Characters of markup that are read of one field; no article has more, and its text would be cut anyway."""


class EntryError(ValueError):
    """An entry that cannot become an article. `reason` is a name of ENTRY_REASONS."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[type[EntryError], tuple[str, str]]:
        return EntryError, (self.reason, str(self))


def entry_links(entry: Entry) -> tuple[str, str] | None:
    """Return the absolute link of an entry and its canonical form, None where it has no usable one.

    The publisher's own address (`feedburner:origLink`) goes before a redirector's.
    """
    for link in (entry.original_link, entry.link):
        if not link or len(link) > MAX_LINK:
            continue
        try:
            url = absolute_url(link, entry.feed_url)
            return url, canonical_url(unwrap(url))
        except UrlError:
            continue
    return None


def normalise(entry: Entry) -> Article:
    """Return the article of an entry, version 1, its own story (both may change where it is compared).

    Raises:
        EntryError: `no_link` (nothing names it) or `no_text` (it says nothing).
    """
    title = _line(entry.title)[:MAX_TITLE].rstrip()
    text, cut = _text(entry)
    guid = _guid(entry.guid) if entry.guid else None
    links = entry_links(entry)
    if links is None and not guid and not title:
        raise EntryError("no_link", f"entry {entry.position} has neither a usable link nor guid nor title")
    if not title and not text:
        raise EntryError("no_text", f"entry {entry.position} has neither title nor text")
    date, date_flags = _published(entry)
    extra: dict[str, Any] = {}
    flags = list(date_flags)
    if cut:
        extra[TEXT_CUT] = cut
    identifying = None
    if links is not None:
        url, canonical = links
        if entry.shared_link:
            extra[SHARED_LINK] = True
        elif names_article(canonical):
            identifying = canonical
    own_guid = guid if guid and not entry.shared_guid else None
    if entry.shared_guid:
        extra[SHARED_GUID] = True
    if entry.shared_title:
        extra[SHARED_TITLE] = True
    when = date.isoformat() if date else content_hash(title, text)
    identifier = article_id(identifying, entry.feed.feed_id, own_guid, title, when)
    if links is None:
        extra[NO_LINK] = True
        url = canonical = _without_fragment(entry.feed_url) + f"#{identifier}"
    if date is None and (entry.published or entry.updated):
        extra["raw_date"] = (entry.published or entry.updated or "")[:120]
    categories = list(dict.fromkeys(_line(c)[:MAX_AUTHOR] for c in entry.categories))
    if categories := [c for c in categories if c]:
        extra["categories"] = categories
    if flags:
        extra["flags"] = sorted(set(flags))
    author = _line(entry.author)[:MAX_AUTHOR] if entry.author else ""
    return Article(
        article_id=identifier,
        version=1,
        story_id=identifier,
        feed_id=entry.feed.feed_id,
        guid=guid,
        url=url,
        canonical_url=canonical,
        title=title,
        text=text,
        language=language_tag(entry.language) or detect_language(f"{title}\n{text}"),
        author=author or None,
        source_domain=source_domain(canonical),
        published_at=date,
        fetched_at=entry.fetched_at,
        content_hash=content_hash(title, text),
        text_source="feed",
        fingerprint=fingerprint(text),
        extra_json=json.dumps(extra, ensure_ascii=False, sort_keys=True) if extra else None,
    )


def normalise_each(entries: Sequence[Entry]) -> list[Article | EntryError]:
    """Return for each entry, in order, its article or why it cannot be one (`bad_entry`: nobody expected it)."""
    return [_article_or_error(entry) for entry in entries]


def _article_or_error(entry: Entry) -> Article | EntryError:
    try:
        return normalise(entry)
    except EntryError as error:
        return error
    except Exception as error:  # noqa: BLE001 - an entry's surprise is reported and costs that entry only
        return EntryError("bad_entry", f"{type(error).__name__}: {error}")


def _line(markup: str | None) -> str:
    return tidy(html_to_text(markup[:MAX_MARKUP] if markup else None, separator=" "))


def _guid(guid: str) -> str:
    guid = tidy(guid)
    return guid if len(guid) <= MAX_GUID else f"{guid[:200]}…{digest(guid, digits=32)}"


def _text(entry: Entry) -> tuple[str, int]:
    """The text of an entry, and how long it was in characters where it was cut (of markup where that was), else 0."""
    fields = (entry.content, entry.summary)
    markup = max(len(field or "") for field in fields)
    content, summary = (field[:MAX_MARKUP] if field else None for field in fields)
    text, length = cut_text(article_text(content, summary))
    return text, markup if markup > MAX_MARKUP else length


def _published(entry: Entry) -> tuple[dt.datetime | None, tuple[str, ...]]:
    """The publication date, or the date of the last update where there is no usable one."""
    published = parse_date(entry.published, now=entry.fetched_at)
    if published.value is not None:
        return published.value, published.flags
    updated: ParsedDate = parse_date(entry.updated, now=entry.fetched_at)
    if updated.value is not None:
        return updated.value, (*updated.flags, "date_from_update")
    return None, published.flags if entry.published else updated.flags


def _without_fragment(url: str) -> str:
    return url.split("#", 1)[0]
