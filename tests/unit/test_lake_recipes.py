"""The recipes of docs/lake.md run as they stand there, and find what the lake holds."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from pathlib import Path

import duckdb
import pytest

from transforms.tables.filesystem import LocalStore
from transforms.tables.lake import init, open_lake

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "crash"))
from lake_workload import clock_at, make_article, records_of, run_info  # noqa: E402

RECIPES = dict(
    re.findall(r"^(\w+):\n\n```\w+\n(.*?)```", (ROOT / "docs" / "lake.md").read_text("utf-8"), re.M | re.S)
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a lake of three articles, six events, twelve dyads."""
    home = tmp_path_factory.mktemp("home")
    init(LocalStore(home / "lake"), clock_at(0))
    for day, names in ((0, "ab"), (1, "c")):
        lake = open_lake(LocalStore(home / "lake"), clock=clock_at(day))
        lake.add_run(
            run_info(f"r{day}"), records_of([make_article(name) for name in names], run_id=f"r{day}")
        )
    return home


def run_recipe(name: str) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(RECIPES[name], {})  # noqa: S102 - this is what a reader of the page does
    return printed.getvalue()


def test_every_tool_has_its_recipe() -> None:
    assert list(RECIPES) == ["DuckDB", "pandas", "Polars", "pyarrow", "Spark", "Retry"]


def test_duckdb(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    assert sorted(duckdb.sql(RECIPES["DuckDB"].strip().rstrip(";")).fetchall()) == [
        ("AGREE", 3),
        ("CONSULT", 3),
    ]


@pytest.mark.parametrize(
    ("tool", "printed"),
    [
        ("pandas", r"FRA +JPN +6"),
        ("Polars", r"CONSULT.*occurred.*3"),
        ("pyarrow", r"^3$"),
        ("Retry", r"CONSULT.*, 3\)"),
    ],
)
def test_python(home: Path, monkeypatch: pytest.MonkeyPatch, tool: str, printed: str) -> None:
    monkeypatch.chdir(home)
    assert re.search(printed, run_recipe(tool), re.M)
