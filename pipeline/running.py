"""At most one stream follows feeds into a lake; a job outlives the command that started it, so the cluster is asked.

Two streams would do the lake no harm, whose commits are weighed against it, but ask every publisher twice. Three
things keep a second one out: the job's name, which carries the lake's id (Dataflow refuses a name that is active,
and on Flink it can be looked for); Flink's list of jobs, which also has those whose command was killed; and, for
lakes in a directory, a lock of the kernel from the first check to the end of the command.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.errors import RunFailed, UsageError
from pipeline.logs import tell
from transforms.tables.filesystem import LocalStore
from transforms.tables.lake import Lake
from transforms.tables.paths import LAKE_FILE

ENDED = ("FINISHED", "CANCELED", "FAILED")
"""States of Flink from which a job does not come back."""

ANSWER_S = 10.0
CANCEL_LIMIT_S = 120.0
"""A job that is in the middle of a batch of pages ends after it."""


@dataclass(frozen=True)
class Cluster:
    """A Flink cluster by its REST interface.

    Attributes:
        address: `http://host:port`.
    """

    address: str

    @classmethod
    def of(cls, flink_master: str) -> Cluster | None:
        """Return the cluster of `--flink_master`, None where Flink runs inside the command and ends with it."""
        if flink_master in ("[local]", "[auto]", "[collection]"):
            return None
        return cls(flink_master if "://" in flink_master else f"http://{flink_master}")

    def jobs(self, name: str) -> list[str]:
        """Return the ids of jobs of a name that have not ended.

        Beam makes the name of a Flink job from the one it is given and a suffix.

        Raises:
            UsageError: the cluster does not answer as one.
        """
        found = self._ask("GET", "/jobs/overview")
        return [
            str(job["jid"])
            for job in found["jobs"]
            if job["name"].partition("_")[0] == name and job["state"] not in ENDED
        ]

    def cancel(self, name: str) -> None:
        """Cancel the jobs of a name and wait for their end.

        Raises:
            UsageError: the cluster does not answer.
            RunFailed: a job does not end.
        """
        for job in self.jobs(name):
            tell(f"cancelling job {job} at {self.address}")
            self._ask("PATCH", f"/jobs/{job}?mode=cancel")
        ends = time.monotonic() + CANCEL_LIMIT_S
        while left := self.jobs(name):
            if time.monotonic() > ends:
                raise RunFailed(
                    f"job {left[0]} at {self.address} was told to end and has not within {CANCEL_LIMIT_S:.0f} s"
                )
            time.sleep(0.5)

    def _ask(self, method: str, path: str) -> dict[str, list[dict[str, str]]]:
        request = urllib.request.Request(self.address + path, method=method)
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_S) as answer:
                found: dict[str, list[dict[str, str]]] = json.load(answer)
                return found
        except (OSError, ValueError, urllib.error.URLError) as error:
            raise UsageError(f"--flink_master {self.address}: no Flink answers there ({error})") from error


def stream_name(lake: Lake) -> str:
    """Return the name of the job that streams into a lake, wherever and by whatever path it is started."""
    return f"communique-stream-{lake.description['lake_id'][:16]}"


@contextlib.contextmanager
def only_stream(lake: Lake, cluster: Cluster | None, *, takeover: bool) -> Iterator[None]:
    """Hold the right to stream into a lake.

    Args:
        lake: the lake.
        cluster: Flink's, None for other engines.
        takeover: cancel a job that runs already, and wait for the end of its command.

    Raises:
        UsageError: another stream has it; with what to do.
        RunFailed: the job to be taken over does not end.
    """
    name = stream_name(lake)
    if cluster is not None and takeover:
        cluster.cancel(name)
    with _locked(lake, wait_s=CANCEL_LIMIT_S if takeover else 0.0):
        if cluster is not None and (jobs := cluster.jobs(name)):
            raise UsageError(
                f"--lake {lake.root}: job {jobs[0]} at {cluster.address} streams into it already, and nobody waits"
                " for its end on this machine. --takeover cancels it and goes on from the lake; to go on from its"
                f" state, stop it with a savepoint (POST {cluster.address}/jobs/{jobs[0]}/stop) and give"
                " --savepoint"
            )
        yield


@contextlib.contextmanager
def _locked(lake: Lake, *, wait_s: float) -> Iterator[None]:
    if not isinstance(lake.store, LocalStore):
        yield
        return
    import fcntl  # not on Windows, where only reading a lake works

    descriptor = os.open(os.path.join(lake.store.root, LAKE_FILE), os.O_RDONLY)
    try:
        ends = time.monotonic() + wait_s
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= ends:
                    raise UsageError(
                        f"--lake {lake.root}: a `communique stream` into it runs on this machine already; end it"
                        " with SIGTERM, which cancels its job, and start again"
                    ) from None
                time.sleep(0.2)
        yield
    finally:
        os.close(descriptor)
