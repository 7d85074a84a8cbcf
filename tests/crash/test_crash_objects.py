"""The lake on an S3 server on loopback: deaths at its steps, publishers that race, readers through S3.

`COMMUNIQUE_CRASH_KILLS` of 200 or more takes every step, fewer (the default) a sample.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pyarrow.dataset as ds
import pyarrow.fs as fs
import pytest

boto3 = pytest.importorskip("boto3")
moto_server = pytest.importorskip("moto.server")

sys.path.insert(0, str(Path(__file__).parent))
from lake_processes import publish  # noqa: E402
from lake_workload import Dead, Mortal, clock_at, make_article, records_of, run_info  # noqa: E402

from schemas.tables import TABLES  # noqa: E402
from transforms.object_store import ObjectStore, s3_store  # noqa: E402
from transforms.open_lake import open_store  # noqa: E402
from transforms.tables.compact import compact  # noqa: E402
from transforms.tables.errors import LakeError  # noqa: E402
from transforms.tables.filesystem import Bytes  # noqa: E402
from transforms.tables.lake import init, open_lake  # noqa: E402
from transforms.tables.verify import verify  # noqa: E402

EVERY_STEP = int(os.environ.get("COMMUNIQUE_CRASH_KILLS", "20")) >= 200

pytestmark = pytest.mark.crash


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """An S3 server of its own, with credentials in the environment as an operator has them."""
    environment = {
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
    }  # fmt: skip
    before = dict(os.environ)
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    os.environ.update(environment, AWS_ENDPOINT_URL_S3=f"http://{host}:{port}")
    boto3.client("s3").create_bucket(Bucket="lakes")
    yield "lakes"
    server.stop()
    os.environ.clear()
    os.environ.update(before)


class MortalObjects(Mortal, ObjectStore):
    """An object store that dies on command; objects are never half written."""

    def __init__(self, address: str, die_at: int | None = None, when: str = "before") -> None:
        whole = s3_store(address)
        super().__init__(address, whole._access, whole._put)
        self.die_at, self.when = die_at, when
        self.steps: list[str] = []

    def write(self, path: str, data: Bytes) -> None:
        with self._step(f"write {path}"):
            super().write(path, data)


def copy_lake(bucket: str, source: str, target: str) -> str:
    client = boto3.client("s3")
    for item in client.list_objects_v2(Bucket=bucket, Prefix=f"{source}/")["Contents"]:
        key = target + item["Key"][len(source) :]
        client.copy_object(Bucket=bucket, Key=key, CopySource={"Bucket": bucket, "Key": item["Key"]})
    return f"s3://{bucket}/{target}"


def content(address: str) -> dict[str, list[tuple]]:
    """Every table as pyarrow reads it from the bucket."""
    host = os.environ["AWS_ENDPOINT_URL_S3"].removeprefix("http://")
    remote = fs.S3FileSystem(endpoint_override=host, scheme="http", region="us-east-1",
                             access_key="test", secret_key="test")  # fmt: skip
    columns = {
        "articles": ["article_id", "version"], "events": ["event_id"], "dyads": ["event_id", "actor_name"],
        "fetches": ["run_id"], "rejects": ["run_id"], "runs": ["run_id"],
    }  # fmt: skip
    found = {}
    for name in TABLES:
        table = ds.dataset(f"{address.removeprefix('s3://')}/{name}", filesystem=remote, partitioning="hive")
        rows = table.to_table(columns=[*columns[name], "ingest_date"]).to_pylist()
        found[name] = sorted(tuple(map(str, row.values())) for row in rows)
    return found


def prepared(address: str) -> str:
    init(open_store(address), clock_at(0))
    for run_id, day, names in (("r1", 0, "ab"), ("r2", 0, "cd"), ("r3", 1, "ef")):
        lake = open_lake(open_store(address), clock=clock_at(day))
        lake.add_run(run_info(run_id), records_of([make_article(name) for name in names], run_id=run_id))
    return address


def test_death_at_steps_on_s3(bucket: str) -> None:
    prepared(f"s3://{bucket}/origin")
    recorder = MortalObjects(copy_lake(bucket, "origin", "whole"))
    publish(recorder)
    after = content(f"s3://{bucket}/whole")
    steps = list(enumerate(recorder.steps))
    for number, step in steps if EVERY_STEP else steps[7 :: len(steps) // 3]:
        address = copy_lake(bucket, "origin", f"broken-{number}")
        with pytest.raises(Dead):
            publish(MortalObjects(address, number, "before" if number % 2 else "after"))
        publish(open_store(address))
        assert content(address) == after, step
        assert verify(open_lake(open_store(address), clock=clock_at(9))).problems == (), step


def test_publishers_race_on_s3(bucket: str) -> None:
    """No lock: the log's numbers alone keep the publishers apart."""
    writers, runs = (4, 3) if EVERY_STEP else (2, 2)
    address = f"s3://{bucket}/race"
    init(open_store(address), clock_at(0))
    failures: list[BaseException] = []

    def write(writer: int) -> None:
        try:
            for number in range(runs):
                run_id = f"w{writer}-{number}"
                lake = open_lake(open_store(address), clock=clock_at(0))
                articles = [make_article(f"{run_id}-own"), make_article(f"shared-{number}")]
                lake.add_run(run_info(run_id), records_of(articles, run_id=run_id))
        except BaseException as error:  # noqa: BLE001 - a thread's error has to reach the test
            failures.append(error)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    found = content(address)
    assert len(found["runs"]) == writers * runs
    assert [row[0] for row in found["articles"]] == sorted(
        [f"w{writer}-{number}-own" for writer in range(writers) for number in range(runs)]
        + [f"shared-{number}" for number in range(runs)]
    )
    assert verify(open_lake(open_store(address), clock=clock_at(0))).problems == ()


def test_a_publisher_that_slept_changes_nothing(bucket: str) -> None:
    """It wakes after others finished its entry and went on: neither its moves nor its clean-up do harm."""
    address = prepared(f"s3://{bucket}/sleeper")
    dry = MortalObjects(copy_lake(bucket, "sleeper", "sleeper-dry"))
    publish(dry)
    asleep_at = next(number for number, step in enumerate(dry.steps) if step.startswith("move articles/"))

    class Sleeper(MortalObjects):
        def _die(self) -> None:
            self.die_at = None
            publish(open_store(address))
            later = open_lake(open_store(address), clock=clock_at(1))
            later.add_run(run_info("r5"), records_of([make_article("a", edition=3)], run_id="r5"))

    publish(Sleeper(address, asleep_at))
    versions = dict(row[:2] for row in content(address)["articles"])
    assert versions["a"] == "3"
    assert verify(open_lake(open_store(address), clock=clock_at(1))).problems == ()


def test_compaction_on_s3_wants_to_be_alone(bucket: str) -> None:
    address = prepared(f"s3://{bucket}/compact")
    before = content(address)
    lake = open_lake(open_store(address), clock=clock_at(9))
    with pytest.raises(LakeError, match="--offline"):
        compact(lake)
    assert compact(lake, offline=True)["days"] == 1
    assert content(address) == before
    assert verify(lake).problems == ()
