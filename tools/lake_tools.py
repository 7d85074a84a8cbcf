"""Get what the tests of the lake check it with and no developer needs otherwise, into `.engines/`.

Spark comes from PyPI (pyspark; it needs Java 17), a GCS server from the Go module proxy (fake-gcs-server),
validators of Data Packages and Croissant from PyPI (frictionless, mlcroissant). What is there is not fetched again.
"""

from __future__ import annotations

import shutil
import sys
import venv
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from fetching import ENGINES, Getters, get_all, need, pip, run  # noqa: E402

SPARK = ENGINES / "spark"
"""A folder for sys.path."""
GCS_SERVER = ENGINES / "fake-gcs-server"
VALIDATORS = ENGINES / "validators"
"""A virtual environment."""


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


GETTERS: Getters = {
    "spark": get_spark,
    "gcs-server": get_gcs_server,
    "validators": get_validators,
}


if __name__ == "__main__":
    sys.exit(get_all(GETTERS, otherwise=", its tests are skipped"))
