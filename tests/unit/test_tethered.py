"""A tethered program ends with its parent, also when that is killed with -9."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARENT = """\
import subprocess, sys
child = subprocess.Popen([sys.executable, *sys.argv[1:], "sleep", "60"])
print(child.pid, flush=True)
child.wait()
"""


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def runs_sleep(pid: int) -> bool:
    return Path(f"/proc/{pid}/cmdline").read_bytes().startswith(b"sleep")


def wait_until(true, pid: int) -> bool:
    ends = time.monotonic() + 20
    while not true(pid) and time.monotonic() < ends:
        time.sleep(0.02)
    return true(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_the_program_ends_with_a_parent_that_is_killed():
    command = [sys.executable, "-c", PARENT, "-m", "pipeline.tethered"]
    parent = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert wait_until(runs_sleep, pid)
    parent.kill()
    parent.wait()
    assert wait_until(lambda pid: not lives(pid), pid), "it lives on"


def test_arguments_and_exit_code_are_the_programs():
    program = "import sys; print(sys.argv[1:]); sys.exit(7)"
    command = [sys.executable, "-m", "pipeline.tethered", sys.executable, "-c", program, "a b", "--c"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("['a b', '--c']\n", 7), done.stderr
