"""Sorted segments of numbers on storage: look-ups by 128-bit digest that stay cheap at tens of millions.

A segment is a file of some rows of little-endian u64, each row as long as the segment has entries, sorted by
the digest in the first two rows. Every log entry adds one segment; small ones are merged into their
neighbours. A digest of 128 bits decides, not a filter: it is longer than the ids it stands for.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from transforms.tables.errors import IndexGap
from transforms.tables.store import Store

SUFFIX = ".u64"

_MERGE_RATIO = 4
_UNMERGED = 12
_ATTEMPTS = 20
_WORTH_A_SWEEP = 12


def digest128(text: str) -> tuple[int, int]:
    """Return 128 bits that stand for a text, as two numbers."""
    raw = hashlib.blake2b(text.encode("utf-8"), digest_size=16).digest()
    return int.from_bytes(raw[:8], "little"), int.from_bytes(raw[8:], "little")


def digest64(text: str) -> int:
    """Return 64 bits that stand for a text."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest(), "little")


@dataclass(frozen=True)
class Segment:
    """One segment: the log entries it covers, its path and its size in bytes."""

    low: int
    high: int
    path: str
    size: int


def pack(entries: Sequence[tuple[int, ...]], rows: int) -> bytes:
    """Return the bytes of a segment; of several entries with one digest the last stays.

    Args:
        entries: `rows` numbers each, the digest first.
        rows: how many numbers an entry has.
    """
    matrix = np.array(entries, dtype="<u8").reshape(len(entries), rows).T
    return join([matrix]).tobytes()


def join(oldest_first: Sequence[np.ndarray]) -> np.ndarray:
    """Return segments as one, sorted; of several entries with one digest the newest stays."""
    newest_first = np.concatenate([matrix[:, ::-1] for matrix in reversed(oldest_first)], axis=1)
    order = np.lexsort((newest_first[1], newest_first[0]))  # stable: the newest stays in front
    matrix = newest_first[:, order]
    if matrix.shape[1] > 1:
        same = (matrix[0, 1:] == matrix[0, :-1]) & (matrix[1, 1:] == matrix[1, :-1])
        matrix = matrix[:, np.concatenate(([True], ~same))]
    return np.ascontiguousarray(matrix)


