"""The index of known articles: right for every history of commits, merges and overwritten entries."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.tables import segments
from transforms.tables.errors import IndexGap
from transforms.tables.filesystem import LocalStore
from transforms.tables.segments import SegmentFolder, digest128, find, join, pack
from transforms.tables.store import StoredFile

COMMITS = st.lists(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 2**64 - 1)), max_size=8), min_size=1, max_size=40
)


@settings(max_examples=40, deadline=None)
@given(COMMITS, st.integers(1, 4))
def test_the_newest_entry_is_found_after_any_merges(
    commits: list[list[tuple[int, int]]], unmerged: int
) -> None:
    expected: dict[int, int] = {}
    before = segments._UNMERGED
    segments._UNMERGED = unmerged
    try:
        with tempfile.TemporaryDirectory() as root:
            folder = SegmentFolder(LocalStore(root), "index", 3)
            for seq, entries in enumerate(commits, 1):
                expected.update(entries)
                data = pack([(*digest128(str(key)), value) for key, value in entries], 3)
                folder.store.write(folder.path(seq, seq), data)
                folder.tidy()
            assert folder.covers(len(commits))
            assert not folder.covers(len(commits) + 1)
            matrices = folder.open()
            for key in range(31):
                found = [int(m[2, at]) for m in matrices if (at := find(m, [digest128(str(key))])[0]) >= 0]
                assert found[:1] == ([expected[key]] if key in expected else [])
    finally:
        segments._UNMERGED = before


def test_digests_that_agree_in_their_first_half_are_told_apart() -> None:
    matrix = join([np.array([[5, 5, 5, 9], [1, 2, 4, 0]], dtype="<u8")])
    wanted = [(5, 4), (5, 2), (5, 3), (9, 0), (9, 9), (10, 0), (0, 0)]
    found = [2, 1, -1, 3, -1, -1, -1]
    assert find(matrix, wanted) == found
    assert find(matrix, wanted * 3) == found * 3  # many at once go another way


@pytest.mark.parametrize("rows", [2, 6])
def test_an_empty_segment_is_one_too(tmp_path: Path, rows: int) -> None:
    folder = SegmentFolder(LocalStore(tmp_path), "index", rows)
    folder.store.write(folder.path(1, 1), pack([], rows))
    assert folder.covers(1)
    assert find(folder.open()[0], [(1, 1)]) == [-1]


def test_a_gap_or_a_stray_file_is_noticed(tmp_path: Path) -> None:
    folder = SegmentFolder(LocalStore(tmp_path), "index", 2)
    for low, high in ((1, 3), (2, 3), (5, 5)):
        folder.store.write(folder.path(low, high), b"")
    folder.store.write("index/.half.tmp", b"x")
    assert [(one.low, one.high) for one in folder.live()] == [(1, 3), (5, 5)]
    assert folder.covers(3) is False
    with pytest.raises(IndexGap, match="up to 3, not 4"):
        folder.open(upto=4)


def test_publishers_that_merge_at_once_leave_no_gap(tmp_path: Path) -> None:
    folder = SegmentFolder(LocalStore(tmp_path), "index", 3)
    for low, high, value in ((1, 4, 1), (5, 12, 2), (8, 13, 3)):
        folder.store.write(folder.path(low, high), pack([(*digest128("a"), value)], 3))
    assert folder.covers(13)
    newest = folder.open(upto=13)[0]
    assert int(newest[2, find(newest, [digest128("a")])[0]]) == 3


def test_making_the_index_anew_spares_what_others_have_added_since(tmp_path: Path) -> None:
    folder = SegmentFolder(LocalStore(tmp_path), "index", 2)
    for low, high in ((1, 1), (3, 3), (4, 4), (5, 5), (9, 9)):
        folder.store.write(folder.path(low, high), b"")
    folder.rewrite(b"", 4)
    assert [(one.low, one.high) for one in folder.all()] == [(1, 4), (5, 5)]
    assert folder.covers(5)


def test_tidying_spares_what_is_added_meanwhile(tmp_path: Path) -> None:
    class Busy(LocalStore):
        def files(self, folder: str) -> list[StoredFile]:
            found = super().files(folder)
            seq = len(found) + 1
            self.write(f"{folder}/{seq:08d}-{seq:08d}.u64", b"")
            return found

    for _ in range(3):
        SegmentFolder(Busy(tmp_path), "index", 2).tidy()
    assert SegmentFolder(LocalStore(tmp_path), "index", 2).covers(3)
