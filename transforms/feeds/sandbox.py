"""Parsing where it can be killed: a few long-lived processes with limits of time and memory.

A healthy feed pays two pipe transfers, well under a millisecond; a feed that hangs, grows or crashes costs
its own entry and the restart of one process.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from transforms.feeds.errors import FetchError

ROOT = Path(__file__).resolve().parent.parent.parent
MAX_RESULT_BYTES = 512 << 20


class _Process:
    def __init__(self, memory_bytes: int) -> None:
        path = os.pathsep.join(p for p in (str(ROOT), os.environ.get("PYTHONPATH", "")) if p)
        self._child = subprocess.Popen(
            [sys.executable, "-m", "transforms.feeds.parser_process", str(memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,
        )
        assert self._child.stdin is not None and self._child.stdout is not None
        self._in, self._out = self._child.stdin.fileno(), self._child.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)

    @property
    def pid(self) -> int:
        return self._child.pid

    def call(self, header: dict[str, Any], body: bytes, seconds: float) -> dict[str, Any]:
        ends = time.monotonic() + seconds
        head = json.dumps(header).encode("ascii")
        self._send(struct.pack(">I", len(head)) + head + struct.pack(">Q", len(body)), ends)
        self._send(body, ends)
        size = struct.unpack(">I", self._receive(4, ends))[0]
        self._receive(size, ends)
        length = struct.unpack(">Q", self._receive(8, ends))[0]
        if length > MAX_RESULT_BYTES:
            raise FetchError("parse_memory", f"the parser's result has {length:,} bytes")
        outcome: dict[str, Any] = json.loads(self._receive(length, ends))
        return outcome

    def _send(self, data: bytes, ends: float) -> None:
        view = memoryview(data)
        while view:
            if not select.select((), (self._in,), (), max(0.0, ends - time.monotonic()))[1]:
                raise TimeoutError
            view = view[os.write(self._in, view[: 1 << 16]) :]

    def _receive(self, size: int, ends: float) -> bytes:
        data = bytearray()
        while len(data) < size:
            if not select.select((self._out,), (), (), max(0.0, ends - time.monotonic()))[0]:
                raise TimeoutError
            piece = os.read(self._out, min(1 << 20, size - len(data)))
            if not piece:
                raise EOFError
            data += piece
        return bytes(data)

    def stop(self) -> None:
        self._child.kill()
        self._child.wait()
        for stream in (self._child.stdin, self._child.stdout):
            if stream is not None:
                stream.close()


class Sandbox:
    """A pool of parsing processes; safe to call from several threads.

    Args:
        processes: how many may run at the same time.
        memory_bytes: address space of each.
    """

    def __init__(self, processes: int, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._slots = threading.BoundedSemaphore(processes)
        self._idle: list[_Process] = []
        self._lock = threading.Lock()
        self.restarts = 0

    def call(self, job: str, header: dict[str, Any], body: bytes, seconds: float) -> dict[str, Any]:
        """Run one job of `transforms.feeds.parser_process.JOBS`.

        Raises:
            FetchError: what the job raised, or `parse_timeout`, `parse_memory`, `parse_crash`.
        """
        with self._slots:
            process = self._take()
            try:
                outcome = process.call({**header, "job": job, "seconds": seconds}, body, seconds)
            except BaseException as error:
                process.stop()
                self.restarts += 1
                if isinstance(error, TimeoutError):
                    raise FetchError("parse_timeout", f"parsing was stopped after {seconds:g} s") from None
                if isinstance(error, (EOFError, BrokenPipeError, ConnectionError)):
                    raise FetchError("parse_crash", "the parsing process died") from None
                raise
            if outcome.get("retire"):
                process.stop()
            else:
                with self._lock:
                    self._idle.append(process)
        if "error" in outcome:
            raise FetchError(outcome["error"], outcome["message"])
        result: dict[str, Any] = outcome["ok"]
        return result

    def _take(self) -> _Process:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return _Process(self._memory_bytes)

    def close(self) -> None:
        """End all idle processes."""
        with self._lock:
            for process in self._idle:
                process.stop()
            self._idle.clear()


_POOLS: dict[tuple[int, int], Sandbox] = {}
_POOLS_LOCK = threading.Lock()


def shared_sandbox(processes: int, memory_bytes: int) -> Sandbox:
    """Return the pool of this process: it outlives bundles and runs, so that starting it is paid once."""
    with _POOLS_LOCK:
        key = (processes, memory_bytes)
        if key not in _POOLS:
            _POOLS[key] = Sandbox(processes, memory_bytes)
            atexit.register(_POOLS[key].close)
        return _POOLS[key]
