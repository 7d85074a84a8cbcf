"""Which articles the lake has, in which version, and under which other names; see segments.py for the how.

Two indexes: `known` by article id (six numbers: digest, digest of the content hash, digest of the feed id,
time of fetching in microseconds, version and day), and `owners` by the other names of an article
(`transforms.articles.dedupe.dedupe_keys`; four numbers: digest of the name, and the id of the article that has
it, so that a change that comes under another address finds what it changes). Both can be rebuilt from the
articles.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from transforms.tables import paths
from transforms.tables.segments import SUFFIX, SegmentFolder, digest64, digest128, find, join, pack
from transforms.tables.store import Store

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_MICROSECOND = dt.timedelta(microseconds=1)
_KNOWN_ROWS = 6
_OWNERS_ROWS = 4
_NO_OWNER = (0, 0)
_ID_DIGITS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleKey:
    """The part of an article that decides whether it is new."""

    article_id: str
    content_hash: str
    feed_id: str
    fetched_at: dt.datetime
    version: int
    day: dt.date
    """Partition in which it stands; ANCHOR_DAY if it has expired or has no place yet."""
    names: tuple[str, ...] = ()
    """Its other names: an article that shares one is the same article."""


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

    @property
    def expired(self) -> bool:
        """Whether the article is known but no longer in the lake."""
        return self.day == paths.ANCHOR_DAY


class KnownArticles:
    """The index as of the moment it was opened."""

    def __init__(self, by_id: Sequence[np.ndarray], by_name: Sequence[np.ndarray]) -> None:
        """Take the segments of both indexes, newest first."""
        self._by_id = [matrix for matrix in by_id if matrix.shape[1]]
        self._by_name = [matrix for matrix in by_name if matrix.shape[1]]

    @classmethod
    def open(cls, store: Store, upto: int = 0) -> KnownArticles:
        """Open the index of a lake; ids first, so that a name never seems known before its article is.

        Args:
            store: the lake.
            upto: the log entry up to which it must speak of all.

        Raises:
            IndexGap: it does not.
        """
        return cls(_ids(store).open(upto), _names(store).open(upto))

    def __len__(self) -> int:
        """Number of entries; articles with several versions may count more than once."""
        return sum(matrix.shape[1] for matrix in self._by_id)

    def get(self, article_id: str) -> KnownArticle | None:
        """Return what is known of one article, None if nothing is."""
        return self.get_many([article_id]).get(article_id)

    def get_many(self, article_ids: Iterable[str]) -> dict[str, KnownArticle]:
        """Return what is known of those articles that are known by id."""
        found: dict[str, KnownArticle] = {}
        missing = list(dict.fromkeys(article_ids))
        for matrix in self._by_id:
            if not missing:
                break
            positions = find(matrix, [digest128(article_id) for article_id in missing])
            for article_id, at in zip(missing, positions, strict=True):
                if at >= 0:
                    found[article_id] = _known(matrix[:, at])
            missing = [article_id for article_id in missing if article_id not in found]
        return found

    def has_name(self, names: Collection[str]) -> bool:
        """Return whether an article with one of these names is known."""
        return bool(self.names_among(names))

    def names_among(self, names: Collection[str]) -> set[str]:
        """Return those of the names that are known."""
        return set(self.owners(names))

    def owners(self, names: Collection[str]) -> dict[str, str | None]:
        """Return those of the names that are known, with the id of the article that has each; None where the
        index remembers the name alone (an id that is not 20 hex digits, a lake of an earlier release)."""
        found: dict[str, str | None] = {}
        wanted = list(names)
        digests = [digest128(name) for name in wanted]
        for matrix in self._by_name if wanted else ():
            for name, at in zip(wanted, find(matrix, digests), strict=True):
                if at >= 0 and name not in found:
                    found[name] = _id_of(int(matrix[2, at]), int(matrix[3, at]))
        return found


def _ids(store: Store) -> SegmentFolder:
    return SegmentFolder(store, paths.KNOWN, _KNOWN_ROWS)


def _names(store: Store) -> SegmentFolder:
    return SegmentFolder(store, paths.OWNERS, _OWNERS_ROWS)


def _known(column: np.ndarray) -> KnownArticle:
    packed = int(column[5])
    return KnownArticle(
        version=packed >> 32,
        content=int(column[2]),
        feed=int(column[3]),
        fetched_at=_EPOCH + int(column[4]) * _MICROSECOND,
        day=paths.ANCHOR_DAY + dt.timedelta(days=packed & 0xFFFFFFFF),
    )


def _numbers_of(article_id: str) -> tuple[int, int]:
    try:
        number = int(article_id, 16) if len(article_id) == _ID_DIGITS else 0
    except ValueError:
        return _NO_OWNER
    return number >> 64, number & 0xFFFFFFFFFFFFFFFF


def _id_of(high: int, low: int) -> str | None:
    return None if (high, low) == _NO_OWNER else f"{high << 64 | low:0{_ID_DIGITS}x}"


def _owner_entries(key: ArticleKey) -> list[tuple[int, ...]]:
    return [(*digest128(name), *_numbers_of(key.article_id)) for name in key.names]


def _id_entry(key: ArticleKey) -> tuple[int, ...]:
    return (
        *digest128(key.article_id),
        digest64(key.content_hash),
        digest64(key.feed_id),
        (key.fetched_at - _EPOCH) // _MICROSECOND,
        (key.version << 32) | (key.day - paths.ANCHOR_DAY).days,
    )


def segments_of(store: Store, keys: Sequence[ArticleKey], seq: int) -> dict[str, bytes]:
    """Return the index segments that log entry `seq` adds, by path."""
    ids, names = _ids(store), _names(store)
    return {
        ids.path(seq, seq): pack([_id_entry(key) for key in keys], _KNOWN_ROWS),
        names.path(seq, seq): pack([entry for key in keys for entry in _owner_entries(key)], _OWNERS_ROWS),
    }


def covers(store: Store, head: int) -> bool:
    """Return whether both indexes speak of every log entry from 1 to `head`."""
    return _ids(store).covers(head) and _names(store).covers(head)


def tidy(store: Store) -> None:
    """Merge small segments of both indexes."""
    _ids(store).tidy()
    _names(store).tidy()


def expired_segments(store: Store, keys: Sequence[ArticleKey], seq: int) -> dict[str, bytes]:
    """Return what must outlive the rows of expired articles, by path: their digests, so that feeds which
    still carry them do not bring them back."""
    ids, owners = segments_of(store, keys, seq).values()
    return {paths.expired_ids(seq): ids, paths.expired_owners(seq): owners}


def rebuild(store: Store, parts: Iterable[Sequence[ArticleKey]], head: int) -> int:
    """Write both indexes anew for log entries 1 to `head`; return how many articles they know.

    Args:
        store: the lake.
        parts: every article the lake has, file by file, so that not all of them are in memory as objects;
            expired ones are read from where `expired_segments` left them.
        head: the newest log entry.
    """
    folders = {"ids": _ids(store), "owners": _names(store)}
    expired = [file.path for file in store.files(paths.EXPIRED)]
    found = {
        suffix: [folder.matrix(store.read(path)) for path in expired if path.endswith(f"-{suffix}{SUFFIX}")]
        for suffix, folder in folders.items()
    }
    for path in expired:
        if path.endswith(f"-names{SUFFIX}"):  # of an earlier release: names alone
            names = np.frombuffer(store.read(path), dtype="<u8").reshape(2, -1)
            found["owners"].insert(0, np.concatenate([names, np.zeros_like(names)]))
    for keys in parts:
        for suffix, data in zip(folders, segments_of(store, keys, head).values(), strict=True):
            found[suffix].append(folders[suffix].matrix(pa.py_buffer(data)))
    for suffix, folder in folders.items():
        empty = folder.matrix(pa.py_buffer(b""))
        folder.rewrite(join([empty, *found[suffix]]).tobytes(), head)
    return sum(matrix.shape[1] for matrix in found["ids"])
