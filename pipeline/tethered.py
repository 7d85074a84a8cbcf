"""A program that does not outlive the process that started it: `python -m pipeline.tethered PROGRAM ARGUMENT…`.

Beam starts a job server in Java, or Prism, and stops it at its own end, but not when it is killed with -9; the server
would then keep its ports and up to half a gigabyte for ever. On Linux the kernel can be asked to end it; elsewhere the program
just runs.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Become the program.

    Raises:
        OSError: the kernel refuses, or there is no such program.
    """
    parent = os.getppid()
    if sys.platform == "linux":
        # SIGKILL: a job server holds nothing that would need to be put in order.
        if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL):
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
        if os.getppid() != parent:  # it ended before the kernel knew
            sys.exit(1)
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
