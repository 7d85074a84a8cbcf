"""Ports, children of a process, and waiting for what they do."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PATIENCE_S = 180.0


def free_port() -> int:
    """Return a port of loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children_running(pid: int, program: str) -> list[int]:
    """Return the living children of a process whose command line has a word of this name."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            command = (stat.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z" and program.encode() in command:
            found.append(int(stat.parent.name))
    return found


def until(happened: Callable[[], Any], what: str, patience_s: float = PATIENCE_S) -> Any:
    """Wait for something; return what it is."""
    ends = time.monotonic() + patience_s
    while not (found := happened()):
        assert time.monotonic() < ends, f"not within {patience_s:.0f} s: {what}"
        time.sleep(0.2)
    return found
