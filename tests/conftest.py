"""What all tests share: the project's root, and a lake of the sample feeds, made once by the real command."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class SampleLake:
    """A lake after one run over seeds/sample.opml, and what that run printed."""

    path: Path
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def project() -> Path:
    """Return the root of the project."""
    return PROJECT


@pytest.fixture(scope="session")
def console_script() -> str:
    """Return the installed `communique`."""
    found = shutil.which("communique", path=str(Path(sys.executable).parent)) or shutil.which("communique")
    assert found, "communique is not installed: make install"
    return found


@pytest.fixture(scope="session")
def sample_lake(tmp_path_factory: pytest.TempPathFactory, console_script: str) -> SampleLake:
    """Run the sample feeds once into a lake that tests read and do not write to."""
    lake = tmp_path_factory.mktemp("sample") / "lake"
    done = subprocess.run(
        [console_script, "run", "--feeds", "seeds/sample.opml", "--lake", str(lake), "--no-full-text"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return SampleLake(lake, done.stdout, done.stderr)
