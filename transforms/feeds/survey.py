"""The health of feeds, asked for without a lake: what `feeds check` and `feeds preview` show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.article import Article
from schemas.feed import Feed, Response
from transforms.articles.normalise import EntryError, normalise
from transforms.feeds.asking import ask_all
from transforms.feeds.errors import FETCH_ERRORS, FetchError
from transforms.feeds.http import Client
from transforms.feeds.poll import Failed, Poll
from transforms.feeds.read import ParsedFeed, read_response
from transforms.feeds.sandbox import Sandbox, shared_sandbox
from transforms.feeds.settings import FetchSettings
from transforms.feeds.sharing import Addresses, owners

STALE = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What one poll of a feed showed.

    Attributes:
        status: HTTP status, None where no answer came.
        error: class of docs/errors.md, None if the feed is well.
        entries: entries in the answer.
        newest: publication time of the newest entry.
        problems: in words, each with what to do.
    """

    feed: Feed
    status: int | None
    error: str | None
    entries: int
    newest: dt.datetime | None
    version: str | None
    problems: tuple[str, ...]
    duration_ms: int

    @property
    def ok(self) -> bool:
        """Whether a run can use the feed."""
        return self.error is None


def check_feeds(feeds: Iterable[Feed], settings: FetchSettings) -> Iterator[Health]:
    """Ask every feed once and report each as soon as it is known."""
    client = Client(settings)
    sandbox = shared_sandbox(settings.parser_processes, settings.parse_memory_bytes)
    jobs = [Poll(feed, None) for feed in feeds]
    addresses = Addresses(owners((job.feed for job in jobs), {}))
    by_id = {job.feed.feed_id: job.feed for job in jobs}
    try:
        for answer in ask_all(jobs, client, settings, addresses=addresses):
            if isinstance(answer, Failed):
                yield _failed(by_id[answer.fetch.feed_id], answer.error, answer.fetch.duration_ms)
            else:
                yield examine(answer, sandbox, settings)
    finally:
        client.close()


def examine(response: Response, sandbox: Sandbox, settings: FetchSettings) -> Health:
    """Report the health of a feed from its answer."""
    try:
        parsed = read_response(response, sandbox, settings)
    except FetchError as error:
        return _failed(response.feed, error, response.duration_ms, response.status)
    articles, refused = to_articles(parsed)
    dates = [article.published_at for article in articles if article.published_at]
    newest = max(dates, default=None)
    problems = [words for _, words in parsed.problems] + [str(error) for error in refused[:3]]
    if len(refused) > 3:
        problems.append(f"{len(refused) - 3} more entries refused")
    if not parsed.entries:
        problems.append("no entries")
    elif newest is None:
        problems.append("no entry has a readable date")
    elif response.fetched_at - newest > STALE:
        problems.append(f"nothing new for {(response.fetched_at - newest).days} days")
    if response.permanent_url:
        problems.append(f"moved for good to {response.permanent_url}")
    return Health(
        feed=response.feed,
        status=response.status,
        error=parsed.fetch.error,
        entries=parsed.fetch.items,
        newest=newest,
        version=parsed.version,
        problems=tuple(problems),
        duration_ms=response.duration_ms,
    )


def _failed(feed: Feed, error: FetchError, duration_ms: int, status: int | None = None) -> Health:
    return Health(
        feed=feed,
        status=error.status or status,
        error=error.kind,
        entries=0,
        newest=None,
        version=None,
        problems=(f"{error.message}. {FETCH_ERRORS[error.kind].advice}",),
        duration_ms=duration_ms,
    )


def to_articles(parsed: ParsedFeed) -> tuple[list[Article], list[EntryError]]:
    """Return the articles of a parsed feed and what became of the entries that are none."""
    articles, refused = [], []
    for entry in parsed.entries:
        try:
            articles.append(normalise(entry))
        except EntryError as error:
            refused.append(error)
        except Exception as error:  # noqa: BLE001 - as in a run: an entry's surprise costs that entry only
            refused.append(
                EntryError("bad_entry", f"entry {entry.position}: {type(error).__name__}: {error}")
            )
    return articles, refused


def ask_once(feed: Feed, settings: FetchSettings) -> Response:
    """Ask one feed, without state and without retries.

    Raises:
        FetchError: it brought nothing.
    """
    client = Client(settings)
    job = Poll(feed, None, attempt=settings.retries)
    (outcome,) = ask_all([job], client, settings)
    client.close()
    if isinstance(outcome, Failed):
        raise outcome.error
    return outcome
