"""One stream a lake, as far as this machine can tell; tests/engines asks a real cluster."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.running import Cluster, only_stream, stream_name
from transforms.open_lake import open_lake


def test_a_second_stream_of_this_machine_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    lake = open_lake(str(tmp_path / "lake"), create=True)
    with only_stream(lake, None, takeover=False):
        again = open_lake(str(tmp_path / "lake"))
        with (
            pytest.raises(UsageError, match="runs on this machine already"),
            only_stream(again, None, takeover=False),
        ):
            pass
        other = open_lake(str(tmp_path / "other"), create=True)
        with only_stream(other, None, takeover=False):
            assert stream_name(other) != stream_name(lake) == stream_name(again)
    with only_stream(lake, None, takeover=False):
        pass


def test_a_cluster_that_is_not_there_is_told_before_anything_starts(tmp_path: Path) -> None:
    lake = open_lake(str(tmp_path / "lake"), create=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    expected = f"--flink_master http://{address}: no Flink answers there"
    with pytest.raises(UsageError, match=expected), only_stream(lake, Cluster.of(address), takeover=False):
        pass


@pytest.mark.parametrize("master", ["[local]", "[auto]"])
def test_flink_inside_the_command_has_no_jobs_of_others(master: str) -> None:
    assert Cluster.of(master) is None
