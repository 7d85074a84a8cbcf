"""The fault server's modules live beside its tests."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from fault_server import FaultServer  # noqa: E402 - found through the line above


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A fault server without sites."""
    server = FaultServer()
    yield server
    server.close()
