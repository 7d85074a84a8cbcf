"""Programs of others on a lake: Spark reads it, validators of Data Packages and Croissant approve of it.

tools/lake_tools.py gets them (`make test` calls it); what cannot be had is skipped, and said.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from schemas.tables import TABLES
from transforms.tables.filesystem import LocalStore
from transforms.tables.lake import init, open_lake

ROOT = Path(__file__).parents[2]
SPARK = ROOT / ".engines" / "spark"
VALIDATORS = ROOT / ".engines" / "validators"
sys.path.insert(0, str(ROOT / "tests" / "crash"))
from lake_workload import clock_at, make_article, records_of, run_info  # noqa: E402


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a lake of three articles on two days, six events, twelve dyads."""
    init(LocalStore(tmp_path / "lake"), clock_at(0))
    for day, names in ((0, "ab"), (1, "c")):
        lake = open_lake(LocalStore(tmp_path / "lake"), clock=clock_at(day))
        lake.add_run(
            run_info(f"r{day}"), records_of([make_article(name) for name in names], run_id=f"r{day}")
        )
    return tmp_path


def need(there: bool, what: str) -> None:
    if not there:
        told = f"{what} is NOT tested: it is not there, and tools/lake_tools.py could not get it"
        warnings.warn(told, stacklevel=2)
        pytest.skip(told)


def test_spark_runs_its_recipe_and_reads_on_after_corrections(home: Path) -> None:
    """Spark divides files by the sizes in its listing: a frame that was made before a correction must lose
    nothing afterwards."""
    need(SPARK.is_dir() and shutil.which("java") is not None, "Spark")
    page = (ROOT / "docs" / "lake.md").read_text("utf-8")
    recipe = re.search(r"^Spark:\n\n```\w+\n(.*?)```", page, re.M | re.S)
    assert recipe is not None
    (home / "recipe.py").write_text(recipe[1], encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(SPARK), str(ROOT)]),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_SUBMIT_ARGS": "--master local[1] --conf spark.ui.enabled=false "
        "--conf spark.ui.showConsoleProgress=false --conf spark.driver.host=127.0.0.1 pyspark-shell",
    }
    command = [sys.executable, str(ROOT / "tests" / "crash" / "spark_job.py"), str(home / "recipe.py")]
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stderr[-3000:]
    assert re.search(r"CONSULT\|\s+3", done.stdout), done.stdout
    for edition in (1, 2, 3):
        assert f"edition {edition}: 6 rows, of article a {{{edition}}}" in done.stdout
    assert "\n2 days" in done.stdout


def test_croissant_describes_a_lake_that_its_own_library_can_load(home: Path) -> None:
    program = VALIDATORS / "bin" / "mlcroissant"
    need(program.is_file(), "Croissant")
    known = ("citeAs", "datePublished", "license")  # recommended; the articles belong to their publishers
    done = run([str(program), "validate", "--jsonld", "croissant.json"], home)
    assert done.returncode == 0, done.stderr
    warned = [line for line in done.stderr.splitlines() if "recommended" in line]
    assert all(any(name in line for name in known) for line in warned), warned
    done = run(
        [str(program), "load", "--jsonld", "croissant.json", "--record_set", "dyads", "--num_records", "3"],
        home,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("'dyads/event_id'") == 3
    described = json.loads((home / "lake" / "croissant.json").read_text("utf-8"))
    assert [record["name"] for record in described["recordSet"]] == list(TABLES)


def test_the_data_package_is_valid(home: Path) -> None:
    python = VALIDATORS / "bin" / "python"
    need(python.is_file(), "the Data Package")
    check = (
        "import json, sys; from frictionless import Package; "
        "report = Package.validate_descriptor(json.load(open('datapackage.json'))); "
        "print(report.flatten(['title', 'note'])); sys.exit(not report.valid)"
    )
    done = run([str(python), "-c", check], home)
    assert done.returncode == 0, done.stdout + done.stderr
    spoilt = json.loads((home / "lake" / "datapackage.json").read_text("utf-8"))
    spoilt["resources"][0]["schema"]["fields"][0]["type"] = "nonsense"
    (home / "lake" / "datapackage.json").write_text(json.dumps(spoilt), "utf-8")
    assert run([str(python), "-c", check], home).returncode == 1  # the check can fail


def run(command: list[str], home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=home / "lake", capture_output=True, text=True, timeout=300)
