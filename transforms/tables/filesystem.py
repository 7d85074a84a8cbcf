"""How a local directory does what a lake asks of storage."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from transforms.tables.errors import LakeError
from transforms.tables.paths import LOCK
from transforms.tables.store import Bytes, StoredFile

_MAPPED_FROM = 16_000_000  # bytes; larger than any file with room for corrections
_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


class LocalStore:
    """A lake in a local directory."""

    def __init__(self, root: str | os.PathLike[str], *, lock_timeout: float = 900.0) -> None:
        """Take the directory as root; it need not exist yet.

        Args:
            root: the directory.
            lock_timeout: seconds to wait for another publisher before giving up.
        """
        self.root = os.path.abspath(os.fspath(root))
        self.lock_timeout = lock_timeout
        self._swaps: bool | None = None

    def __repr__(self) -> str:
        return f"LocalStore({self.root!r})"

    @property
    def swaps_folders(self) -> bool:
        """Whether this file system can exchange two directories (Linux: ext4, xfs, btrfs, tmpfs)."""
        if self._swaps is None:
            self._swaps = self._try_swap()
        return self._swaps

    def probe(self) -> None:
        """Make and delete a file; raises OSError where that is refused."""
        name = f".probe-{uuid.uuid4().hex[:12]}"
        self.write(name, b"")
        self.delete(name)

    def _at(self, path: str) -> str:
        return os.path.join(self.root, *path.split("/")) if path else self.root

    def read(self, path: str) -> pa.Buffer:
        """Return a file's bytes."""
        with pa.OSFile(self._at(path), "rb") as source:
            return source.read_buffer()

    def map(self, path: str) -> pa.Buffer:
        """Return a file's bytes, memory-mapped if it is large.

        Small files may have holes (see `_write_with_holes`), and on a full tmpfs a hole that is touched through
        a mapping needs a page that is not to be had: the kernel then kills the process.
        """
        if (self.size(path) or 0) <= _MAPPED_FROM:
            return self.read(path)
        with pa.memory_map(self._at(path), "rb") as source:
            return source.read_buffer()

    def size(self, path: str) -> int | None:
        """Return a file's size, None if it is not there."""
        try:
            return os.stat(self._at(path)).st_size
        except (FileNotFoundError, NotADirectoryError):
            return None

    def files(self, folder: str) -> list[StoredFile]:
        """Return all files below a folder, sorted by path."""
        found: list[StoredFile] = []
        pending = [folder]
        while pending:
            current = pending.pop()
            try:
                with os.scandir(self._at(current)) as entries:
                    for entry in entries:
                        path = f"{current}/{entry.name}" if current else entry.name
                        if entry.is_dir(follow_symlinks=False):
                            pending.append(path)
                            continue
                        # A file that vanished between listing and stat was never ours to count.
                        with contextlib.suppress(FileNotFoundError):
                            info = entry.stat()
                            found.append(StoredFile(path, info.st_size, info.st_mtime, _used(info)))
            except FileNotFoundError:
                continue
        return sorted(found, key=_path_of)

    def write(self, path: str, data: Bytes) -> None:
        """Write a file and force it to disk."""
        self._write(path, data, durable=True)

    def _write(self, path: str, data: Bytes, *, durable: bool) -> None:
        target = self._at(path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        try:
            with open(target, "wb") as sink:
                _write_with_holes(sink, data)
                if durable:
                    sink.flush()
                    os.fsync(sink.fileno())
        except OSError:
            # Half a file on a full disk only takes the room that the next attempt needs.
            with contextlib.suppress(OSError):
                os.unlink(target)
            raise

    def replace(self, path: str, data: Bytes) -> None:
        """Write a file beside and rename it over the old one."""
        with self._temporary(path, data) as temporary:
            os.replace(temporary, self._at(path))

    def create(self, path: str, data: Bytes) -> bool:
        """Write a file beside and link it under its name, which fails if the name is taken."""
        with self._temporary(path, data) as temporary:
            try:
                os.link(temporary, self._at(path))
            except FileExistsError:
                return False
        self._sync_folder(os.path.dirname(self._at(path)))
        return True

    @contextlib.contextmanager
    def _temporary(self, path: str, data: Bytes, *, durable: bool = True) -> Iterator[str]:
        folder, _, name = path.rpartition("/")
        temporary = (
            f"{folder}/.{name}.{uuid.uuid4().hex[:12]}.tmp"
            if folder
            else f".{name}.{uuid.uuid4().hex[:12]}.tmp"
        )
        try:
            self._write(temporary, data, durable=durable)
            yield self._at(temporary)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._at(temporary))

    def link(self, source: str, target: str) -> None:
        """Hard-link a file."""
        os.makedirs(os.path.dirname(self._at(target)), exist_ok=True)
        os.link(self._at(source), self._at(target))

    def version(self, path: str) -> str:
        """Return nothing: who moves files holds the lock, so no other content comes in between."""
        return ""

    def move(self, source: str, target: str, over: str | None = None) -> None:
        """Rename a file into place."""
        os.makedirs(os.path.dirname(self._at(target)), exist_ok=True)
        os.rename(self._at(source), self._at(target))

    def retire(self, folder: str, aside: str, files: Sequence[str]) -> None:
        """Rename a directory away."""
        self.move(folder, aside)

    def swap(self, first: str, second: str) -> None:
        """Exchange two directories with renameat2(RENAME_EXCHANGE)."""
        libc = ctypes.CDLL(None, use_errno=True)
        result = libc.renameat2(
            _AT_FDCWD,
            os.fsencode(self._at(first)),
            _AT_FDCWD,
            os.fsencode(self._at(second)),
            _RENAME_EXCHANGE,
        )
        if result != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), self._at(second))

    def _try_swap(self) -> bool:
        if not hasattr(ctypes.CDLL(None), "renameat2"):
            return False
        probe = f".probe-{uuid.uuid4().hex[:12]}"
        try:
            os.makedirs(self._at(f"{probe}/a"))
            os.makedirs(self._at(f"{probe}/b"))
            self.swap(f"{probe}/a", f"{probe}/b")
        except OSError as error:
            if error.errno in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
                return False
            raise
        finally:
            self.delete_folder(probe)
        return True

    def settle(self, folder: str) -> None:
        """Force a directory to disk.

        Renames and removals need none: file systems with a journal keep their order, and what was forced to
        disk before the log entry was created is all that is needed to repeat what follows it.
        """
        self._sync_folder(self._at(folder))

    def note(self, path: str, data: Bytes) -> None:
        """Write a file beside and rename it, forcing nothing to disk."""
        with self._temporary(path, data, durable=False) as temporary:
            os.replace(temporary, self._at(path))

    @staticmethod
    def _sync_folder(folder: str) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def delete(self, path: str) -> None:
        """Delete a file."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._at(path))

    def delete_folder(self, folder: str) -> None:
        """Delete a directory tree."""
        shutil.rmtree(self._at(folder), onerror=_unless_gone)

    def _lock_file(self) -> int:
        path = self._at(LOCK)
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            # On a snapshot that can only be read `lake verify` works all the same.
            if error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM) or not os.path.exists(path):
                raise
            return os.open(path, os.O_RDONLY)

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the lake's lock; the kernel releases it when the process ends, however it ends.

        Raises:
            LakeError: another process held it all the time.
        """
        import fcntl  # not on Windows, where only reading a lake works

        descriptor = self._lock_file()
        try:
            deadline = time.monotonic() + self.lock_timeout
            while True:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise LakeError(
                            f"{self.root}: another process has held _lock for {self.lock_timeout:.0f} s; "
                            "see who it is (lsof) and run again"
                        ) from None
                    time.sleep(0.02)
            yield
        finally:
            os.close(descriptor)


