"""The engines of `.engines/`, and one Flink cluster for all tests of this folder.

`make test-engines` gets them and runs these tests; the plain suite leaves them out. What cannot be had (no
registry, no Java) is skipped, and the end of the report says so in capitals.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT / "tools"), str(Path(__file__).parent)]

import engines  # noqa: E402
from flink_cluster import FlinkCluster  # noqa: E402
from processes import free_port  # noqa: E402

MISSING: dict[str, str] = {}


def _have(name: str) -> Path:
    try:
        return engines.GETTERS[name]()
    except engines.Unavailable as error:
        MISSING[name] = str(error)
        pytest.skip(f"{name}: {error}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Shout what was not tested."""
    for name, why in MISSING.items():
        terminalreporter.write_line(f"ENGINE NOT TESTED: {name.upper()}: {why}", red=True, bold=True)


@pytest.fixture(scope="session")
def prism_options() -> list[str]:
    """Return what makes a command run on Prism."""
    return ["--runner", "PrismRunner", "--prism_location", str(_have("prism"))]


@pytest.fixture(scope="session")
def operator_schema() -> Path:
    """Return the file with the operator's definition of FlinkDeployment."""
    return _have("operator-schema")


@pytest.fixture(scope="session")
def cluster() -> Iterator[FlinkCluster]:
    """Return a running Flink cluster: one job manager, two task managers."""
    _have("flink")
    _have("job-server")
    made = FlinkCluster(
        folder=engines.ENGINES / "test-cluster",
        rest_port=free_port(),
        rpc_port=free_port(),
        blob_port=free_port(),
    )
    made.down()
    made.up()
    yield made
    made.down()


@pytest.fixture(scope="session")
def flink_options(cluster: FlinkCluster) -> list[str]:
    """Return what makes a command run on that cluster, on both task managers."""
    return [
        "--runner", "FlinkRunner", "--flink_master", cluster.master, "--parallelism", "2",
        "--flink_job_server_jar", str(engines.get_job_server()),
    ]  # fmt: skip


Run = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def run(console_script: str) -> Run:
    """Return a function that runs feeds into a lake and gives the report."""

    def run(feeds: Path, lake: Path, *options: str) -> dict[str, Any]:
        command = [console_script, "run", "--feeds", str(feeds), "--lake", str(lake), "--json", "--quiet"]
        done = subprocess.run(
            [*command, *options], cwd=PROJECT, capture_output=True, text=True, timeout=500, check=False
        )
        assert done.returncode == 0, done.stderr[-4_000:]
        report: dict[str, Any] = json.loads(done.stdout.strip().rpartition("\n")[2])
        return report

    return run
