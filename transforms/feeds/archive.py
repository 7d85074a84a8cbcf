"""The raw archive: what came over the network, compressed, beside the lake; enough to run everything again.

`<folder>/<day>/<run_id>/<kind>-<name>.raw.zst`: a zstd stream of one JSON line and a body, which may be empty. The
kinds are `run` (the run itself, written again when it is published), `feed` (an answer, 304 included), `failed` (a
poll without an answer), `link` (where a redirector leads) and `page` (an article's page, or why there is none).
Files appear whole (written aside, then renamed). An archive never costs a run: when it cannot be written, say because
its disk is full, it says so once, writes no more for this run, and renames the run's record, so that no replay takes
what is there for all there was. Nothing secret gets in: only the headers later steps use are kept,
and addresses have their credentials taken out before. `transforms/feeds/archived.py` reads it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import logging
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zstandard

from schemas.arrow import to_json, to_row
from schemas.feed import Response
from transforms.feeds.poll import Failed

SUFFIX = ".raw.zst"
RECORD, INCOMPLETE = f"run-{SUFFIX}", f"incomplete-{SUFFIX}"
LEVEL = 9

LOG = logging.getLogger(__name__)
_GIVEN_UP: set[tuple[str, str]] = set()
"""Folders and runs of which this process knows that they are incomplete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """An article page as it came, or why there is none.

    Attributes:
        outcome: None for a page that came; else why not, as `articles.extra_json` has it.
        problem: words of an error that nobody expected, which is a reject of its own.
        rest: the host that asked to be left alone, until when and in which words.
    """

    article_id: str
    url: str
    fetched_at: dt.datetime
    final_url: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    outcome: str | None = None
    problem: str | None = None
    rest: dict[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRun:
    """A run as the archive keeps it. `finished_at` and `published_at` stay None until it is published."""

    run_id: str
    started_at: str
    mode: str
    feeds: int
    finished_at: str | None = None
    published_at: str | None = None


@dataclass(frozen=True, slots=True)
class RawArchive:
    """Where a run keeps what it receives: folder and run id. Travels to the workers."""

    folder: str
    run_id: str

    def writer(self) -> ArchiveWriter:
        """Return a writer."""
        return ArchiveWriter(self.folder, self.run_id)


class ArchiveWriter:
    """Keeps what one run receives.

    Args:
        folder: the archive; made if it does not exist.
        run_id: the run.
    """

    def __init__(self, folder: str | Path, run_id: str) -> None:
        self._folder, self._run_id = Path(folder), run_id

    @property
    def incomplete(self) -> bool:
        """Whether something could not be kept, by this process or another one."""
        if (str(self._folder), self._run_id) in _GIVEN_UP:
            return True
        return any(self._folder.glob(f"*/{self._run_id}/{INCOMPLETE}"))

    def keep_run(self, run: RawRun) -> Path | None:
        """Keep what is known of the run; once more when it is published. Returns None where it could not be kept, as
        all of these do."""
        return self._write("run", "", dt.datetime.fromisoformat(run.started_at), dataclasses.asdict(run))

    def keep_poll(self, outcome: Response | Failed) -> Path | None:
        """Keep how the poll of a feed ended."""
        if isinstance(outcome, Response):
            return self.keep_response(outcome)
        fetch, error = outcome.fetch, outcome.error
        head = {
            "fetch": to_json(to_row(fetch)),
            "kind": error.kind,
            "message": error.message,
            "status": error.status,
        }
        return self._write("failed", f"{fetch.feed_id}-{fetch.fetched_at:%H%M%S%f}", fetch.fetched_at, head)

    def keep_response(self, response: Response) -> Path | None:
        """Keep the answer of a feed; returns the file."""
        head = to_json(to_row(dataclasses.replace(response, body=b"", previous=None)))
        del head["body"], head["previous"]
        stamp = f"{response.fetched_at:%H%M%S%f}"
        return self._write(
            "feed", f"{response.feed.feed_id}-{stamp}", response.fetched_at, head, response.body
        )

    def keep_link(self, link: str, target: str | None, when: dt.datetime) -> Path | None:
        """Keep where a redirector led; None where it led nowhere."""
        name = hashlib.sha256(link.encode("utf-8", "replace")).hexdigest()[:24]
        return self._write("link", name, when, {"link": link, "target": target})

    def keep_page(self, page: RawPage) -> Path | None:
        """Keep an article page, or why there is none; returns the file."""
        head = {**dataclasses.asdict(page), "fetched_at": page.fetched_at.isoformat()}
        del head["body"]
        return self._write("page", page.article_id, page.fetched_at, head, page.body)

    def _write(
        self, kind: str, name: str, when: dt.datetime, head: dict[str, Any], body: bytes = b""
    ) -> Path | None:
        if (str(self._folder), self._run_id) in _GIVEN_UP:
            return None
        folder = self._folder / f"{when:%Y-%m-%d}" / self._run_id
        target = folder / f"{kind}-{name}{SUFFIX}"
        aside = folder / f".{target.name}.{secrets.token_hex(4)}"
        line = json.dumps(head, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        data = zstandard.ZstdCompressor(level=LEVEL, write_content_size=True).compress(line + body)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(data)
            os.replace(aside, target)
        except OSError as error:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)
            self._give_up(error)
            return None
        return target

    def _give_up(self, error: OSError) -> None:
        _GIVEN_UP.add((str(self._folder), self._run_id))
        LOG.warning(
            "--keep-raw %s: %s; the run goes on, its archive is incomplete and no replay will use it",
            self._folder, error.strerror or error,
        )  # fmt: skip
        with contextlib.suppress(OSError):
            for record in self._folder.glob(f"*/{self._run_id}/{RECORD}"):
                os.replace(record, record.with_name(INCOMPLETE))