_BLOCK = 4096
_ZEROS = bytes(_BLOCK)


def _write_with_holes(sink: BinaryIO, data: Bytes) -> None:
    """Write data, leaving out blocks of zeros: they read the same and take no space on the disk."""
    view = memoryview(data)
    start = 0
    for at in range(0, len(view), _BLOCK):
        if view[at] == 0 and bytes(view[at : at + _BLOCK]) == _ZEROS:  # views compare far more slowly
            sink.write(view[start:at])
            sink.seek(at + _BLOCK)
            start = at + _BLOCK
    sink.write(view[start:])
    sink.truncate(len(view))


def _unless_gone(_function: Any, _path: str, failure: Any) -> None:
    if not isinstance(failure[1], FileNotFoundError):
        raise failure[1]


def _used(info: os.stat_result) -> int:
    return min(info.st_size, getattr(info, "st_blocks", info.st_size) * 512)


def _path_of(file: StoredFile) -> str:
    return file.path


def local_root(address: str | Path) -> str:
    """Return the directory an address without scheme means.

    Raises:
        LakeError: the address names another kind of storage.
    """
    text = os.fspath(address)
    scheme, separator, rest = text.partition("://")
    if not separator:
        return text
    if scheme == "file":
        return rest
    raise LakeError(f"{text}: no storage known for {scheme}://; use a directory, s3:// or gs://")
