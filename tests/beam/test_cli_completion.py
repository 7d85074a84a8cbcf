"""Completion as people use it: a real shell on a terminal, the printed script, and somebody who presses Tab."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

SET_UP = {
    "bash": ("bash --norc --noprofile -i", "PS1='ready> '; source {script}; communique() {{ echo \"RAN<$*>\"; }}"),
    "zsh": (
        "zsh -f -i",
        "PS1='ready> '; fpath=({folder} $fpath); autoload -Uz compinit; compinit -u -d {folder}/dump;"
        ' communique() {{ echo "RAN<$*>" }}',
    ),
    "fish": (
        "fish --no-config -i",
        "function fish_prompt; echo 'ready> '; end; source {script};"
        " function communique; echo \"RAN<$argv>\"; end",
    ),
}  # fmt: skip
TYPED = {
    "lake ver\t": "lake verify",
    "events --sta\tsch\t": "events --status scheduled",
    "run --feeds sampl\t": "run --feeds sample.opml",
    "extract artic\t": "extract articles.jsonl",
    "report --lake lake_o\t": "report --lake lake_of_mine/",
}


class Terminal:
    """A shell on a pseudo-terminal."""

    def __init__(self, command: str, cwd: Path) -> None:
        self.pid, self.end = pty.fork()
        if self.pid == 0:
            environment = {**os.environ, "TERM": "xterm", "HOME": str(cwd), "XDG_CONFIG_HOME": str(cwd)}
            os.chdir(cwd)
            os.execvpe(command.split()[0], command.split(), environment)
        self.said = ""

    def type(self, text: str) -> None:
        os.write(self.end, text.encode())

    def read_until(self, words: str, seconds: float = 20) -> str:
        """Read until a pattern has been seen, and return what it matched."""
        deadline = time.monotonic() + seconds
        while not (found := re.search(words, self.said)):
            ready, _, _ = select.select([self.end], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"{words!r} did not come: {self.said!r}"
            self.said += os.read(self.end, 4096).decode(errors="replace")
        self.said = self.said[found.end() :]
        return found[0]

    def close(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.end)


@pytest.fixture(params=SET_UP)
def shell(request, console_script, not_tested, tmp_path):
    name = request.param
    if shutil.which(name) is None:
        not_tested(f"completion in {name}", f"{name} is not installed: tools/get_shells.sh")
    script = tmp_path / "_communique"
    script.write_bytes(
        subprocess.run([console_script, "completion", name], capture_output=True, check=True).stdout
    )
    for file in ("sample.opml", "articles.jsonl"):
        (tmp_path / file).touch()
    (tmp_path / "lake_of_mine").mkdir()
    command, prepare = SET_UP[name]
    terminal = Terminal(command, tmp_path)
    terminal.type(prepare.format(script=script, folder=tmp_path) + "; echo SET''UP\n")
    terminal.read_until("SETUP")
    yield terminal
    terminal.close()


def test_tab_completes_commands_options_values_and_files(shell):
    for typed, expected in TYPED.items():
        shell.read_until("ready> ")
        for part in re.split(r"(?<=\t)", f"communique {typed}"):
            shell.type(part)
            time.sleep(0.1)
        shell.type("\n")
        ran = shell.read_until(r"RAN<[^>$]*>")
        assert ran.removesuffix(">").rstrip(" /") == f"RAN<{expected}".rstrip("/"), typed
