"""The console script. Until the command line can answer Ctrl-C itself, it ends the process without a word."""

from __future__ import annotations

import signal
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Import the command line and run it; importing takes a moment in which a traceback would be of no use."""
    answers = signal.signal(signal.SIGINT, signal.SIG_DFL)
    from pipeline.commands import main as run

    signal.signal(signal.SIGINT, answers)
    return run(argv)
