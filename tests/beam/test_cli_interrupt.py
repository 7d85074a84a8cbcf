"""Ctrl-C, as a terminal sends it: to the command and all its processes. It ends clean, and so is the lake."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.commands import main
from pipeline.runner import engine_failure, was_interrupted
from transforms.tables.uninterrupted import uninterrupted

sys.path.insert(0, str(Path(__file__).parent))
from manners import ROOT, furnish  # noqa: E402

LONG = {
    # command line, what is there when it is at work, and seconds from then on
    "run while the model loads": (["run", "--feeds", str(ROOT / "seeds/sample.opml"), "--lake", "new", "--no-full-text"],
                                  "new/_lake.json", 2.0),
    "run while it begins": (["run", "--feeds", "feeds.txt", "--lake", "new", "--no-full-text"], "feeds.txt", 0.3),
    "recode": (["recode", "--lake", "lake", "--into", "new"], "new/_lake.json", 1.5),
    "extract": (["extract", "-"], "feeds.txt", 1.0),
    "sql": (["sql", "--lake", "lake", "SELECT sum(sqrt(range)) FROM range(1000000000000)"], "feeds.txt", 2.0),
    "check of a feed that hangs": (["feeds", "check", "feeds.txt"], "feeds.txt", 0.5),
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
def test_ctrl_c_ends_with_one_line_and_leaves_nothing_to_repair(
    name, console_script, sample_lake, tmp_path, capfd
):
    furnish(tmp_path, sample_lake.path)
    words, sign, seconds = LONG[name]
    process = subprocess.Popen(
        [console_script, *words], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while not (tmp_path / sign).exists():
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.05)
    time.sleep(seconds)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=180)
    assert "Traceback" not in err
    if (
        process.returncode == -signal.SIGINT
    ):  # while it was still importing itself; a shell calls that 130, too
        assert err == ""
    elif process.returncode != 0:  # a machine may be so fast that it was done before
        assert process.returncode == 130, err
        assert err.splitlines()[-1] == "communique: interrupted; nothing half-done is left behind"
    if (tmp_path / "new" / "_lake.json").exists():
        assert main(["lake", "verify", str(tmp_path / "new"), "--quiet"]) == 0
        assert capfd.readouterr() == ("", "")


def test_what_must_not_be_interrupted_is_finished_first():
    done = []
    with pytest.raises(KeyboardInterrupt):
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append("put into place")
        done.append("never")
    assert done == ["put into place"]


def test_a_failed_step_and_an_interrupted_one_are_told_apart():
    assert was_interrupted("Traceback …\nRuntimeError: KeyboardInterrupt [while running 'ExtractEvents']")
    assert was_interrupted("Traceback …\nKeyboardInterrupt")
    assert not was_interrupted("Traceback …\nValueError: KeyboardInterrupt is a word [while running 'X']")


def test_what_an_engine_elsewhere_says_is_one_line():
    told = "Pipeline BeamApp-1_2 failed in state FAILED: java.io.IOException: Insufficient buffers\n\tat org.apache"
    assert (
        engine_failure(told)
        == "the engine ended it in state FAILED: java.io.IOException: Insufficient buffers"
    )
    assert engine_failure("ValueError: a bug [while running 'Step']") is None
