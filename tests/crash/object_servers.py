"""Object stores on loopback, each a process of its own, and the environment in which an operator would use them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BUCKET = "lakes"
GCS_SERVER = "fake-gcs-server"


@dataclass(frozen=True)
class ObjectServer:
    """A running server: what addresses begin with, and the environment variables that lead to it."""

    scheme: str
    host: str
    environment: dict[str, str]

    def address(self, name: str) -> str:
        return f"{self.scheme}://{BUCKET}/{name}"


@contextlib.contextmanager
def s3_server() -> Iterator[ObjectServer]:
    """Run moto's server; it honours `If-None-Match`, which a test checks."""
    import boto3

    host = f"127.0.0.1:{_free_port()}"
    command = [sys.executable, str(Path(__file__).with_name("s3_server.py")), host.partition(":")[2]]
    environment = {
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL_S3": f"http://{host}",
        "AWS_ENDPOINT_URL": f"http://{host}",
    }  # fmt: skip
    with _running(command, f"http://{host}/"), _environment(environment):
        boto3.client("s3").create_bucket(Bucket=BUCKET)
        yield ObjectServer("s3", host, environment)


def gcs_server_program() -> str | None:
    """Return the path of fake-gcs-server (`make test` gets it), None if there is none."""
    ours = Path(__file__).parents[2] / ".engines"
    return shutil.which(GCS_SERVER, path=f"{ours}{os.pathsep}{os.environ['PATH']}")


@contextlib.contextmanager
def gcs_server() -> Iterator[ObjectServer]:
    """Run fake-gcs-server, which keeps the rules of generations as Google's service does."""
    host = f"127.0.0.1:{_free_port()}"
    command = [str(gcs_server_program()), "-scheme", "http", "-backend", "memory", "-log-level", "error",
               "-host", "127.0.0.1", "-port", host.partition(":")[2], "-public-host", host]  # fmt: skip
    environment = {"STORAGE_EMULATOR_HOST": f"http://{host}"}
    with _running(command, f"http://{host}/storage/v1/b"), _environment(environment):
        body = json.dumps({"name": BUCKET}).encode("utf-8")
        request = urllib.request.Request(
            f"http://{host}/storage/v1/b?project=test", body, {"Content-Type": "application/json"}
        )
        urllib.request.urlopen(request, timeout=10).close()
        yield ObjectServer("gs", host, environment)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def _running(command: list[str], address: str) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(600):
                with contextlib.suppress(urllib.error.URLError, ConnectionError):
                    urllib.request.urlopen(address, timeout=5).close()
                    break
                assert process.poll() is None, f"{command} ended by itself"
                time.sleep(0.1)
            yield
        finally:
            process.terminate()


@contextlib.contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
