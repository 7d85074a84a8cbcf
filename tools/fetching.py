"""Getting programs that only tests and benches need into `.engines/`; each is fetched once.

`engines.py` and `lake_tools.py` say what they get; here is how: the registries' own clients, a limit of time,
and one line that says what cannot be had and why.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGINES = ROOT / ".engines"
LIMIT_S = 900

Getters = Mapping[str, Callable[[], Path]]
"""What can be had, by name: each gets its thing, unless it is there, and returns where it is."""


class Unavailable(Exception):
    """A program that cannot be had here, and why."""


def need(program: str, why: str) -> str:
    """Return the path of a program that has to be installed already.

    Raises:
        Unavailable: it is not.
    """
    found = shutil.which(program)
    if found is None:
        raise Unavailable(f"{why}, and there is no `{program}`")
    return found


def run(command: list[str], environment: Mapping[str, str] | None = None) -> None:
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


def pip(python: str, action: str = "install") -> list[str]:
    """Return the beginning of a call of pip."""
    return [python, "-m", "pip", action, "--quiet", "--disable-pip-version-check"]


def get_all(getters: Getters, wanted: Iterable[str] = (), otherwise: str = "") -> int:
    """Get what is wanted, or all; print a line for each.

    Args:
        getters: what there is.
        wanted: names among them.
        otherwise: what follows for the tests from a thing that cannot be had.

    Returns:
        1 if one cannot be had.
    """
    ENGINES.mkdir(exist_ok=True)
    missing = 0
    for name in list(wanted) or getters:
        try:
            print(f"{name}: {getters[name]().relative_to(ROOT)}", flush=True)
        except Unavailable as error:
            missing += 1
            print(f"{name}: NOT AVAILABLE{otherwise}: {error}", file=sys.stderr, flush=True)
    return 1 if missing else 0
