"""Ctrl-C that waits its turn: from the commit point on, what is begun is also put into place."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back SIGINT until the block has ended, then let it have its effect.

    A killed process leaves no harm either, since the next one finishes the newest log entry; but somebody who
    pressed Ctrl-C should not find a lake that had to be repaired. Only the main thread is ever interrupted.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []

    def hold(number: int, _frame: FrameType | None) -> None:
        held.append(number)

    before = signal.getsignal(signal.SIGINT)
    if before is None:  # somebody else's, outside of Python: not ours to put back
        yield
        return
    signal.signal(signal.SIGINT, hold)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if held:
            signal.raise_signal(signal.SIGINT)
