"""`recode` is killed, at every named step and, as the real command, at random; the next try makes the same lake.

`COMMUNIQUE_CRASH_KILLS` of 200 or more takes every step and the real command, fewer (the default) a sample of steps.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import lake_processes as processes  # noqa: E402
from lake_workload import MortalStore, add, clock_at, make_article  # noqa: E402
from test_crash_lake import KILLS, content, context, prepared  # noqa: E402

from transforms.tables.filesystem import LocalStore  # noqa: E402
from transforms.tables.lake import open_lake  # noqa: E402
from transforms.tables.verify import verify  # noqa: E402

pytestmark = [pytest.mark.crash, pytest.mark.timeout(2400)]


def problems(root: Path) -> tuple[str, ...]:
    return verify(open_lake(LocalStore(root), clock=clock_at(9))).problems


def test_recode_killed_at_named_steps(tmp_path: Path) -> None:
    """From the making of the new lake to the marker of its last day, without a human between two tries."""
    origin, whole, broken = tmp_path / "origin", tmp_path / "whole", tmp_path / "broken"
    prepared(origin)
    add(origin, "r4", [make_article("a", edition=2)], day=1)
    before = content(origin)
    recorder = MortalStore(str(whole))
    processes.recode_origin(recorder)
    steps = list(enumerate(recorder.steps))
    assert len({step.split("/")[0] for _, step in steps}) > 10
    for number, step in steps if KILLS >= 200 else steps[2 :: max(1, len(steps) // 5)]:
        when = random.Random(number).choice(["before", "midst", "after"])
        child = context.Process(
            target=processes.die_at, args=(str(broken), "recode", number, when), daemon=True
        )
        child.start()
        child.join(300)
        assert child.exitcode == -signal.SIGKILL, step
        processes.recode_origin(LocalStore(broken))
        assert content(broken) == content(whole), (step, when)
        assert problems(broken) == (), (step, when)
        shutil.rmtree(broken)
    assert content(origin) == before


@pytest.mark.skipif(KILLS < 200, reason="each try loads the model: make test-crash has it")
def test_the_recode_command_killed_at_random(sample_lake: Any, console_script: str, tmp_path: Path) -> None:
    dice = random.Random(6)

    def start(into: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [console_script, "recode", "--lake", str(sample_lake.path), "--into", str(into), "--quiet"]
        )

    begun = time.monotonic()
    assert start(tmp_path / "whole").wait(600) == 0
    took = time.monotonic() - begun
    tries = killed = 0
    while killed < 5:
        tries += 1
        assert tries < 40, "it is always done before it is killed"
        into = tmp_path / f"broken-{tries}"
        process = start(into)
        try:
            process.wait(dice.uniform(0.3, 1.0) * took)
            took *= 0.9  # too late: the machine was busier when the time was taken
        except subprocess.TimeoutExpired:
            process.kill()
            killed += process.wait() == -signal.SIGKILL
        assert start(into).wait(600) == 0
        assert problems(into) == ()
        for table in ("articles", "events", "dyads", "fetches"):
            assert len(content(into)[table]) == len(content(tmp_path / "whole")[table]), table
        assert [row[0] for row in content(into)["events"]] == [
            row[0] for row in content(tmp_path / "whole")["events"]
        ]
    sys.stderr.write(f"\n{killed} kills of recode in {tries} tries: every lake whole\n")
