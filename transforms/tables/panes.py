"""One pane of a stream as a run: what of it counts, and the name under which a repetition is recognised."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from schemas.article import Article
from schemas.event import Event
from schemas.operations import Fetch, Reject


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedArticle:
    """An article with the events found in it: they are published together or not at all."""

    article: Article
    events: tuple[Event, ...] = ()
    reject: Reject | None = None
    """Set where the coder failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """What one firing of a window brings.

    Attributes:
        coded: articles with their events.
        fetches: polls.
        rejects: what was refused on the way.
        known: how many articles were known already.
    """

    coded: Sequence[CodedArticle] = ()
    fetches: Sequence[Fetch] = ()
    rejects: Sequence[Reject] = ()
    known: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to publish."""
        return not (self.coded or self.fetches or self.rejects)


RejectKey = tuple[str, str, str | None, str | None, str | None, dt.datetime]


def reject_key(reject: Reject) -> RejectKey:
    """Return what makes two rejects the same one."""
    return (
        reject.stage, reject.reason, reject.feed_id, reject.url, reject.article_id,
        reject.created_at.astimezone(dt.timezone.utc),
    )  # fmt: skip


def pane_run_id(window_start: dt.datetime, pane: Pane) -> str:
    """Return the run id of a pane: its window and a digest of its content.

    An engine that goes back to a checkpoint fires panes again. If the content is the same, so is the id, and
    the lake answers with what it published then. Firings may also be cut differently after a restart; then
    the ids differ, and the lake drops what it has already.

    Args:
        window_start: start of the window, aware.
        pane: what it fires.
    """
    parts = [
        *(f"a {c.article.article_id} {c.article.content_hash} {c.article.feed_id}" for c in pane.coded),
        *(f"f {fetch.feed_id} {fetch.fetched_at.isoformat()}" for fetch in pane.fetches),
        *(f"r {reject_key(reject)}" for reject in pane.rejects),
    ]
    text = "\n".join([window_start.isoformat(), *sorted(parts)])
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{window_start.astimezone(dt.timezone.utc):%Y%m%dT%H%M%SZ}-{digest}"


def without_published(pane: Pane, states: Mapping[str, Fetch], rejects: Collection[RejectKey]) -> Pane:
    """Return a pane without the polls and rejects that the lake has: a firing repeated after a restart.

    Articles are left to the lake, which knows them at the moment of publication. Polls of one feed follow
    one another, so all up to the newest published one are there.

    Args:
        pane: what was fired.
        states: newest published poll by feed id.
        rejects: keys of published rejects.
    """
    return dataclasses.replace(
        pane,
        fetches=[fetch for fetch in pane.fetches if not _is_published(fetch, states.get(fetch.feed_id))],
        rejects=[reject for reject in pane.rejects if reject_key(reject) not in rejects],
    )


def _is_published(fetch: Fetch, newest: Fetch | None) -> bool:
    return newest is not None and fetch.fetched_at <= newest.fetched_at


def without_validators(fetches: Iterable[Fetch]) -> list[Fetch]:
    """Return polls as a stream publishes them: what would make the next answer a 304 is left out.

    A poll may be published before the articles it brought, which wait for other windows. A stream that is
    started afresh, without its state, must get the whole feed again and not "not modified".
    """
    return [dataclasses.replace(f, etag=None, last_modified=None, body_hash=None) for f in fetches]
