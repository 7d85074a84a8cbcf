"""The gate: one request at a time per host and a pause between two, over threads and over processes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from transforms.feeds.errors import FetchError
from transforms.feeds.host_slots import HostSlots
from transforms.feeds.politeness import HostGate, Lease, dispatch

ASK = """
import sys, time
from pathlib import Path
from transforms.feeds.host_slots import HostSlots
from transforms.feeds.politeness import HostGate, Lease

gate = HostGate(shared=HostSlots(Path(sys.argv[1])))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(6):
    gate.enter("wire.example")
    lease = Lease(gate, "wire.example", 0.15)
    lease.asked = True
    began = time.time()
    time.sleep(0.05)
    print(began, time.time(), flush=True)
    lease.release()
"""


def test_processes_take_turns_and_keep_the_pause(tmp_path: Path) -> None:
    children = [
        subprocess.Popen(
            [sys.executable, "-c", ASK, str(tmp_path / "hosts")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        for _ in range(3)
    ]
    for child in children:
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
    spans = []
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    for child in children:
        out, _ = child.communicate(timeout=60)
        spans += [tuple(map(float, line.split())) for line in out.splitlines()]
    spans.sort()
    assert len(spans) == 18
    pauses = [began - ended for (_, ended), (began, _) in zip(spans, spans[1:], strict=False)]
    assert min(pauses) >= 0.149, pauses


def test_a_process_that_dies_gives_its_hosts_back(tmp_path: Path) -> None:
    holder = (
        "import sys, time; from pathlib import Path; from transforms.feeds.host_slots import HostSlots;"
        "print(HostSlots(Path(sys.argv[1])).take('h'), flush=True); time.sleep(60)"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", holder, str(tmp_path / "s")], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None and child.stdout.readline() == "0.0\n"
    slots = HostSlots(tmp_path / "s")
    assert slots.take("h") > 0
    assert slots.take("another") == 0.0
    child.kill()
    child.wait()
    assert slots.take("h") == 0.0
    child.stdout.close()


def test_pauses_outlive_the_process_and_clocks_set_back_do_no_harm(tmp_path: Path) -> None:
    first, second = HostSlots(tmp_path / "s"), HostSlots(tmp_path / "s")
    assert first.take("h") == 0.0
    first.give_back("h", 5.0)
    assert 4.0 < second.take("h") <= 5.0
    second.postpone("h", 20.0)
    assert 19.0 < first.take("h") <= 20.0
    second.postpone("h", 1e7)
    assert first.take("h") == 0.0


def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    slots = HostSlots(tmp_path / "link")
    assert slots.take("h") == slots.take("h") == 0.0
    assert len(caplog.records) == 1 and "within this process only" in caplog.text
    assert not list((tmp_path / "real").iterdir())


def test_hosts_that_never_answer_are_left_alone_later_than_those_that_cannot_be_reached() -> None:
    now = [0.0]
    gate = HostGate(lambda: now[0])
    for _ in range(4):
        gate.report("slow", "read_timeout")
    gate.report("slow", None)
    for _ in range(4):
        gate.report("slow", "total_timeout")
    gate.check("slow")
    gate.report("slow", "read_timeout", "no bytes for 10 s")
    with pytest.raises(FetchError, match="no bytes") as caught:
        gate.check("slow")
    assert caught.value.kind == "host_down"
    gate.report("dead", "connect_refused")
    gate.check("dead")
    gate.report("dead", "connect_refused")
    with pytest.raises(FetchError):
        gate.check("dead")
    now[0] = 301.0
    gate.check("dead")


def test_a_host_that_asks_to_be_left_alone_is() -> None:
    now = [time.monotonic()]
    gate = HostGate(lambda: now[0])
    gate.check_rest("h")
    gate.rest("h", 60.0, "HTTP 429")
    with pytest.raises(FetchError, match="HTTP 429") as caught:
        gate.check_rest("h")
    assert caught.value.kind == "rate_limited"
    now[0] += 61.0
    gate.check_rest("h")


def test_a_full_disk_costs_the_shared_pauses_and_nothing_else(tmp_path: Path) -> None:
    program = (
        "import resource, sys; from pathlib import Path; from transforms.feeds.host_slots import HostSlots;"
        "slots = HostSlots(Path(sys.argv[1])); slots.take('h');"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY));"
        "slots.give_back('h', 60); slots.postpone('h', 60); print(slots.take('h'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "s")],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "0.0\n"
    assert done.stderr.count("cannot be written down") == 1


def test_what_goes_wrong_when_a_host_is_given_back_reaches_the_consumer() -> None:
    class Broken(HostGate):
        def leave(self, host: str, pause_s: float) -> None:
            raise OSError("no space")

    def work(item: int, _lease: Lease) -> int:
        return item

    with pytest.raises(OSError, match="no space"):
        list(dispatch([("h", 1)], work, gate=Broken(), gap_s=0.0, concurrency=1, slow_after_s=1.0))
