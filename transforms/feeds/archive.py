"""The raw archive: bodies as they came, compressed, beside the lake; enough to run everything again.

One file an answer, `<folder>/<day>/<run_id>/<kind>-<id>.raw.zst`: a zstd stream of one JSON line (what an
answer is, without its body) and the body. Files appear whole (written aside, then renamed). Nothing secret
gets in: only the headers later steps use are kept, and addresses have their credentials taken out before.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from schemas.arrow import from_row, to_json, to_row
from schemas.feed import Feed, Response

SUFFIX = ".raw.zst"
LEVEL = 9
MAX_BYTES = 1 << 30


class ArchiveError(ValueError):
    """A raw archive that cannot be used; the message names folder or file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """An article page as it came."""

    article_id: str
    url: str
    final_url: str
    fetched_at: dt.datetime
    headers: dict[str, str]
    body: bytes


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

    def keep_response(self, response: Response) -> Path:
        """Keep the answer of a feed; returns the file."""
        head = to_json(to_row(dataclasses.replace(response, body=b"", previous=None)))
        del head["body"], head["previous"]
        stamp = f"{response.fetched_at:%H%M%S%f}"
        return self._write(
            "feed", f"{response.feed.feed_id}-{stamp}", response.fetched_at, head, response.body
        )

    def keep_page(self, page: RawPage) -> Path:
        """Keep an article page; returns the file."""
        head = {
            "article_id": page.article_id,
            "url": page.url,
            "final_url": page.final_url,
            "fetched_at": page.fetched_at.isoformat(),
            "headers": page.headers,
        }
        return self._write("page", page.article_id, page.fetched_at, head, page.body)

    def _write(self, kind: str, name: str, when: dt.datetime, head: dict[str, Any], body: bytes) -> Path:
        folder = self._folder / f"{when:%Y-%m-%d}" / self._run_id
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{kind}-{name}{SUFFIX}"
        aside = folder / f".{target.name}.{secrets.token_hex(4)}"
        line = json.dumps(head, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        aside.write_bytes(
            zstandard.ZstdCompressor(level=LEVEL, write_content_size=True).compress(line + body)
        )
        os.replace(aside, target)
        return target


def _read(path: Path) -> tuple[dict[str, Any], bytes]:
    try:
        with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
            data = stream.read(MAX_BYTES)
        head, _, body = data.partition(b"\n")
        return json.loads(head), body
    except (OSError, ValueError, zstandard.ZstdError) as error:
        raise ArchiveError(f"{path}: not a file of a raw archive: {error}") from None


def archived_files(folder: str | Path, kind: str) -> list[Path]:
    """Return the files of one kind (`feed` or `page`) in order of day, run and name.

    Raises:
        ArchiveError: no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ArchiveError(f"{folder}: no such raw archive; runs with --keep-raw make one")
    return sorted(folder.glob(f"*/*/{kind}-*{SUFFIX}"))


def read_responses(folder: str | Path) -> Iterator[Response]:
    """Return the archived answers of feeds with their original times, in order of fetching within a day and
    run.

    Raises:
        ArchiveError: no such folder, or a file that is damaged.
    """
    for path in archived_files(folder, "feed"):
        yield read_response_file(path)


def read_response_file(path: Path) -> Response:
    """Return one archived answer.

    Raises:
        ArchiveError: the file is damaged.
    """
    head, body = _read(path)
    try:
        feed = from_row(Feed, head.pop("feed"))
        head["fetched_at"] = _when(head["fetched_at"])
        head["headers"] = tuple((name, value) for name, value in head["headers"])
        return Response(feed=feed, body=body, **head)
    except (KeyError, TypeError, ValueError) as error:
        raise ArchiveError(f"{path}: not an archived answer: {error!r}") from None


class ArchivedPages:
    """The archived pages, newest first where one was fetched twice.

    Args:
        folder: the archive.
    """

    def __init__(self, folder: str | Path) -> None:
        self._files = {
            path.name.removesuffix(SUFFIX).removeprefix("page-"): path
            for path in archived_files(folder, "page")
        }

    def get(self, article_id: str) -> RawPage | None:
        """Return the page of an article, None where none was kept.

        Raises:
            ArchiveError: the file is damaged.
        """
        path = self._files.get(article_id)
        if path is None:
            return None
        head, body = _read(path)
        return RawPage(**{**head, "fetched_at": _when(head["fetched_at"])}, body=body)


def _when(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
