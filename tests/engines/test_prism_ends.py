"""Prism ends with the command that started it, also when that is killed with -9."""

from __future__ import annotations

import subprocess
from pathlib import Path

import engines
import pytest
from processes import children_running, until

pytestmark = pytest.mark.engines

FEED = (
    "<rss version='2.0'><channel><title>T</title><link>https://x.example</link><description/></channel></rss>"
)


def test_prism_does_not_outlive_a_killed_command(
    console_script: str, prism_options: list[str], tmp_path: Path
) -> None:
    """Between two runs: while it works it ends by itself, at the first line that nobody reads any more."""
    (tmp_path / "feed.xml").write_text(FEED)
    (tmp_path / "feeds.txt").write_text("feed.xml\n")
    command = [
        console_script, "watch", "--every", "1h", "--feeds", tmp_path / "feeds.txt", "--lake", tmp_path / "lake",
        *prism_options,
    ]  # fmt: skip
    watching = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert watching.stderr is not None
    try:
        told = next(line for line in watching.stderr if "feeds polled" in line)
        assert "1 of 1 feeds polled, 0 failed" in told
        (prism,) = children_running(watching.pid, engines.PRISM.name)
    finally:
        watching.kill()
        watching.wait()
    until(lambda: not Path(f"/proc/{prism}").exists(), "the end of Prism", patience_s=20)
