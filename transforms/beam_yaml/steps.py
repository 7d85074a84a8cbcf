"""Our steps for other people's pipelines: `ReadFeeds`, `ExtractEvents` and `ExtractDyads` of Beam YAML.

`provider.yaml` beside this file names them; docs/beam-yaml.md shows a pipeline. Rows come in, rows go out. As
everywhere in Beam YAML, `error_handling: {output: NAME}` gives what could not be used as a second output;
without it a failure ends the pipeline.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apache_beam as beam
from apache_beam.utils.timestamp import Timestamp

from schemas.article import Article
from schemas.operations import Reject
from transforms import extract_events, fetch_full_text, normalise_articles, parse_entries, poll_feeds
from transforms.beam_yaml.rows import ArticleRow, DyadRow, ErrorRow, EventRow, to_beam_row
from transforms.feeds.feedlist import read_feeds
from transforms.feeds.settings import FetchSettings
from transforms.feeds.sharing import owners

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


@dataclass
class ReadFeeds(beam.PTransform):
    """Poll the feeds of a list once and give their articles as `ArticleRow`.

    Nothing is remembered between two pipelines: every feed is asked in full.

    Attributes:
        feeds: path of the feed list (OPML, or one address a line).
        contact: where publishers can reach you; becomes part of the User-Agent.
        allow_networks: CIDR networks that may be reached although they are not public.
        full_text: fetch the articles' pages, too.
        error_handling: `output` names the output for feeds and entries that could not be read.
    """

    feeds: str
    contact: str | None = None
    allow_networks: Sequence[str] = ()
    full_text: bool = False
    error_handling: Mapping[str, str] | None = None

    def expand(self, begin: Any) -> Any:
        """Wire the steps from the list to the article."""
        settings = FetchSettings(
            contact=self.contact, allow_networks=tuple(self.allow_networks), full_text=self.full_text
        )
        feeds = read_feeds(Path(self.feeds))
        listed = begin | "ListFeeds" >> beam.Create(feeds, reshuffle=False)
        polled = listed | "PollFeeds" >> poll_feeds.PollFeeds(
            settings, dt.datetime.now(dt.timezone.utc), owners=owners(feeds, {})
        )
        parsed = polled.responses | "ParseEntries" >> parse_entries.ParseEntries(settings)
        normalised = parsed.entries | "NormaliseArticles" >> normalise_articles.NormaliseArticles(settings)
        full = normalised.articles | "FetchFullText" >> fetch_full_text.FetchFullText(settings)
        rows = full.articles | "ToRows" >> beam.Map(article_row).with_output_types(ArticleRow)
        refused = (polled.rejects, parsed.rejects, normalised.rejects, full.rejects)
        return _outputs(rows, refused | "CollectRejects" >> beam.Flatten(), self.error_handling)


@dataclass
class ExtractEvents(beam.PTransform):
    """Find the events in rows with `id`, `title`, `text` and `published`, as `EventRow`.

    `published` may be ISO 8601 text, a timestamp, or null; other columns are left alone.

    Attributes:
        error_handling: `output` names the output for rows that could not be coded.
    """

    error_handling: Mapping[str, str] | None = None

    def expand(self, rows: beam.PCollection[Any]) -> Any:
        """Code the articles."""
        extracted = _extracted(rows)
        events = extracted.events | "ToRows" >> beam.Map(to_beam_row).with_output_types(EventRow)
        return _outputs(events, extracted.rejects, self.error_handling)


@dataclass
class ExtractDyads(beam.PTransform):
    """The same, flat: one `DyadRow` per ordered pair of parties of an event.

    Attributes:
        error_handling: `output` names the output for rows that could not be coded.
    """

    error_handling: Mapping[str, str] | None = None

    def expand(self, rows: beam.PCollection[Any]) -> Any:
        """Code the articles and pair the parties."""
        extracted = _extracted(rows)
        dyads = extracted.dyads | "ToRows" >> beam.Map(to_beam_row).with_output_types(DyadRow)
        return _outputs(dyads, extracted.rejects, self.error_handling)


def _extracted(rows: beam.PCollection[Any]) -> extract_events.Extracted:
    articles = rows | "ToArticles" >> beam.Map(article_of).with_output_types(Article)
    return articles | "ExtractEvents" >> extract_events.ExtractEvents()


def _outputs(rows: Any, rejects: Any, error_handling: Mapping[str, str] | None) -> Any:
    if error_handling is None:
        _ = rejects | "FailOnReject" >> beam.Map(raise_reject)
        return rows
    errors = rejects | "ToErrorRows" >> beam.Map(error_row).with_output_types(ErrorRow)
    return {"good": rows, error_handling["output"]: errors}


def article_row(article: Article) -> ArticleRow:
    """Return an article as its row."""
    return ArticleRow(
        id=article.article_id,
        published=_iso(article.published_at),
        title=article.title,
        text=article.text,
        url=article.url,
        language=article.language,
        feed=article.feed_id,
    )


def article_of(row: Any) -> Article:
    """Return the article that a row tells of.

    Raises:
        ValueError: the row has neither `id` nor text, or `published` is no time; it names the row.
    """
    columns = row._asdict()
    if columns.get("id") is None or not (columns.get("title") or columns.get("text")):
        raise ValueError(
            f"a row for ExtractEvents needs id, and title or text; this one has {sorted(columns)}"
        )
    url = str(columns.get("url") or "")
    return Article(
        article_id=str(columns["id"]),
        version=1,
        story_id=str(columns["id"]),
        feed_id=str(columns.get("feed") or ""),
        url=url,
        canonical_url=url,
        title=str(columns.get("title") or ""),
        text=str(columns.get("text") or ""),
        source_domain="",
        published_at=_instant(columns.get("published"), columns["id"]),
        fetched_at=EPOCH,
        content_hash="",
    )


def error_row(refused: Reject) -> ErrorRow:
    """Return a reject as the row of an error output."""
    return ErrorRow(
        element=refused.article_id or refused.url or refused.payload or "",
        stage=refused.stage,
        reason=refused.reason,
        msg=refused.error,
    )


def raise_reject(refused: Reject) -> None:
    """End the pipeline.

    Raises:
        ValueError: always, with what the reject says.
    """
    row = error_row(refused)
    raise ValueError(
        f"{row.stage}: {row.reason}: {row.msg} ({row.element}); error_handling gives such rows instead"
    )


def _instant(published: Any, identifier: Any) -> dt.datetime | None:
    if published is None or published == "":
        return None
    if isinstance(published, Timestamp):
        return published.to_utc_datetime(has_tz=True)
    if isinstance(published, str):
        try:
            published = dt.datetime.fromisoformat(published.strip().replace("Z", "+00:00"))
        except ValueError as error:
            raise ValueError(f"article {identifier}: published: {error}") from None
    if not isinstance(published, dt.datetime):
        raise ValueError(f"article {identifier}: published is {published!r}, neither text nor a timestamp")
    return published.replace(tzinfo=published.tzinfo or dt.timezone.utc).astimezone(dt.timezone.utc)


def _iso(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")
