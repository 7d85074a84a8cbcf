"""Large blocks go back to the system when they are free."""

import os
import subprocess
import sys

import pytest

from pipeline.allocator import return_large_blocks

PROGRAM = """
import sys
from pipeline.allocator import return_large_blocks

if sys.argv[1] == "yes":
    return_large_blocks()
first = bytearray(3 << 20)
del first  # glibc learns that blocks of this size are freed, and keeps them from now on
blocks = [bytearray(b"x") * (2 << 20) for _ in range(60)]
last = blocks.pop()
del blocks
print(next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")))
"""


@pytest.mark.skipif(
    not return_large_blocks(), reason="not glibc, or its variables are set: nothing is changed"
)
def test_what_is_free_is_not_kept():
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MALLOC_")}
    kept, returned = (
        int(subprocess.check_output([sys.executable, "-c", PROGRAM, choice], text=True, env=environment))
        for choice in ("no", "yes")
    )
    assert kept - returned > 80 << 10, "KB of 118 MB that are free"


def test_an_operator_who_has_set_glibc_is_left_alone():
    command = "from pipeline.allocator import return_large_blocks; print(return_large_blocks())"
    environment = {**os.environ, "MALLOC_ARENA_MAX": "8"}
    assert (
        subprocess.check_output([sys.executable, "-c", command], text=True, env=environment).strip()
        == "False"
    )
