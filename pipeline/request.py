"""One run as it was asked for: fixed and checked on the launcher, the same for every worker."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.logs import tell
from schemas.arrow import to_row
from schemas.feed import Feed
from transforms.feeds.archive import RawArchive, RawRun
from transforms.feeds.archived import ArchivedRun
from transforms.feeds.feedlist import FeedListError, read_feeds
from transforms.feeds.settings import FetchSettings
from transforms.tables.summary import RunSummary
from transforms.tables.wal import RunInfo


@dataclass(frozen=True, kw_only=True)
class RunRequest:
    """What one run reads, how, and under which name it publishes.

    Attributes:
        feeds: the feed list.
        settings: how feeds and pages are fetched.
        info: id, start and circumstances of the run, as table `runs` holds them.
        keep_raw: where bodies are kept as they came, None to keep none.
        processes: how many processes of this machine may work at the same time, the starting one included.
        groups: groups that hosts of pages are divided into; the most workers that can fetch at the same time. Feeds are
            polled on one worker, which knows of two that lead to one address.
    """

    feeds: tuple[Feed, ...]
    settings: FetchSettings
    info: RunInfo
    keep_raw: RawArchive | None = None
    processes: int = 1
    groups: int = 1


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


def keep_run(request: RunRequest, summary: RunSummary | None = None) -> RunRequest:
    """Keep the record of a run in its raw archive, if it has one; once more when it is published.

    Returns:
        The request; without an archive where that cannot be written, which is told on stderr: a run with news is
        worth more than its archive.
    """
    archive, info = request.keep_raw, request.info
    if archive is None:
        return request
    run = RawRun(
        run_id=info.run_id,
        started_at=info.started_at.isoformat(),
        mode=info.mode,
        feeds=info.feeds,
        finished_at=summary.finished_at if summary else None,
        published_at=summary.published_at if summary else None,
    )
    writer = archive.writer()
    if writer.incomplete or writer.keep_run(run) is None:
        if summary is not None:
            tell(
                f"--keep-raw {archive.folder}: the archive of run {info.run_id} is incomplete, so no replay will use"
                " it; what the run brought is in the lake",
                level=logging.WARNING,
            )
        return dataclasses.replace(request, keep_raw=None)
    return request


def replay_request(archived: ArchivedRun, settings: FetchSettings, *, code_version: str) -> RunRequest:
    """Return the request for one run of a raw archive: its own name and times.

    Args:
        archived: the run.
        settings: limits of parsing, and what is stored.
        code_version: version of Communiqué.
    """
    run = archived.run
    published = dt.datetime.fromisoformat(run.published_at) if run.published_at else archived.newest
    info = RunInfo(
        run_id=run.run_id,
        started_at=dt.datetime.fromisoformat(run.started_at),
        mode="replay",
        code_version=code_version,
        config_hash=config_hash((), settings),
        feeds=run.feeds,
        finished_at=dt.datetime.fromisoformat(run.finished_at) if run.finished_at else archived.newest,
        ingest_date=published.astimezone(dt.timezone.utc).date(),
    )
    return RunRequest(feeds=(), settings=settings, info=info)


def listed_feeds(path: str, option: str = "--feeds ") -> tuple[Feed, ...]:
    """Return the feeds of a feed list.

    Args:
        path: the list.
        option: how the command line names it, for messages; empty where it is an argument without a name.

    Raises:
        UsageError: naming the file, and the line where there is one.
    """
    try:
        feeds = read_feeds(Path(path))
    except FeedListError as error:
        raise UsageError(f"{option}{error}") from error
    except OSError as error:
        raise UsageError(f"{option}{path}: {error.strerror or error}") from error
    if not feeds:
        raise UsageError(f"{option}{path}: names no feed; write one address a line, or OPML")
    return feeds


def make_raw_folder(path: str | None) -> None:
    """Make the folder of `--keep-raw`, so that a run need not find out late that it cannot.

    Raises:
        UsageError: it cannot be made, or be written to.
    """
    if path is None:
        return
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--keep-raw {path}: {error.strerror}") from error
    if not os.access(path, os.W_OK):
        raise UsageError(f"--keep-raw {path}: cannot be written to")


def config_hash(feeds: tuple[Feed, ...], settings: FetchSettings) -> str:
    """Return a hash of the feed list and of every setting."""
    shape = {
        "feeds": sorted(json.dumps(to_row(feed)) for feed in feeds),
        "settings": dataclasses.asdict(settings),
    }
    return hashlib.sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()[:16]
