"""Which articles the lake has, in which version: a sorted index that stays cheap at ten million ids.

The index is a list of immutable segments under `_index/known`, one per log entry at first, merged as they
grow. A segment holds six rows of little-endian u64, sorted by the 128-bit digest of the article id: digest
(two rows), digest of the content hash, digest of the feed id, time of fetching (microseconds since the
epoch), and version and day (32 bits each). A 128-bit digest of the whole id decides, not a filter: it is
longer than the ids themselves. Everything can be rebuilt from the articles.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from transforms.tables import paths
from transforms.tables.filesystem import Store

_ROWS = 6
_EPOCH = dt.date(1970, 1, 1)
_EPOCH_TIME = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_MERGE_RATIO = 4
_MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArticle:
    """What the lake remembers of an article."""

    version: int
    content: int
    """Digest of the content hash: compare with `digest64`."""
    feed: int
    """Digest of the id of the feed that brought it."""
    fetched_at: dt.datetime
    day: dt.date
    """Partition in which the article stands; ANCHOR_DAY if it has expired from the lake."""

    @property
    def expired(self) -> bool:
        """Whether the article is known but no longer in the lake."""
        return self.day == paths.ANCHOR_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleKey:
    """The part of an article that decides whether it is new."""

    article_id: str
    content_hash: str
    feed_id: str
    fetched_at: dt.datetime
    version: int
    day: dt.date


def digest64(text: str) -> int:
    """Return 64 bits that stand for a text."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest(), "little")


def _digest128(text: str) -> tuple[int, int]:
    raw = hashlib.blake2b(text.encode("utf-8"), digest_size=16).digest()
    return int.from_bytes(raw[:8], "little"), int.from_bytes(raw[8:], "little")


def segment_of(articles: Iterable[ArticleKey]) -> bytes:
    """Return the bytes of an index segment; of several rows of one article the last counts."""
    rows = [
        (
            *_digest128(article.article_id),
            digest64(article.content_hash),
            digest64(article.feed_id),
            (article.fetched_at - _EPOCH_TIME) // _MICROSECOND,
            (article.version << 32) | (article.day - _EPOCH).days,
        )
        for article in articles
    ]
    matrix = np.array(rows, dtype="<u8").reshape(len(rows), _ROWS).T
    return _merged([matrix]).tobytes()


def _merged(oldest_first: Sequence[np.ndarray]) -> np.ndarray:
    """Join segments; of several entries with one digest the newest stays."""
    newest_first = np.concatenate([matrix[:, ::-1] for matrix in reversed(oldest_first)], axis=1)
    order = np.lexsort((newest_first[1], newest_first[0]))  # stable: the newest stays in front
    matrix = newest_first[:, order]
    if matrix.shape[1] > 1:
        same = (matrix[0, 1:] == matrix[0, :-1]) & (matrix[1, 1:] == matrix[1, :-1])
        matrix = matrix[:, np.concatenate(([True], ~same))]
    return np.ascontiguousarray(matrix)


@dataclass(frozen=True)
class _Segment:
    low: int
    high: int
    path: str
    size: int


def _segments(store: Store) -> list[_Segment]:
    """Return the segments that count, oldest first: one inside a wider one has been merged into it."""
    found = []
    for file in store.files(paths.KNOWN):
        name = file.path.rpartition("/")[2]
        if not name.endswith(".u64") or name.startswith("."):
            continue
        low, _, high = name[: -len(".u64")].partition("-")
        found.append(_Segment(int(low), int(high), file.path, file.size))
    widest: list[_Segment] = []
    for segment in sorted(found, key=_widest_first):
        if not any(other.low <= segment.low and segment.high <= other.high for other in widest):
            widest.append(segment)
    return sorted(widest, key=_widest_first)


def _widest_first(segment: _Segment) -> tuple[int, int]:
    return segment.low, -segment.high


def _matrix(data: pa.Buffer) -> np.ndarray:
    return np.frombuffer(data, dtype="<u8").reshape(_ROWS, -1)


