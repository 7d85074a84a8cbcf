"""A real disk that is full, at every page of room it can have, and one that turns read-only half-way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

pytestmark = [pytest.mark.crash, pytest.mark.timeout(1200)]


def test_a_disk_that_fills_up_or_turns_read_only(tmp_path: Path) -> None:
    """In a mount namespace of its own, which ends with the process; nothing outside sees the disk."""
    unshare = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
    if shutil.which("unshare") is None or subprocess.run([*unshare, "true"], check=False).returncode:
        told = "a full disk is NOT tested: no mount namespace can be had here"
        warnings.warn(told, stacklevel=1)
        pytest.skip(told)
    command = [*unshare, sys.executable, str(Path(__file__).with_name("full_disk.py")), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1000)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["refused"] > 5
    sys.stderr.write(
        f"\n{seen['refused']} times no space left, {seen['read_only']} times read-only: nothing lost\n"
    )
