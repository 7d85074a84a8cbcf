"""A small lake for the tests of the lake's commands; made once, each test has a copy."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from transforms.tables.filesystem import LocalStore
from transforms.tables.lake import init

sys.path.insert(0, str(Path(__file__).parents[1] / "crash"))
from lake_workload import add, clock_at, make_article  # noqa: E402


@pytest.fixture
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loss of power is not tested, so nothing needs to be forced to the disk."""
    monkeypatch.setattr(os, "fsync", _at_once)


def _at_once(_descriptor: int) -> None:
    pass


@pytest.fixture(scope="session")
def _lake_of_three_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("lake") / "lake"
    init(LocalStore(root), clock_at(0))
    add(root, "r1", [make_article("a"), make_article("b")])
    add(root, "r2", [make_article("c")])
    add(root, "r3", [make_article("d"), make_article("a")], day=1)
    return root


@pytest.fixture
def root(_lake_of_three_runs: Path, tmp_path: Path, no_waiting_for_the_disk: None) -> Path:
    """A lake of three runs on two days."""
    return Path(shutil.copytree(_lake_of_three_runs, tmp_path / "lake"))
