"""What the C library does with large blocks that are free again."""

from __future__ import annotations

import ctypes
import functools
import os
import sys

# From glibc's malloc.h.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8

LARGE_BYTES = 1 << 20
ARENAS = 2


@functools.cache
def return_large_blocks() -> bool:
    """Let glibc hand blocks from a megabyte on back to the system as soon as they are free; return whether it does.

    Beam's in-process engine keeps what one step hands to the next in buffers as large as all of it, and joins and
    copies them. glibc takes the first such block that is freed as a sign to keep all up to 32 MB in its heaps, one for
    each of several threads, where they leave holes: a third of the memory of a large run was such holes. The matrices
    of the language model are mostly below a megabyte and stay where they are quick. Other C libraries, and a process
    whose operator has set glibc's own variables, are left as they are.
    """
    if not sys.platform.startswith("linux") or "GLIBC_TUNABLES" in os.environ:
        return False
    if any(name.startswith("MALLOC_") for name in os.environ):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES) and mallopt(_M_ARENA_MAX, ARENAS))
