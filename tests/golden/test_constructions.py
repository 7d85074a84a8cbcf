"""A sample of the matrix of triggers and constructions (`tools/constructions.py`): each construction keeps its share of hits."""

from __future__ import annotations

from collections import defaultdict

import pytest

from schemas.event import EVENT_TYPES
from tools.constructions import Cell, cells, table, verdicts
from transforms.events.coder import Coder

pytestmark = pytest.mark.model

EVERY = 17
"""One cell of so many is tried; the whole matrix takes minutes."""


@pytest.fixture(scope="module")
def matrix() -> list[Cell]:
    return list(cells())


@pytest.fixture(scope="module")
def shares(matrix: list[Cell]) -> dict[str, list[bool]]:
    found: dict[str, list[bool]] = defaultdict(list)
    for cell, right, _, _ in verdicts(matrix[::EVERY], Coder(scope="all")):
        found[cell.frame].append(right)
    return found


def test_every_type_stands_in_many_cells_and_no_sentence_is_left_with_a_gap(matrix: list[Cell]) -> None:
    triggers = defaultdict(set)
    for cell in matrix:
        triggers[cell.type].add(cell.trigger)
        assert "{" not in cell.sentence and "  " not in cell.sentence, cell
    assert set(triggers) == set(EVENT_TYPES)
    assert min(len(found) for found in triggers.values()) >= 12
    assert len(matrix) > 10_000


@pytest.mark.parametrize("frame", table("frames"), ids=[row["id"] for row in table("frames")])
def test_share(shares: dict[str, list[bool]], frame: dict[str, str]) -> None:
    found = shares[frame["id"]]
    assert found and sum(found) / len(found) >= float(frame["least"])


def test_share_of_all(shares: dict[str, list[bool]]) -> None:
    found = [right for some in shares.values() for right in some]
    assert sum(found) / len(found) >= 0.92
