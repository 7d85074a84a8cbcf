"""De-duplication: which articles are the same one, as keys that can be compared and stored."""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
import unicodedata
from typing import Any

from schemas.article import Article
from transforms.articles.urls import names_article

SHARED_LINK = "shared_link"
SHARED_GUID = "shared_guid"
SHARED_TITLE = "shared_title"
NO_LINK = "no_link"
_SMALL_NUMBER = re.compile(r"\d{1,4}|.{1,2}", re.S)
"""GUIDs that say which place an entry has in the feed as likely as which article it is."""


def dedupe_keys(article: Article) -> tuple[str, ...]:
    """Return the keys of an article, strongest first: two articles that share any key are the same article.

    The layers, and what keeps each from merging too much:

    - `url:` the canonical URL without scheme and www, across feeds. Not where several entries of one answer
      share the link, and not a site's front page.
    - `guid:` the GUID within its feed, together with the title or the publication time; with both where it is
      no more than a small number: feeds do number their entries 1, 2, 3 anew every day.
    - `title:` title and publication time within the feed, where the entry has no GUID of its own and the
      time is more than a day and no other entry of the answer has both; otherwise only if the text is the
      same as well ("Statement" is many articles a day).

    Works on rows of the lake as on new articles: all it needs are columns.
    """
    flags = flags_of(article)
    keys = []
    no_link = bool(flags.get(NO_LINK) or flags.get(SHARED_LINK))
    if not no_link and names_article(article.canonical_url):
        keys.append(f"url:{url_key(article.canonical_url)}")
    title = title_key(article.title)
    date = article.published_at.isoformat() if article.published_at else None
    guid = article.guid if not flags.get(SHARED_GUID) else None
    if guid and _SMALL_NUMBER.fullmatch(guid):
        if title and date:
            keys.append(f"guid:{article.feed_id}:{guid}:{title}:{date}")
    elif guid:
        if title:
            keys.append(f"guid:{article.feed_id}:{guid}:{title}")
        if date:
            keys.append(f"guid:{article.feed_id}:{guid}:{date}")
    if title and date:
        own_guid = guid and guid not in (article.url, article.canonical_url)
        timed = article.published_at is not None and article.published_at.time() != dt.time(0)
        if not own_guid and (timed or no_link) and not flags.get(SHARED_TITLE):
            keys.append(f"title:{article.feed_id}:{title}:{date}")
        keys.append(f"title:{article.feed_id}:{title}:{date}:{article.content_hash}")
    if not keys:
        keys.append(f"id:{article.article_id}")
    return tuple(keys)


def flags_of(article: Article) -> dict[str, Any]:
    """Return `extra_json` as a dict where it says something of link or guid, else an empty one."""
    extra = article.extra_json
    if not extra or not any(flag in extra for flag in (SHARED_LINK, SHARED_GUID, SHARED_TITLE, NO_LINK)):
        return {}
    found: dict[str, Any] = json.loads(extra)
    return found


def url_key(canonical: str) -> str:
    """Return a canonical URL without what differs between spellings of one page: scheme, www, closing
    slash."""
    key = re.sub(r"^https?://(?:www\.)?", "", canonical)
    return key[:-1] if key.endswith("/") and "?" not in key else key


@functools.lru_cache(maxsize=8_192)
def title_key(title: str) -> str:
    """Return a title for comparing: no case, accents' forms or punctuation."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return " ".join(re.findall(r"\w+", folded))
