"""A Flink session cluster on loopback: one job manager, two task managers, all below `.engines/`.

    python tools/flink_cluster.py up        start it, wait until both task managers have registered
    python tools/flink_cluster.py status    what runs
    python tools/flink_cluster.py down      stop it, by process id

Its processes are started without Flink's shell scripts, which the package from PyPI does not carry.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from engines import ENGINES, get_flink  # noqa: E402

HOST = "127.0.0.1"
TASK_MANAGERS = 2
ENTRY = "org.apache.flink.runtime."
JOB_MANAGER = f"{ENTRY}entrypoint.StandaloneSessionClusterEntrypoint"
TASK_MANAGER = f"{ENTRY}taskexecutor.TaskManagerRunner"
# What Flink's own scripts open for it on Java 17 (FLINK-15736).
OPENS = [
    f"--add-opens=java.base/{package}=ALL-UNNAMED"
    for package in ("java.lang", "java.net", "java.io", "java.nio", "java.text", "java.time", "java.util")
    + ("java.util.concurrent", "java.util.concurrent.atomic", "java.util.concurrent.locks", "sun.nio.ch")
    + ("java.lang.reflect",)
] + ["--add-exports=java.base/sun.net.util=ALL-UNNAMED", "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED"]  # fmt: skip
TASK_MANAGER_MEMORY = {
    "framework.heap.size": "128m", "framework.off-heap.size": "128m", "task.heap.size": "512m",
    "task.off-heap.size": "0b", "network.min": "160m", "network.max": "160m", "managed.size": "64m",
    "jvm-metaspace.size": "512m", "jvm-overhead.min": "192m", "jvm-overhead.max": "192m",
}  # fmt: skip
START_LIMIT_S = 90.0
STOP_LIMIT_S = 15.0


@dataclass
class FlinkCluster:
    """One cluster in one folder.

    Attributes:
        folder: configuration, logs, process ids, checkpoints and savepoints; emptied by `up`.
        rest_port: of the job manager's REST interface.
        rpc_port, blob_port: of the job manager, towards the task managers.
        slots: task slots of each task manager.
    """

    folder: Path = ENGINES / "cluster"
    rest_port: int = int(os.environ.get("FLINK_REST_PORT", "18081"))
    rpc_port: int = int(os.environ.get("FLINK_RPC_PORT", "18123"))
    blob_port: int = int(os.environ.get("FLINK_BLOB_PORT", "18124"))
    slots: int = 1
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def master(self) -> str:
        """The address that goes into `--flink_master`."""
        return f"http://{HOST}:{self.rest_port}"

    def up(self) -> None:
        """Start the cluster and wait until every task manager has registered.

        Raises:
            RuntimeError: it runs already, or did not come up; the end of the log is in the message.
        """
        if self.pids():
            raise RuntimeError(f"a cluster runs already in {self.folder}; `down` stops it")
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in ("conf", "log", "pid", "tmp", "checkpoints", "savepoints"):
            (self.folder / name).mkdir(parents=True)
        self._write_configuration()
        self._start("jobmanager", JOB_MANAGER, heap_mb=512)
        for number in range(TASK_MANAGERS):
            self.start_task_manager(number)
        self.wait_for_task_managers(TASK_MANAGERS)

    def start_task_manager(self, number: int) -> None:
        """Start one task manager; also in the place of one that was killed."""
        self._start(f"taskmanager-{number}", TASK_MANAGER, heap_mb=700)

    def wait_for_task_managers(self, count: int) -> None:
        """Wait until so many task managers have registered.

        Raises:
            RuntimeError: they did not.
        """
        ends = time.monotonic() + START_LIMIT_S
        while time.monotonic() < ends:
            with contextlib.suppress(OSError):
                if self.get("/overview")["taskmanagers"] >= count:
                    return
            time.sleep(0.5)
        logs = "\n".join(path.read_text(errors="replace")[-1_500:] for path in self.folder.glob("log/*"))
        self.down()
        raise RuntimeError(f"the cluster did not come up within {START_LIMIT_S:.0f} s:\n{logs}")

    def pids(self) -> dict[str, int]:
        """Return the process ids of what runs, by name."""
        found = {}
        for path in sorted(self.folder.glob("pid/*")):
            pid = int(path.read_text())
            if _is_ours(pid):
                found[path.name] = pid
        return found

    def kill(self, name: str) -> None:
        """Kill one process with SIGKILL."""
        os.kill(self.pids()[name], signal.SIGKILL)

    def down(self) -> None:
        """Stop every process of the cluster."""
        for wanted in (signal.SIGTERM, signal.SIGKILL):
            for pid in self.pids().values():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, wanted)
            ends = time.monotonic() + STOP_LIMIT_S
            while self.pids() and time.monotonic() < ends:
                time.sleep(0.2)

    def running(self) -> list[str]:
        """Return name and id of the jobs that run, none if the cluster does not answer."""
        with contextlib.suppress(OSError):
            jobs = self.get("/jobs/overview")["jobs"]
            return [f"{job['name']} ({job['jid']})" for job in jobs if job["state"] == "RUNNING"]
        return []

    def get(self, path: str) -> Any:
        """Ask the REST interface."""
        with urllib.request.urlopen(self.master + path, timeout=10) as answer:
            return json.load(answer)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Tell the REST interface to do something."""
        data = json.dumps(body).encode()
        request = urllib.request.Request(
            self.master + path, data=data, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def wait_until_running(self, job: str, restarts: int = 0, limit_s: float = 120.0) -> None:
        """Wait until every task of a job runs.

        Args:
            job: its id.
            restarts: how often it must have been restarted by then: a dead task manager is not noticed at once.
            limit_s: seconds to wait.

        Raises:
            RuntimeError: they did not.
        """
        ends = time.monotonic() + limit_s
        while time.monotonic() < ends:
            found = self.get(f"/jobs/{job}")
            states = {state: count for state, count in found["status-counts"].items() if count}
            tasks = [vertex["tasks"] for vertex in found["vertices"]]
            whole = found["state"] == "RUNNING" and all(t["RUNNING"] == sum(t.values()) for t in tasks)
            if whole and self._restarts(job) >= restarts:
                return
            time.sleep(0.5)
        raise RuntimeError(f"job {job} does not run after {limit_s:.0f} s: {states}")

    def _restarts(self, job: str) -> int:
        metrics = self.get(f"/jobs/{job}/metrics?get=numRestarts")
        return int(metrics[0]["value"]) if metrics else 0

    def stop_with_savepoint(self, job: str, limit_s: float = 120.0) -> str:
        """Take a savepoint of a job, stop it, and return where the savepoint lies.

        Raises:
            RuntimeError: Flink could not.
        """
        target = (self.folder / "savepoints").as_uri()
        body = {"cancel-job": True, "target-directory": target}
        trigger = self.post(f"/jobs/{job}/savepoints", body)["request-id"]
        ends = time.monotonic() + limit_s
        while time.monotonic() < ends:
            state = self.get(f"/jobs/{job}/savepoints/{trigger}")
            if state["status"]["id"] == "COMPLETED":
                operation = state["operation"]
                if "location" not in operation:
                    raise RuntimeError(f"no savepoint: {json.dumps(operation)[:2_000]}")
                return str(operation["location"])
            time.sleep(0.5)
        raise RuntimeError(f"no savepoint within {limit_s:.0f} s")

    def _write_configuration(self) -> None:
        settings = {
            "jobmanager.rpc.address": HOST,
            "jobmanager.rpc.port": self.rpc_port,
            "jobmanager.bind-host": HOST,
            "blob.server.port": self.blob_port,
            "rest.address": HOST,
            "rest.bind-address": HOST,
            "rest.port": self.rest_port,
            "taskmanager.host": HOST,
            "taskmanager.bind-host": HOST,
            "taskmanager.numberOfTaskSlots": self.slots,
            "jobmanager.memory.process.size": "1024m",
            "io.tmp.dirs": self.folder / "tmp",
            "state.backend.type": "hashmap",
            "state.checkpoints.dir": (self.folder / "checkpoints").as_uri(),
            "state.savepoints.dir": (self.folder / "savepoints").as_uri(),
            "restart-strategy.type": "fixed-delay",
            "restart-strategy.fixed-delay.attempts": 20,
            "restart-strategy.fixed-delay.delay": "2s",
            "heartbeat.interval": 2000,
            "heartbeat.timeout": 10000,
            "web.submit.enable": "false",
            **self.settings,
        }
        lines = [f"{key}: {value}\n" for key, value in settings.items()]
        (self.folder / "conf" / "config.yaml").write_text("".join(lines))
        (self.folder / "conf" / "log4j.properties").write_text(LOG4J)

    def _start(self, name: str, main_class: str, *, heap_mb: int) -> None:
        conf = self.folder / "conf"
        java = [
            "java", f"-Xmx{heap_mb}m", "-XX:+UseSerialGC", "-XX:MaxMetaspaceSize=512m", *OPENS,
            f"-Dlog4j.configurationFile=file:{conf}/log4j.properties", "-cp", f"{get_flink()}/*", main_class,
            "--configDir", str(conf),
        ]  # fmt: skip
        if main_class == TASK_MANAGER:
            # Flink's script computes these; without it every one of them must be given.
            sizes = {**TASK_MANAGER_MEMORY, "resource-id": f"{name}-{time.time_ns()}", "cpu.cores": "1.0"}
            for key, value in sizes.items():
                prefix = "taskmanager." if key in ("resource-id", "cpu.cores") else "taskmanager.memory."
                java += ["-D", f"{prefix}{key}={value}"]
        log = open(self.folder / "log" / f"{name}.log", "ab")  # noqa: SIM115 - handed to the process
        with log:
            process = subprocess.Popen(
                java, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True
            )
        (self.folder / "pid" / name).write_text(str(process.pid))


LOG4J = """\
rootLogger.level = INFO
rootLogger.appenderRef.console.ref = Console
appender.console.name = Console
appender.console.type = CONSOLE
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{HH:mm:ss,SSS} %-5p %c{1} - %m%n
"""


def _is_ours(pid: int) -> bool:
    """Whether a process lives and is one of Flink's (process ids are used again)."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return ENTRY.encode() in command


def main() -> int:
    """Start, show or stop the cluster of this checkout."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=["up", "status", "down"])
    cluster = FlinkCluster()
    what = parser.parse_args().what
    if what == "up":
        cluster.up()
        print(f"Flink is up: {cluster.master}  (--runner FlinkRunner --flink_master {cluster.master})")
    elif what == "down":
        for job in cluster.running():
            print(f"ends with the cluster: {job}")
        cluster.down()
    for name, pid in cluster.pids().items():
        print(f"{name}: {pid}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
