"""What flows between the feed list and the article: feeds, responses, entries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from schemas.columns import column, quickly_pickled
from schemas.operations import Fetch


@quickly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One line of the feed list."""

    feed_id: str = column(
        "Stable id: 16 hex digits of the SHA-256 of the address as listed.", example="a3f1c2d4e5b60718"
    )
    url: str = column("Address as listed: http(s) URL, or absolute path of a local file the operator lists.")
    title: str | None = column("Title in the feed list.", default=None)
    site: str | None = column("Address of the publisher's site.", default=None)
    group: str | None = column("Group path in the feed list, joined by '/'.", default=None)
    credentials: str | None = column(
        "Name of the environment variable that holds credentials; never the credentials themselves.",
        default=None,
    )


@quickly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What polling one feed brought: bytes and headers, not yet parsed."""

    feed: Feed = column("The feed that was asked.")
    fetched_at: dt.datetime = column("When the answer was complete (UTC).")
    status: int | None = column("HTTP status; null where no answer came; 200 for a local file.")
    final_url: str = column("Address that answered, after redirects.")
    headers: tuple[tuple[str, str], ...] = column("Response headers, names in lower case.", default=())
    body: bytes = column("Decoded body, empty for 304.", default=b"")
    wire_bytes: int = column("Bytes received on the wire.", default=0)
    duration_ms: int = column("Milliseconds from the first look-up to the last byte.", default=0)
    truncated: bool = column("The body ended before its announced length.", default=False)
    permanent_url: str | None = column(
        "Address to ask from now on: the end of a wholly permanent chain.", default=None
    )
    previous: Fetch | None = column(
        "State of the feed before this poll; null at its first poll.", default=None
    )


@quickly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed as the parser gives it, before any rule of ours."""

    feed: Feed = column("The feed.")
    feed_url: str = column("Address that answered; relative links resolve against it.")
    fetched_at: dt.datetime = column("When the feed was fetched (UTC).")
    position: int = column("Position in the feed, from 0.")
    guid: str | None = column("guid, id or rdf:about.", default=None)
    link: str | None = column("Link as given.", default=None)
    original_link: str | None = column("feedburner:origLink or the like.", default=None)
    title: str | None = column("Title, may hold markup.", default=None)
    summary: str | None = column("Summary or description, may hold markup.", default=None)
    content: str | None = column("Full content if the feed carries it, may hold markup.", default=None)
    published: str | None = column("Publication date as written.", default=None)
    updated: str | None = column("Update date as written.", default=None)
    author: str | None = column("Author as written.", default=None)
    language: str | None = column("Language tag of entry or feed.", default=None)
    categories: tuple[str, ...] = column("Categories as written.", default=())
    shared_link: bool = column(
        "Other entries of this answer carry the same link: it names no article.", default=False
    )
    shared_guid: bool = column(
        "Other entries of this answer carry the same guid: it names no article.", default=False
    )
    shared_title: bool = column(
        "Other entries of this answer carry the same title and date under other links.", default=False
    )
