"""What all tests share: the project's root, and a lake of the sample feeds, made once by the real command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class SampleLake:
    """A lake after one run over seeds/sample.opml, and what that run printed."""

    path: Path
    stdout: str
    stderr: str


NOT_TESTED: dict[str, str] = {}

ALONE = {"browser", "crash", "engines", "faults", "internet"}
"""Folders whose tests set deadlines, kill processes or weigh memory: nothing else runs beside them."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is not to run beside other tests."""
    for item in items:
        if item.path.parent.name in ALONE:
            item.add_marker(pytest.mark.alone)


def pytest_configure(config: pytest.Config) -> None:
    """Give each of several workers a temporary folder of its own, as if it were another user.

    There processes tell each other which hosts are being asked: two workers would wait for each other.
    """
    if hasattr(config, "workerinput"):
        os.environ["TMPDIR"] = tempfile.tempdir = tempfile.mkdtemp(prefix="communique-tests-")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what was not tested to the process that reports, and clear up."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["not_tested"] = NOT_TESTED
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker has not tested."""
    NOT_TESTED.update(getattr(node, "workeroutput", {}).get("not_tested", {}))


def made(target: str, result: str) -> Path:
    """Return what a make target gets from a registry, or skip; the end of the report tells of it in capitals.

    Args:
        target: of the Makefile.
        result: path, relative to the project, of what it makes.
    """
    done = subprocess.run(
        ["make", "--silent", target], cwd=PROJECT, capture_output=True, text=True, timeout=900, check=False
    )
    if done.returncode != 0:
        NOT_TESTED[target] = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1]
        pytest.skip(f"make {target}: {NOT_TESTED[target]}")
    return PROJECT / result


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Shout what was not tested."""
    for target, why in NOT_TESTED.items():
        terminalreporter.write_line(
            f"NOT TESTED, {target.upper()} COULD NOT BE HAD: {why}", red=True, bold=True
        )


@pytest.fixture(scope="session")
def make_target() -> Callable[[str, str], Path]:
    """Return `made`."""
    return made


@pytest.fixture(scope="session")
def not_tested() -> Callable[[str, str], None]:
    """Return a function that skips, and has the end of the report shout what was skipped and why."""

    def not_tested(what: str, why: str) -> None:
        NOT_TESTED[what] = why
        pytest.skip(why)

    return not_tested


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
