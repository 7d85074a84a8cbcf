"""Get what the tests of the lake check it with and no developer needs otherwise, into `.engines/`.

Spark comes from PyPI (pyspark; it needs Java 17), a GCS server from the Go module proxy (fake-gcs-server),
validators of Data Packages and Croissant from PyPI (frictionless, mlcroissant). What is there is not fetched again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGINES = ROOT / ".engines"

SPARK = ENGINES / "spark"
"""A folder for sys.path."""
GCS_SERVER = ENGINES / "fake-gcs-server"
VALIDATORS = ENGINES / "validators"
"""A virtual environment."""

LIMIT_S = 900


class Unavailable(Exception):
    """A tool that cannot be had here, and why."""


def get_spark() -> Path:
    """Return the folder that holds pyspark."""
    need("java", "Spark needs Java 17")
    if not SPARK.is_dir():
        made = ENGINES / "spark.part"
        shutil.rmtree(made, ignore_errors=True)
        run([*pip(sys.executable), "--target", str(made), "pyspark>=4,<5"])
        made.rename(SPARK)
    return SPARK


def get_gcs_server() -> Path:
    """Return the program that answers as Google Cloud Storage does."""
    if not GCS_SERVER.is_file():
        go = need("go", "fake-gcs-server is built with Go")
        run([go, "install", "github.com/fsouza/fake-gcs-server@v1.56.1"], {"GOBIN": str(ENGINES)})
    return GCS_SERVER


def get_validators() -> Path:
    """Return the environment that holds the programs `frictionless` and `mlcroissant`."""
    if not (VALIDATORS / "ready").is_file():
        venv.create(VALIDATORS, with_pip=True, clear=True)
        run(
            [
                *pip(str(VALIDATORS / "bin" / "python")),
                "frictionless>=5.18,<6",
                "mlcroissant[parquet]>=1.1,<2",
            ]
        )
        (VALIDATORS / "ready").touch()
    return VALIDATORS


GETTERS: dict[str, Callable[[], Path]] = {
    "spark": get_spark,
    "gcs-server": get_gcs_server,
    "validators": get_validators,
}


def pip(python: str) -> list[str]:
    """Return the beginning of a call of pip."""
    return [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def need(program: str, why: str) -> str:
    """Return the path of a program.

    Raises:
        Unavailable: it is not installed.
    """
    found = shutil.which(program)
    if found is None:
        raise Unavailable(f"{why}, and there is no `{program}`")
    return found


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run a command to its end.

    Raises:
        Unavailable: it failed or took too long.
    """
    try:
        done = subprocess.run(
            command, env={**os.environ, **(environment or {})}, timeout=LIMIT_S,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unavailable(f"{command[0]} did not end within {LIMIT_S} s") from None
    if done.returncode:
        said = [line for line in done.stdout.splitlines() if line.strip()]
        raise Unavailable(f"{Path(command[0]).name} failed: " + " / ".join(said[-3:]))


def main() -> int:
    """Get all of them; return 1 if one cannot be had."""
    ENGINES.mkdir(exist_ok=True)
    missing = 0
    for name, get in GETTERS.items():
        try:
            print(f"{name}: {get().relative_to(ROOT)}", flush=True)
        except Unavailable as error:
            missing += 1
            print(f"{name}: NOT AVAILABLE, its tests are skipped: {error}", file=sys.stderr, flush=True)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
