"""One run as it was asked for: fixed on the launcher, checked before anything starts, the same for every worker."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError
from schemas.arrow import to_row
from schemas.feed import Feed
from transforms.feeds.feedlist import FeedListError, read_feeds
from transforms.feeds.settings import FetchSettings


@dataclass(frozen=True, kw_only=True)
class RunRequest:
    """What one run reads, how, and under which name it publishes.

    Attributes:
        feeds: the feed list.
        settings: how feeds and pages are fetched.
        mode: run, watch, stream, replay or recode; as in table `runs`.
        started_at: start of the run (UTC).
        run_id: name of the run in every row it publishes: its start and six random hex digits.
        config_hash: 16 hex digits that change with whatever shapes the rows.
    """

    feeds: tuple[Feed, ...]
    settings: FetchSettings
    mode: str
    started_at: dt.datetime
    run_id: str
    config_hash: str


def request_run(feeds_path: str, settings: FetchSettings, *, mode: str, now: dt.datetime) -> RunRequest:
    """Read the feed list and name the run.

    Raises:
        UsageError: the feed list cannot be read, is no feed list or names no feed.
    """
    feeds = listed_feeds(feeds_path)
    return RunRequest(
        feeds=feeds,
        settings=settings,
        mode=mode,
        started_at=now,
        run_id=f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}",
        config_hash=config_hash(feeds, settings),
    )


def listed_feeds(path: str) -> tuple[Feed, ...]:
    """Return the feeds of a feed list.

    Raises:
        UsageError: naming the file, and the line where there is one.
    """
    try:
        feeds = read_feeds(Path(path))
    except FeedListError as error:
        raise UsageError(f"--feeds {error}") from error
    except OSError as error:
        raise UsageError(f"--feeds {path}: {error.strerror or error}") from error
    if not feeds:
        raise UsageError(f"--feeds {path}: names no feed; write one address a line, or OPML")
    return feeds


def config_hash(feeds: tuple[Feed, ...], settings: FetchSettings) -> str:
    """Return a hash of the feed list and of every setting."""
    shape = {"feeds": sorted(json.dumps(to_row(feed)) for feed in feeds), "settings": dataclasses.asdict(settings)}
    return hashlib.sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()[:16]
