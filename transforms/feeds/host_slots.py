"""What the processes of one machine know together of hosts: which is being asked, and from when on it may be.

One small file, a slot of eight bytes per host: a lock on the slot is the right to ask (the system takes it back
from a process that dies), its number the time of the next request. So the pause and the one request at a time
hold over worker processes, over runs, and over two runs at once.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import logging
import os
import struct
import tempfile
import time
from pathlib import Path

SLOTS = 1 << 20
"""Two hosts that fall into one slot wait for each other; among a thousand hosts that is one pair in two runs."""
WIDTH = 8
BUSY_ELSEWHERE_S = 0.1
"""Nobody tells when another process is done, so it is asked for again after this time."""
BELIEVED_S = 3_600.0
"""A time further ahead comes from a clock that was set back."""

log = logging.getLogger(__name__)


class HostSlots:
    """The shared file. The caller keeps its threads apart; this keeps processes apart.

    Args:
        folder: where the file lies; it must belong to this user alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._file: int | None = None
        self._failed = False
        self._owner = 0
        self._held: set[int] = set()

    def take(self, host: str) -> float:
        """Take a host: 0.0 when taken, else seconds after which to ask again."""
        file = self._open()
        if file is None:
            return 0.0
        at = _offset(host)
        if at in self._held or not _lock(file, at):
            return BUSY_ELSEWHERE_S
        wait = _read(file, at) - time.time()
        if 0.0 < wait <= BELIEVED_S:
            fcntl.lockf(file, fcntl.LOCK_UN, WIDTH, at)
            return wait
        self._held.add(at)
        return 0.0

    def give_back(self, host: str, seconds: float) -> None:
        """Give a host back; nobody asks it before `seconds` have passed."""
        file, at = self._open(), _offset(host)
        if file is None or at not in self._held:
            return
        self._held.remove(at)
        self._write(file, at, time.time() + seconds)
        fcntl.lockf(file, fcntl.LOCK_UN, WIDTH, at)

    def postpone(self, host: str, seconds: float) -> None:
        """Let nobody ask a host before `seconds` have passed, whoever holds it now."""
        file, at = self._open(), _offset(host)
        if file is not None:
            until = time.time() + seconds
            if _read(file, at) < until:
                self._write(file, at, until)

    def _write(self, file: int, at: int, until: float) -> None:
        """Write a slot; a disk that is full costs the pauses between processes, not the run."""
        try:
            os.pwrite(file, struct.pack("<d", until), at)
        except OSError as error:
            if not self._failed:
                self._failed = True
                log.warning("pauses between requests to a host cannot be written down (%s)", error)

    def _open(self) -> int | None:
        if self._owner != os.getpid():  # locks do not pass to a forked process
            self._owner, self._file, self._held = os.getpid(), None, set()
        if self._file is None and not self._failed:
            folder = self._folder or Path(tempfile.gettempdir()) / f"communique-{os.getuid()}"
            try:
                self._file = _open_private(folder)
            except OSError as error:
                self._failed = True
                log.warning(
                    "%s cannot be used (%s): pauses between requests to a host hold within this process only; "
                    "set TMPDIR to a folder that can be written to",
                    folder, error,
                )  # fmt: skip
        return self._file


def _open_private(folder: Path) -> int:
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o170000 != 0o040000:
        raise PermissionError("it belongs to somebody else or is no folder")
    file = os.open(folder / "hosts", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    os.ftruncate(file, SLOTS * WIDTH)  # sparse: it takes what is used
    return file


def _lock(file: int, at: int) -> bool:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, WIDTH, at)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _read(file: int, at: int) -> float:
    data = os.pread(file, WIDTH, at)
    return float(struct.unpack("<d", data)[0]) if len(data) == WIDTH else 0.0


def _offset(host: str) -> int:
    digest = hashlib.blake2b(host.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little") % SLOTS * WIDTH
