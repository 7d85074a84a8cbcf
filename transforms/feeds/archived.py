"""Reading a raw archive: its runs in order, and what each of them received."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from schemas.arrow import from_row
from schemas.feed import Feed, Response
from schemas.operations import Fetch
from transforms.feeds.archive import INCOMPLETE, RECORD, SUFFIX, RawPage, RawRun
from transforms.feeds.errors import FetchError
from transforms.feeds.poll import Failed

MAX_BYTES = 1 << 30


class ArchiveError(ValueError):
    """A raw archive that cannot be used; the message names folder or file."""


@dataclass(frozen=True, slots=True)
class ArchivedRun:
    """One run of an archive.

    Attributes:
        run: as it was archived.
        folders: where its files lie; two where it ran past midnight.
        polls: how many answers and failures of feeds there are.
        newest: time of the newest answer, or of the start where there is none.
        complete: whether all it received could be kept.
    """

    run: RawRun
    folders: tuple[str, ...]
    polls: int
    newest: dt.datetime
    complete: bool = True

    @property
    def published(self) -> bool:
        """Whether what it received counts and is all there: it was published, or is a stream, which publishes as it
        goes."""
        return self.complete and (self.run.published_at is not None or self.run.mode == "stream")


def archived_runs(folder: str | Path) -> list[ArchivedRun]:
    """Return the runs of an archive, oldest first.

    Raises:
        ArchiveError: no such folder, or a run's record is damaged.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ArchiveError(f"{folder}: no such raw archive; runs with --keep-raw make one")
    by_id: dict[str, list[Path]] = defaultdict(list)
    for place in sorted(folder.glob("*/*/")):
        if any(place.glob(f"*{SUFFIX}")):  # one whose disk was full at the start has nothing
            by_id[place.name].append(place)
    runs = [_run(run_id, places) for run_id, places in by_id.items()]
    return sorted(runs, key=_in_order)


def _run(run_id: str, places: list[Path]) -> ArchivedRun:
    names = (RECORD, INCOMPLETE)
    records = [path for place in places for name in names if (path := place / name).exists()]
    if not records:
        raise ArchiveError(f"{places[0]}: no record of the run {run_id}, so its start is not known")
    try:
        run = RawRun(**_read(records[0])[0])
        newest = dt.datetime.fromisoformat(run.started_at)
    except (TypeError, ValueError) as error:
        raise ArchiveError(f"{records[0]}: not the record of a run: {error}") from None
    polls = 0
    for place in places:
        for path in polls_of(place):
            polls += 1
            stamp = path.name.removesuffix(SUFFIX).rsplit("-", 1)[1]
            newest = max(newest, _stamped(place.parent.name, stamp))
    complete = records[0].name == RECORD
    return ArchivedRun(run, tuple(str(place) for place in places), polls, newest, complete)


def _in_order(archived: ArchivedRun) -> tuple[str, str]:
    return archived.run.started_at, archived.run.run_id


def _stamped(day: str, stamp: str) -> dt.datetime:
    return dt.datetime.strptime(f"{day} {stamp} +0000", "%Y-%m-%d %H%M%S%f %z")


def polls_of(place: str | Path) -> list[Path]:
    """Return the files of answers and failed polls in a run's folder."""
    place = Path(place)
    return sorted(place.glob(f"feed-*{SUFFIX}")) + sorted(place.glob(f"failed-*{SUFFIX}"))


def read_poll(path: Path) -> Response | Failed:
    """Return how one archived poll ended.

    Raises:
        ArchiveError: the file is damaged.
    """
    head, body = _read(path)
    try:
        if path.name.startswith("failed-"):
            fetch = from_row(Fetch, _with_times(head["fetch"]))
            error = FetchError(head["kind"], head["message"], status=head["status"])
            return Failed(fetch, error)
        feed = from_row(Feed, head.pop("feed"))
        head["fetched_at"] = _when(head["fetched_at"])
        head["headers"] = tuple((name, value) for name, value in head["headers"])
        return Response(feed=feed, body=body, **head)
    except (KeyError, TypeError, ValueError) as error:
        raise ArchiveError(f"{path}: not an archived poll: {error!r}") from None


def _with_times(row: dict[str, Any]) -> dict[str, Any]:
    times = ("fetched_at", "next_poll_at", "hold_until")
    return {**row, **{name: _when(row[name]) for name in times if row.get(name)}}


def archived_links(runs: list[ArchivedRun]) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Return for each run, in order, what it and the runs before it learned of redirectors.

    A process that lives through many runs follows a link once, so a run may count on what an earlier one found.

    Raises:
        ArchiveError: a file is damaged.
    """
    known: dict[str, str | None] = {}
    for archived in runs:
        for place in archived.folders:
            for path in sorted(Path(place).glob(f"link-*{SUFFIX}")):
                head = _read(path)[0]
                known[head["link"]] = head["target"]
        yield archived.run.run_id, dict(known)


@dataclass(frozen=True, slots=True)
class ArchivedPages:
    """The pages one run received.

    Attributes:
        folders: the run's folders; the last one goes first.
    """

    folders: tuple[str, ...]

    def get(self, article_id: str) -> RawPage | None:
        """Return the page of an article, None where nothing was kept.

        Raises:
            ArchiveError: the file is damaged.
        """
        for place in reversed(self.folders):
            path = Path(place) / f"page-{article_id}{SUFFIX}"
            if path.exists():
                head, body = _read(path)
                try:
                    return RawPage(**{**head, "fetched_at": _when(head["fetched_at"])}, body=body)
                except (KeyError, TypeError, ValueError) as error:
                    raise ArchiveError(f"{path}: not an archived page: {error!r}") from None
        return None


def _read(path: Path) -> tuple[dict[str, Any], bytes]:
    try:
        with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
            data = stream.read(MAX_BYTES)
        head, _, body = data.partition(b"\n")
        return json.loads(head), body
    except (OSError, ValueError, zstandard.ZstdError) as error:
        raise ArchiveError(f"{path}: not a file of a raw archive: {error}") from None


def _when(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
