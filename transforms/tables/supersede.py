"""Which articles of a run count, decided against what the lake has at this moment; pure, no storage."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from schemas.article import Article
from schemas.tables import TABLES
from transforms.articles.dedupe import dedupe_keys
from transforms.tables.known import ArticleKey, KnownArticle, KnownArticles
from transforms.tables.parquet import first_by, only
from transforms.tables.segments import digest64


def is_news(article: ArticleKey, known: KnownArticle | None) -> bool:
    """Return whether an article is new, or a change of one the lake has.

    A change counts only when it comes from the feed that brought the article: two feeds that tell the
    same article in different words would otherwise replace each other for ever. If the lake has moved on
    since the run looked (its version is as high as ours), the later fetch wins.
    """
    if known is None:
        return True
    if known.expired or known.content == digest64(article.content_hash):
        return False
    if known.feed != digest64(article.feed_id):
        return False
    return article.version > known.version or article.fetched_at > known.fetched_at


@dataclass(frozen=True)
class Placed:
    """Rows of the tables articles, events and dyads that count, by table and partition."""

    rows: Mapping[tuple[str, dt.date], pa.Table]
    superseded: Mapping[dt.date, tuple[str, ...]]
    """Article ids whose rows in that partition make way for a new version."""
    keys: Sequence[ArticleKey]
    """What the index learns."""
    dropped: int
    """Articles of the run that the lake had already."""


KEY_COLUMNS = (
    "article_id", "content_hash", "feed_id", "fetched_at", "version",
    "guid", "url", "canonical_url", "title", "published_at", "extra_json",
)  # fmt: skip
"""Columns of articles that decide what is the same article and what is a change of it."""


def article_key(article: Article, day: dt.date) -> ArticleKey:
    """Return the deciding parts of an article that stands, or will stand, in the partition of `day`."""
    return ArticleKey(
        article_id=article.article_id,
        content_hash=article.content_hash,
        feed_id=article.feed_id,
        fetched_at=article.fetched_at,
        version=article.version,
        day=day,
        names=dedupe_keys(article),
    )


def article_keys(rows: pa.Table, day: dt.date) -> list[ArticleKey]:
    """Return the deciding parts of article rows; KEY_COLUMNS are enough."""
    return [
        article_key(Article(**row, story_id="", text="", source_domain=""), day)
        for row in rows.select(list(KEY_COLUMNS)).to_pylist()
    ]


def place(
    articles: pa.Table,
    events: pa.Table,
    dyads: pa.Table,
    known: KnownArticles,
    today: dt.date,
    *,
    by_name: bool = True,
) -> Placed:
    """Decide which rows of a run count and in which partition they belong.

    A new article goes to today's partition. A new version stays in the partition of the first one: only
    there can one atomic change take the old rows out and put the new ones in. Events follow their article,
    dyads their event.

    Args:
        articles: rows of the run, as are `events` and `dyads`.
        events: the run's events.
        dyads: the run's dyads.
        known: what the lake has.
        today: partition of new articles.
        by_name: a new article that shares a name with a known one is that one; a recoding takes all.
    """
    unique = first_by(articles, "article_id")
    found = known.get_many(unique.column("article_id").to_pylist())
    keys: list[ArticleKey] = []
    superseded: dict[dt.date, list[str]] = {}
    by_day: dict[dt.date, list[str]] = {}
    candidates = article_keys(unique, today)
    fresh = [name for article in candidates if article.article_id not in found for name in article.names]
    taken = known.names_among(fresh) if by_name else set()
    for article in candidates:
        have = found.get(article.article_id)
        if not is_news(article, have) or (have is None and not taken.isdisjoint(article.names)):
            continue
        if have is not None:
            superseded.setdefault(have.day, []).append(article.article_id)
        day = today if have is None else have.day
        keys.append(
            dataclasses.replace(
                article, version=article.version if have is None else have.version + 1, day=day
            )
        )
        by_day.setdefault(day, []).append(article.article_id)
    versions = {key.article_id: key.version for key in keys}
    events = first_by(events, "event_id")
    rows: dict[tuple[str, dt.date], pa.Table] = {}
    for day, ids in by_day.items():
        rows["articles", day] = _with_versions(only(unique, "article_id", ids), versions)
        rows["events", day] = only(events, "article_id", ids)
        rows["dyads", day] = only(dyads, "event_id", rows["events", day].column("event_id").to_pylist())
    return Placed(
        rows=rows,
        superseded={day: tuple(ids) for day, ids in superseded.items()},
        keys=keys,
        dropped=len(articles) - len(keys),
    )


def _with_versions(articles: pa.Table, versions: Mapping[str, int]) -> pa.Table:
    schema = TABLES["articles"].schema
    at = schema.get_field_index("version")
    values = [versions[article_id] for article_id in articles.column("article_id").to_pylist()]
    return articles.set_column(at, schema.field(at), pa.array(values, schema.field(at).type))