class SegmentFolder:
    """All segments of one index."""

    def __init__(self, store: Store, folder: str, rows: int) -> None:
        """Name the index.

        Args:
            store: the lake.
            folder: where its segments lie.
            rows: how many numbers an entry has.
        """
        self.store = store
        self.folder = folder
        self.rows = rows

    def path(self, low: int, high: int) -> str:
        """Return the path of the segment of log entries `low` to `high`."""
        return f"{self.folder}/{low:08d}-{high:08d}{SUFFIX}"

    def all(self) -> list[Segment]:
        """Return every segment there is."""
        found = []
        for file in self.store.files(self.folder):
            low, _, high = file.path.rpartition("/")[2].removesuffix(SUFFIX).partition("-")
            if low.isdigit() and high.isdigit():
                found.append(Segment(int(low), int(high), file.path, file.size))
        return found

    def live(self) -> list[Segment]:
        """Return the segments that count, oldest first."""
        return _widest(self.all())

    def covers(self, head: int) -> bool:
        """Return whether the segments speak of every log entry from 1 to `head` at least, no gap."""
        live = self.live()
        connected = _connected(live)
        return len(connected) == len(live) and _reach(connected) >= head

    def open(self, upto: int = 0) -> list[np.ndarray]:
        """Return the segments' numbers, newest first, mapped and not loaded where the storage can.

        Args:
            upto: the log entry up to which there must be no gap.

        Raises:
            IndexGap: there is one.
            FileNotFoundError: segments kept vanishing, which a merge can explain only a few times.
        """
        for _ in range(_ATTEMPTS):
            live = self.live()
            reach = _reach(_connected(live))
            if reach < upto:
                raise IndexGap(
                    f"{self.store.root}: {self.folder} speaks of log entries up to {reach}, not {upto}"
                )
            try:
                return [self.matrix(self.store.map(segment.path)) for segment in reversed(live)]
            except FileNotFoundError as error:
                vanished = error
        raise vanished

    def matrix(self, data: pa.Buffer) -> np.ndarray:
        """Return the numbers of a segment's bytes."""
        return np.frombuffer(data, dtype="<u8").reshape(self.rows, -1)

    def tidy(self) -> None:
        """Merge small segments into their neighbours, so that few are left to look into; drop merged ones.

        Nothing is merged before there are more than a few segments; then each is that is at most four
        times as large as what follows it: the cost per entry stays logarithmic, large ones are rewritten
        seldom.
        """
        # One listing: what another publisher adds after it is no leftover.
        present = self.all()
        live = _widest(present)
        for segment in present:
            if segment not in live:
                self.store.delete(segment.path)
        if len(live) <= _UNMERGED:
            return
        start = len(live) - 1
        while start > 0 and live[start - 1].size <= _MERGE_RATIO * sum(part.size for part in live[start:]):
            start -= 1
        if len(live) - start > 1:
            # Without a lock another publisher may be merging the same segments: then there is nothing to do.
            with contextlib.suppress(FileNotFoundError):
                self._merge(live[start:])

    def _merge(self, parts: Sequence[Segment]) -> None:
        matrix = join([self.matrix(self.store.map(part.path)) for part in parts])
        self.store.replace(self.path(parts[0].low, parts[-1].high), matrix.tobytes())
        for part in parts:
            self.store.delete(part.path)

    def rewrite(self, data: bytes, head: int) -> None:
        """Replace all segments by one for log entries 1 to `head`; at no moment is there less than before.

        Those of the entries that follow stay: without a lock another publisher may have gone on meanwhile.
        """
        if head:
            self.store.replace(self.path(1, head), data)
        present = self.all()
        counting = _connected(_widest(present))
        for segment in present:
            if segment not in counting:
                self.store.delete(segment.path)


def _oldest_widest_first(segment: Segment) -> tuple[int, int]:
    return segment.low, -segment.high


def _widest(segments: Sequence[Segment]) -> list[Segment]:
    """Return those that count, oldest first: one inside a wider one has been merged into it."""
    widest: list[Segment] = []
    for segment in sorted(segments, key=_oldest_widest_first):
        if not widest or segment.high > widest[-1].high:
            widest.append(segment)
    return widest


def _connected(live: Sequence[Segment]) -> list[Segment]:
    """Return those before the first gap; publishers that merge at once leave overlaps, which are none."""
    found: list[Segment] = []
    for segment in live:
        if segment.low > _reach(found) + 1:
            break
        found.append(segment)
    return found


def _reach(connected: Sequence[Segment]) -> int:
    return connected[-1].high if connected else 0


def find(matrix: np.ndarray, digests: Sequence[tuple[int, int]]) -> list[int]:
    """Return the column of each digest in a segment, -1 where it is not."""
    if len(digests) < _WORTH_A_SWEEP or not matrix.shape[1]:
        return [_find_one(matrix, digest) for digest in digests]
    wanted = np.array(digests, dtype="<u8")
    last = matrix.shape[1] - 1
    at = np.searchsorted(matrix[0], wanted[:, 0], side="left")
    inside = np.minimum(at, last)
    first_half = (at <= last) & (matrix[0, inside] == wanted[:, 0])
    result = np.where(first_half & (matrix[1, inside] == wanted[:, 1]), inside, -1)
    # Two digests that agree in 64 bits are next to never seen; then the second half decides, one by one.
    for number in np.flatnonzero(first_half & (result < 0)).tolist():
        result[number] = _find_one(matrix, digests[number])
    return [int(position) for position in result]


def _find_one(matrix: np.ndarray, digest: tuple[int, int]) -> int:
    high, low = np.uint64(digest[0]), np.uint64(digest[1])
    at = int(matrix[0].searchsorted(high))
    while at < matrix.shape[1] and matrix[0, at] == high:
        if matrix[1, at] == low:
            return at
        at += 1
    return -1
