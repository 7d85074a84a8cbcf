"""The hooks of .pre-commit-config.yaml pass on the tree as it is, run by pre-commit itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
PRE_COMMIT = str(Path(sys.executable).parent / "pre-commit")


def test_the_hooks_pass(tmp_path):
    if subprocess.run(["git", "rev-parse"], cwd=PROJECT, capture_output=True, check=False).returncode != 0:
        pytest.skip("not a git working copy, and pre-commit works on nothing else")
    done = subprocess.run(
        [PRE_COMMIT, "run", "--all-files"], cwd=PROJECT, capture_output=True, text=True, timeout=600,
        env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path)}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    hooks = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    assert done.stdout.count("Passed") == len(hooks), done.stdout
