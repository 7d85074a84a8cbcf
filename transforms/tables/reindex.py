"""The index of known articles, made anew from the tables when it has a gap."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from transforms.tables import feedstate, known, paths
from transforms.tables.known import ArticleKey
from transforms.tables.parquet import load
from transforms.tables.store import Store
from transforms.tables.supersede import KEY_COLUMNS, article_keys


def ensure_index(store: Store, head: int, note: Callable[[str], None]) -> None:
    """Rebuild the index unless it speaks of every log entry; the lock must be held, the log be finished.

    Args:
        store: the lake.
        head: the newest log entry.
        note: is told in words if the index was rebuilt.
    """
    if known.covers(store, head):
        return
    count = known.rebuild(store, _keys_of_files(store), head)
    note(f"rebuilt the index of known articles ({count} articles)")
    if feeds := feedstate.rebuild(store, head):
        note(f"rebuilt the state of feeds ({feeds} feeds)")


def _keys_of_files(store: Store) -> Iterator[list[ArticleKey]]:
    for day, files in paths.days_of(file.path for file in store.files("articles")).items():
        for path in files:
            yield article_keys(load(store, path, KEY_COLUMNS), day)
