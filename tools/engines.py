"""Get the engines that tests and benches run on into `.engines/`, from package registries only.

Flink's distribution comes from PyPI (`apache-flink-libraries`), Beam's Flink job server from Maven Central
(tools/flink/pom.xml), Prism from the Go module proxy. What is there already is not fetched again.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGINES = ROOT / ".engines"

FLINK_VERSION = "1.19.3"
"""The newest release of the line that the job server of tools/flink/pom.xml is made for."""
FLINK_LIB = ENGINES / f"flink-{FLINK_VERSION}" / "lib"
JOB_SERVER = ENGINES / "job-server" / "flink-job-server.jar"
PRISM = ENGINES / "prism"
LIMIT_S = 900


class Unavailable(Exception):
    """An engine that cannot be had here, and why."""


def get_flink() -> Path:
    """Return the folder of Flink's jars."""
    _need("java", "Java 17 to run Flink")
    if not FLINK_LIB.is_dir():
        with tempfile.TemporaryDirectory(dir=_made(ENGINES)) as folder:
            name = f"apache-flink-libraries=={FLINK_VERSION}"
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
            _run([*pip, "--no-deps", "--no-build-isolation", "--no-binary", ":all:", "-d", folder, name])
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
    _need("java", "Java 17 to run the job server")
    if not JOB_SERVER.is_file():
        maven = _need("mvn", "Maven to fetch the job server")
        _run([maven, "-q", "-B", "-f", str(ROOT / "tools/flink/pom.xml"), f"-Dengines={ENGINES}", "package"])
    return JOB_SERVER


def get_prism() -> Path:
    """Return Beam's Prism runner, built for this machine."""
    if not PRISM.is_file():
        go = _need("go", "Go to build Prism")
        module = f"github.com/apache/beam/sdks/v2/go/cmd/prism@v{version('apache-beam')}"
        _run([go, "install", module], {"GOBIN": str(_made(ENGINES))})
    return PRISM


GETTERS: dict[str, Callable[[], Path]] = {
    "prism": get_prism,
    "flink": get_flink,
    "job-server": get_job_server,
}


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _need(program: str, purpose: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise Unavailable(f"{program} is not installed; it takes {purpose}")
    return found


def _run(command: list[str], environment: dict[str, str] | None = None) -> None:
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LIMIT_S,
        )
    except subprocess.TimeoutExpired:
        raise Unavailable(f"{command[0]} did not end within {LIMIT_S} s") from None
    if done.returncode:
        last = [line for line in done.stdout.splitlines() if line.strip()][-3:]
        raise Unavailable(f"{Path(command[0]).name} failed: " + " / ".join(last))


def main() -> int:
    """Get the engines named, or all; return 1 if one cannot be had."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", nargs="*", choices=[*GETTERS, []], help="default: all")
    missing = 0
    for name in parser.parse_args().engine or GETTERS:
        try:
            print(f"{name}: {GETTERS[name]().relative_to(ROOT)}", flush=True)
        except Unavailable as error:
            missing += 1
            print(f"{name}: NOT AVAILABLE: {error}", file=sys.stderr, flush=True)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