class KnownArticles:
    """The index as of the moment it was opened."""

    def __init__(self, newest_first: Sequence[np.ndarray]) -> None:
        """Take the segments' matrices, newest first."""
        self._segments = [matrix for matrix in newest_first if matrix.shape[1]]

    @classmethod
    def open(cls, store: Store, *, attempts: int = 20) -> KnownArticles:
        """Open the index of a lake; segments are mapped, not loaded, where the storage can.

        Args:
            store: the lake.
            attempts: how often to look again when a merge takes segments away meanwhile.

        Raises:
            FileNotFoundError: segments kept vanishing.
        """
        for attempt in range(attempts):
            try:
                return cls([_matrix(store.map(segment.path)) for segment in reversed(_segments(store))])
            except FileNotFoundError:
                if attempt == attempts - 1:
                    raise
        raise AssertionError("unreachable")

    def __len__(self) -> int:
        """Number of entries; articles with several versions may count more than once."""
        return sum(matrix.shape[1] for matrix in self._segments)

    def get(self, article_id: str) -> KnownArticle | None:
        """Return what is known of one article, None if nothing is."""
        return self.get_many([article_id]).get(article_id)

    def get_many(self, article_ids: Sequence[str]) -> dict[str, KnownArticle]:
        """Return what is known of those articles that are known."""
        found: dict[str, KnownArticle] = {}
        missing = list(dict.fromkeys(article_ids))
        for matrix in self._segments:
            if not missing:
                break
            digests = [_digest128(article_id) for article_id in missing]
            high = np.array([digest[0] for digest in digests], dtype="<u8")
            low = np.array([digest[1] for digest in digests], dtype="<u8")
            for article_id, at in zip(list(missing), _positions(matrix, high, low), strict=True):
                if at >= 0:
                    found[article_id] = _known(matrix[:, at])
            missing = [article_id for article_id in missing if article_id not in found]
        return found


def _positions(matrix: np.ndarray, high: np.ndarray, low: np.ndarray) -> list[int]:
    """Return the column of each digest, -1 where it is not."""
    first = np.searchsorted(matrix[0], high, side="left")
    last = matrix.shape[1] - 1
    result = []
    for at, wanted_high, wanted_low in zip(first.tolist(), high, low, strict=True):
        while at <= last and matrix[0, at] == wanted_high and matrix[1, at] < wanted_low:
            at += 1
        hit = at <= last and matrix[0, at] == wanted_high and matrix[1, at] == wanted_low
        result.append(at if hit else -1)
    return result


def _known(column: np.ndarray) -> KnownArticle:
    packed = int(column[5])
    return KnownArticle(
        version=packed >> 32,
        content=int(column[2]),
        feed=int(column[3]),
        fetched_at=_EPOCH_TIME + int(column[4]) * _MICROSECOND,
        day=_EPOCH + dt.timedelta(days=packed & 0xFFFFFFFF),
    )


def covers(store: Store, head: int) -> bool:
    """Return whether the segments speak of every log entry from 1 to `head`, without a gap."""
    expected = 1
    for segment in _segments(store):
        if segment.low != expected:
            return False
        expected = segment.high + 1
    return expected == head + 1


def tidy(store: Store) -> None:
    """Merge small segments into their neighbours, so that few are left to look into; drop merged ones.

    A segment is merged when it has grown to a quarter of the one before: the cost per article stays
    logarithmic, and the large segment is rewritten seldom.
    """
    live = _segments(store)
    names = {segment.path for segment in live}
    for file in store.files(paths.KNOWN):
        if file.path not in names:
            store.delete(file.path)
    start = len(live) - 1
    while start > 0 and live[start - 1].size <= _MERGE_RATIO * sum(part.size for part in live[start:]):
        start -= 1
    if len(live) - start > 1:
        _merge(store, live[start:])


def _merge(store: Store, parts: Sequence[_Segment]) -> None:
    matrix = _merged([_matrix(store.read(part.path)) for part in parts])
    store.replace(paths.known_segment(parts[0].low, parts[-1].high), matrix.tobytes())
    for part in parts:
        store.delete(part.path)


def rebuild(store: Store, articles: Iterable[ArticleKey], head: int) -> None:
    """Write the index anew as one segment for log entries 1 to `head`.

    Args:
        store: the lake.
        articles: every article the lake has or had, oldest knowledge first.
        head: the newest log entry.
    """
    data = segment_of(articles)
    store.delete_folder(paths.KNOWN)
    if head:
        store.replace(paths.known_segment(1, head), data)
