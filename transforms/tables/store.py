"""The few things a lake asks of storage.

Every effect on a lake passes through a `Store`: what can be crashed, refused or lost is one of these calls.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import pyarrow as pa

Bytes: TypeAlias = "bytes | pa.Buffer"


@dataclass(frozen=True)
class StoredFile:
    """A file in a store: path relative to the root, size in bytes, time of last change (seconds, epoch)."""

    path: str
    size: int
    changed: float
    used: int
    """Bytes it takes on the disk: room for corrections takes none there."""


class Store(Protocol):
    """Storage under one root; paths are relative to it, with `/`."""

    root: str

    @property
    def swaps_folders(self) -> bool:
        """Whether `swap` exists: then a partition of many files changes at one instant."""
        ...

    def probe(self) -> None:
        """Raise the OSError that writing here would meet."""

    def read(self, path: str) -> pa.Buffer:
        """Return a file's bytes; FileNotFoundError if it is not there."""

    def map(self, path: str) -> pa.Buffer:
        """Return a file's bytes like `read`; where the storage can, they are read when touched."""

    def size(self, path: str) -> int | None:
        """Return a file's size in bytes, None if it is not there."""

    def files(self, folder: str) -> list[StoredFile]:
        """Return all files below a folder, sorted by path; none if there is no such folder."""

    def write(self, path: str, data: Bytes) -> None:
        """Write a file whose name nobody reads before it is listed elsewhere; durable, not atomic."""

    def replace(self, path: str, data: Bytes) -> None:
        """Write a file so that readers see the old or the new bytes, never a mixture."""

    def create(self, path: str, data: Bytes) -> bool:
        """Write a file, whole, if there is none; return whether this call created it."""

    def link(self, source: str, target: str) -> None:
        """Make an immutable file appear under a second name as well."""

    def version(self, path: str) -> str:
        """Return what tells this content of a file from every other, for `move`; empty where a lock does."""

    def move(self, source: str, target: str, over: str | None = None) -> None:
        """Put a file into place atomically.

        Args:
            source: what; it may stay or go.
            target: where.
            over: the version that may be there, empty if none may; where there is no lock the storage sees to it.

        Raises:
            FileNotFoundError: the source is gone.
            FileExistsError: something else is there than may be.
        """

    def swap(self, first: str, second: str) -> None:
        """Exchange two folders at one instant."""

    def retire(self, folder: str, aside: str, files: Sequence[str]) -> None:
        """Take a folder with these files away from readers, at one instant where the storage can; `aside` is free."""

    def settle(self, folder: str) -> None:
        """Make the names in a folder survive a loss of power."""

    def note(self, path: str, data: Bytes) -> None:
        """Write what may be lost in a loss of power: a hint, a marker that can be made again."""

    def delete(self, path: str) -> None:
        """Delete a file; nothing happens if it is not there."""

    def delete_folder(self, folder: str) -> None:
        """Delete a folder and all below; nothing happens if it is not there."""

    def lock(self) -> contextlib.AbstractContextManager[None]:
        """Keep other publishers out while the block runs, where the storage has locks."""


def only_bytes(data: Bytes) -> bytes:
    """Return data as bytes, for interfaces that take nothing else."""
    return data if isinstance(data, bytes) else data.to_pybytes()


def read_text(store: Store, path: str) -> str:
    """Return a small file as text."""
    return bytes(store.read(path)).decode("utf-8")
