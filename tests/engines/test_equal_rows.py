"""One graph, three engines: after the same feeds, the same rows in every table of the lake."""

from __future__ import annotations

import collections
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import page_server
import pytest
from processes import free_port

from schemas.tables import TABLES

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.engines

OF_A_RUN = {
    "articles": {"fetched_at"},
    "events": set(),
    "dyads": set(),
    "fetches": {"fetched_at", "next_poll_at", "hold_until", "duration_ms"},
    "rejects": {"created_at"},
    "runs": {"started_at", "finished_at"},
}
"""Columns that tell when, in which run and how fast; all others must not depend on the engine."""

SAMPLE = Path("seeds/sample.opml")
FEEDS_ONLY = "--no-full-text"
"""Pages of the sample's hosts cannot be had, and which page of a host meets that first is chance."""

WITH_PAGES = ("--full-text", "--allow-network", "127.0.0.0/8", "--host-gap", "0.1")
"""Pages of hosts on loopback, which always answer the same, can be compared as well."""

WHEN_OF_A_RUN = ("run_id", "seq", "lake", "started_at", "finished_at", "published_at")


@pytest.fixture(scope="module")
def expected(run: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a lake made by the default engine."""
    lake = tmp_path_factory.mktemp("fnapi") / "lake"
    report = run(SAMPLE, lake, FEEDS_ONLY)
    assert report["engine"] == "FnApiRunner"
    return lake


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a list of feeds on loopback whose articles have pages."""
    with page_server.served(free_port()) as feeds:
        listed = tmp_path_factory.mktemp("pages") / "feeds.txt"
        listed.write_text("\n".join(feeds))
        yield listed


@pytest.fixture(scope="module")
def expected_with_pages(run: Any, pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a lake made from them by the default engine in one process."""
    lake = tmp_path_factory.mktemp("fnapi-pages") / "lake"
    run(pages, lake, *WITH_PAGES, "--workers", "1")
    sources = collections.Counter(json.loads(row)["text_source"] for row in rows(lake, "articles"))
    assert sources == {"page": 36, "feed": 1}, "the pages were read, and the one that is missing was not"
    return lake


def rows(lake: Path, table: str) -> list[str]:
    """Return the rows of a table without what differs from run to run, as sorted JSON."""
    path = f"{lake}/{table}/**/*.parquet"
    found = duckdb.connect().execute("SELECT * FROM read_parquet(?, hive_partitioning = true)", [path])
    names = [column[0] for column in found.description]
    left = []
    for values in found.fetchall():
        row = dict(zip(names, values, strict=True))
        kept = {name: row[name] for name in names if name not in OF_A_RUN[table] | {"run_id"}}
        if kept.get("hints_json"):
            hints = json.loads(kept.pop("hints_json"))
            kept["hints"] = {name: hints[name] for name in hints if name != "rate_s"}  # grows with the time
        if table == "runs":
            counts = json.loads(kept.pop("counts_json"))
            kept["counts"] = {name: counts[name] for name in counts if name not in WHEN_OF_A_RUN}
        left.append(json.dumps(kept, sort_keys=True, default=str))
    return sorted(left)


def assert_same(expected: Path, lake: Path) -> None:
    for table in TABLES:
        ours, theirs = rows(lake, table), rows(expected, table)
        assert theirs, f"the default engine left no row in {table}"
        assert ours == theirs, table


def test_prism_publishes_the_same_rows(
    run: Any, expected: Path, prism_options: list[str], tmp_path: Path
) -> None:
    report = run(SAMPLE, tmp_path / "lake", FEEDS_ONLY, *prism_options)
    assert report["engine"] == "PrismRunner"
    assert_same(expected, tmp_path / "lake")


def test_prism_publishes_the_same_rows_with_pages(
    run: Any, pages: Path, expected_with_pages: Path, prism_options: list[str], tmp_path: Path
) -> None:
    run(pages, tmp_path / "lake", *WITH_PAGES, *prism_options)
    assert_same(expected_with_pages, tmp_path / "lake")


def test_flink_publishes_the_same_rows_with_pages(
    run: Any, pages: Path, expected_with_pages: Path, flink_options: list[str], tmp_path: Path
) -> None:
    report = run(pages, tmp_path / "lake", *WITH_PAGES, *flink_options)
    assert report["engine"] == "FlinkRunner"
    assert_same(expected_with_pages, tmp_path / "lake")


def test_a_second_run_on_flink_brings_nothing(
    run: Any, expected: Path, flink_options: list[str], tmp_path: Path
) -> None:
    lake = Path(shutil.copytree(expected, tmp_path / "lake"))
    report = run(Path("seeds/sample.opml"), lake, *flink_options)
    assert (report["articles"]["new"], report["events"]["total"]) == (0, 0)


def test_workers_installed_from_the_sdist_publish_the_same_rows(
    run: Any, expected: Path, flink_options: list[str], tmp_path: Path
) -> None:
    """What a worker needs is in the sdist that `--setup_file` makes: these workers have nothing else of ours."""
    copy = tmp_path / "source"
    ignored = shutil.ignore_patterns(".*", "lake", "__pycache__", "*.egg-info", "build", "dist")
    shutil.copytree(PROJECT, copy, ignore=ignored)
    python, out = [sys.executable, "-m"], tmp_path / "dist"
    subprocess.run(
        [*python, "build", "--sdist", "--no-isolation", "-o", out, copy],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (sdist,) = out.glob("*.tar.gz")
    site = tmp_path / "site"
    pip = [*python, "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--target", site, sdist]
    subprocess.run(pip, check=True, timeout=300)
    worker = tmp_path / "worker"
    worker.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(site)!r})\n"
        "import pipeline.worker, transforms.extract_events\n"
        f"assert transforms.extract_events.__file__.startswith({str(site)!r})\n"
        f"open({str(tmp_path / 'started')!r}, 'a').write('x')\n"
        "pipeline.worker.main()\n"
    )
    worker.chmod(0o755)
    config = json.dumps({"command": str(worker)})
    environment = ["--environment_type", "PROCESS", "--environment_config", config]
    run(SAMPLE, tmp_path / "lake", FEEDS_ONLY, *flink_options, *environment)
    assert (tmp_path / "started").read_text()
    assert_same(expected, tmp_path / "lake")
