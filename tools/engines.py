"""Get the engines that tests and benches run on into `.engines/`, from package registries only.

Flink's distribution comes from PyPI (`apache-flink-libraries`), Beam's Flink job server and the schema of the
Flink operator from Maven Central (tools/flink/), Prism from the Go module proxy. What is there already is not
fetched again.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from fetching import ENGINES, ROOT, Unavailable, get_all, need, pip, run  # noqa: E402

__all__ = [
    "ENGINES",
    "GETTERS",
    "Unavailable",
    "get_flink",
    "get_job_server",
    "get_operator_schema",
    "get_prism",
]

FLINK_VERSION = "1.19.3"
"""The newest release of the line that the job server of tools/flink/pom.xml is made for."""
FLINK_LIB = ENGINES / f"flink-{FLINK_VERSION}" / "lib"
JOB_SERVER = ENGINES / "job-server" / "flink-job-server.jar"
OPERATOR_VERSION = "1.10.0"
"""Of the Flink Kubernetes operator that deploy/kubernetes/flink.yaml is written for."""
OPERATOR_SCHEMA = ENGINES / f"flink-operator-{OPERATOR_VERSION}" / "flinkdeployments.yaml"
PRISM = ENGINES / "prism"


def get_flink() -> Path:
    """Return the folder of Flink's jars."""
    need("java", "Flink runs on Java 17")
    if not FLINK_LIB.is_dir():
        ENGINES.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=ENGINES) as folder:
            name = f"apache-flink-libraries=={FLINK_VERSION}"
            source = ["--no-deps", "--no-build-isolation", "--no-binary", ":all:"]
            run([*pip(sys.executable, "download"), *source, "-d", folder, name])
            (archive,) = Path(folder).glob("*.tar.gz")
            _unpack_lib(archive, Path(folder, "lib"))
            FLINK_LIB.parent.mkdir(parents=True, exist_ok=True)
            os.rename(Path(folder, "lib"), FLINK_LIB)
    return FLINK_LIB


def _unpack_lib(archive: Path, target: Path) -> None:
    """Take `deps/lib` of the source archive; table planners and SQL are not needed."""
    target.mkdir()
    with tarfile.open(archive) as packed:
        for member in packed:
            name = Path(member.name).name
            if member.isfile() and "/deps/lib/" in member.name and "table" not in name:
                source = packed.extractfile(member)
                if source is not None:
                    with source, open(target / name, "wb") as file:
                        shutil.copyfileobj(source, file)


def get_job_server() -> Path:
    """Return the jar that takes Beam pipelines and submits them to Flink."""
    need("java", "the job server runs on Java 17")
    if not JOB_SERVER.is_file():
        mvn = need("mvn", "the job server is put together with Maven")
        run([mvn, "-q", "-B", "-f", str(ROOT / "tools/flink/pom.xml"), f"-Dengines={ENGINES}", "package"])
    return JOB_SERVER


def get_operator_schema() -> Path:
    """Return the CustomResourceDefinition of FlinkDeployment: what the operator lets Kubernetes accept."""
    if not OPERATOR_SCHEMA.is_file():
        mvn = need("mvn", "the operator's schema is fetched with Maven")
        ENGINES.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=ENGINES) as folder:
            name = f"org.apache.flink:flink-kubernetes-operator-api:{OPERATOR_VERSION}"
            copy = "org.apache.maven.plugins:maven-dependency-plugin:3.6.0:copy"
            run([mvn, "-q", "-B", copy, f"-Dartifact={name}", f"-DoutputDirectory={folder}"])
            (jar,) = Path(folder).glob("*.jar")
            OPERATOR_SCHEMA.parent.mkdir(parents=True, exist_ok=True)
            with zipfile.ZipFile(jar) as packed:
                schema = packed.read("META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml")
            Path(folder, "schema").write_bytes(schema)
            os.rename(Path(folder, "schema"), OPERATOR_SCHEMA)
    return OPERATOR_SCHEMA


def get_prism() -> Path:
    """Return Beam's Prism runner, built for this machine."""
    if not PRISM.is_file():
        go = need("go", "Prism is built with Go")
        module = f"github.com/apache/beam/sdks/v2/go/cmd/prism@v{version('apache-beam')}"
        run([go, "install", module], {"GOBIN": str(ENGINES)})
    return PRISM


GETTERS: dict[str, Callable[[], Path]] = {
    "prism": get_prism,
    "flink": get_flink,
    "job-server": get_job_server,
    "operator-schema": get_operator_schema,
}


def main() -> int:
    """Get the engines named, or all; return 1 if one cannot be had."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", nargs="*", choices=[*GETTERS, []], help="default: all")
    return get_all(GETTERS, parser.parse_args().engine, ", its tests are skipped")


if __name__ == "__main__":
    sys.exit(main())
