"""One run as it was asked for: fixed and checked on the launcher, the same for every worker."""

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
from transforms.feeds.archive import RawArchive
from transforms.feeds.feedlist import FeedListError, read_feeds
from transforms.feeds.settings import FetchSettings
from transforms.tables.wal import RunInfo


@dataclass(frozen=True, kw_only=True)
class RunRequest:
    """What one run reads, how, and under which name it publishes.

    Attributes:
        feeds: the feed list.
        settings: how feeds and pages are fetched.
        info: id, start and circumstances of the run, as table `runs` holds them.
        keep_raw: where bodies are kept as they came, None to keep none.
        processes: how many processes of this machine may code articles, the starting one included.
    """

    feeds: tuple[Feed, ...]
    settings: FetchSettings
    info: RunInfo
    keep_raw: RawArchive | None = None
    processes: int = 1


def request_run(
    feeds: tuple[Feed, ...],
    settings: FetchSettings,
    *,
    mode: str,
    code_version: str,
    now: dt.datetime,
    raw_folder: str | None = None,
) -> RunRequest:
    """Name a run by its start and six random hex digits, and fix what it is to do.

    Args:
        feeds: the feed list.
        settings: how feeds and pages are fetched.
        mode: run, watch, stream, replay or recode.
        code_version: version of Communiqué.
        now: start of the run, aware.
        raw_folder: where bodies are kept as they came, None to keep none.
    """
    info = RunInfo(
        run_id=f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}",
        started_at=now,
        mode=mode,
        code_version=code_version,
        config_hash=config_hash(feeds, settings),
        feeds=len(feeds),
    )
    keep_raw = RawArchive(raw_folder, info.run_id) if raw_folder is not None else None
    return RunRequest(feeds=feeds, settings=settings, info=info, keep_raw=keep_raw)


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
    shape = {
        "feeds": sorted(json.dumps(to_row(feed)) for feed in feeds),
        "settings": dataclasses.asdict(settings),
    }
    return hashlib.sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()[:16]
