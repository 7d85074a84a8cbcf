"""A file whose rows change while its name stays, so that no reader meets a name that is gone.

A reader lists names first and opens them later; some open a file twice, for its footer and for its columns; some
look for the footer where the size in the listing says; some divide a file among tasks by that size, and a row
group counts for the task in whose range its middle lies. In between the file may have changed. So everything an
old footer points to stays where it is, the old footers too, and new rows lie inside the first size of the file,
in room that was left for them:

    rows | room | footer                                      as first written
    old rows | rows | rest of the room | old footer | footer  after a correction

Whoever holds an old footer finds the old rows, whoever reads the new one the new rows, nobody a mixture or none.

Without room a local folder is exchanged. In an object store the object is written afresh, and a reader in its midst
holds an old footer while its requests are answered from new bytes. `displaced` sees to it that he finds no page, index
or filter where his footer has one: his tool then says that the file is broken, and does not mix values of two versions.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.tables import Table
from transforms.tables.parquet import MAGIC, encode

ROOM_UP_TO = 1_000_000
"""Bytes of rows up to which a file gets room: those of small runs. Larger ones would double the lake."""

_ROOM = 4  # times the rows there are: so many corrections until the folder must be exchanged
_SPARE = 32_768
_TAIL = 8  # length of the footer, and the magic
_STEP = 67  # bytes by which `displaced` tries to move rows; no multiple of what a writer might align to
_MARGIN = 16  # zeros at the start of the room that might belong to what stands before it


def with_room(data: pa.Buffer) -> pa.Buffer:
    """Return a Parquet file with room (zeros) before its footer; a large file as it is."""
    rows = len(data) - footer_size(data)
    if rows > ROOM_UP_TO:
        return data
    return _joined(data.slice(0, rows), pa.py_buffer(bytes(_ROOM * rows + _SPARE)), data.slice(rows))


def rewritten(table: Table, rows: pa.Table, old: pa.Buffer) -> pa.Buffer | None:
    """Return a file with other rows that may take the name of an old one, None if they find no room.

    Args:
        table: which table.
        rows: what the file is to hold.
        old: the file as it is.
    """
    start, end = _room(old)
    if end - start < _MARGIN:
        return None
    data = encode(table, rows, after=old.slice(0, start))
    written = len(data) - footer_size(data)
    if written > end - _MARGIN:
        return None
    return _joined(data.slice(0, written), old.slice(written), data.slice(written))


def displaced(table: Table, rows: pa.Table, old: pa.Buffer) -> pa.Buffer:
    """Return a file that takes the name of an object somebody may be reading; there is no room in the old one.

    The rows move a little to the back, so that nothing stands where something of its kind stood: of equally long
    texts a reader would otherwise get the old version number with the new text, without an error.

    Args:
        table: which table.
        rows: what the file is to hold.
        old: the object as it is.
    """
    before = [_Places(footer) for footer in _footers(old)]
    now = _Places(encode(table, rows))
    found = (
        shift
        for are_apart in (_Places.all_apart, _Places.pages_apart)  # tiny files cannot have all of it
        for shift in _shifts(old)
        if all(are_apart(now, one, shift) for one in before)
    )
    return encode(table, rows, after=pa.py_buffer(MAGIC + bytes(next(found, _STEP))))


def _shifts(old: pa.Buffer) -> Iterator[int]:
    """Yield by how many bytes rows might move: first where hardly any version was, since who is in the midst of one
    may have slept through two corrections; never so far that the middle of a row group leaves the old size, see above."""
    most = max(min(len(old) // 4, 262_144), len(old) // 16, 2 * _STEP)
    first = zlib.crc32(old)
    for number in range(min(most, 100_000)):
        yield (first + number * _STEP) % most


class _Places:
    """Where in a Parquet file things begin that a footer points to."""

    def __init__(self, data: pa.Buffer) -> None:
        footer = pq.read_metadata(pa.BufferReader(data))
        groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
        chunks = [group.column(number) for group in groups for number in range(group.num_columns)]
        starts = [chunk.data_page_offset for chunk in chunks]
        starts += [chunk.dictionary_page_offset for chunk in chunks if chunk.has_dictionary_page]
        ends = [
            min(chunk.data_page_offset, chunk.dictionary_page_offset or chunk.data_page_offset)
            + chunk.total_compressed_size
            for chunk in chunks
        ]
        self.pages = frozenset(starts)
        self.rows_end = max(ends)
        self.size = len(data)

    def pages_apart(self, old: _Places, shift: int) -> bool:
        """Return whether no column of this file, moved, begins where one of the old file begins."""
        return not any(page + shift in old.pages for page in self.pages)

    def all_apart(self, old: _Places, shift: int) -> bool:
        """Return whether besides nothing else of this file, moved, stands where something of its kind stands.

        Filters, indexes and, without room, the footer follow the rows; those of the old file are taken to be
        at most twice as large.
        """
        tail = self.size - self.rows_end
        start, old_end = self.rows_end + shift, min(old.size, old.rows_end + 2 * tail)
        if start < old_end and start + tail > old.rows_end:
            return False
        return self.pages_apart(old, shift)


def _footers(data: pa.Buffer) -> Iterator[pa.Buffer]:
    """Yield the files that end with each footer of a file, the newest first."""
    while data.slice(len(data) - len(MAGIC), len(MAGIC)).to_pybytes() == MAGIC and len(data) > len(MAGIC):
        yield data
        data = data.slice(0, len(data) - footer_size(data))


def footer_size(data: pa.Buffer) -> int:
    """Return how many bytes the footer of a Parquet file takes, with its length and the magic."""
    return int.from_bytes(data.slice(len(data) - _TAIL, 4).to_pybytes(), "little") + _TAIL


def _room(data: pa.Buffer) -> tuple[int, int]:
    """Return where the room of a file begins and ends: zeros before its footers, which stand in a row."""
    end = len(data)
    while data.slice(end - len(MAGIC), len(MAGIC)).to_pybytes() == MAGIC:
        end -= footer_size(data.slice(0, end))
    look = min(end, (_ROOM + 1) * ROOM_UP_TO)
    zeros = look - len(data.slice(end - look, look).to_pybytes().rstrip(b"\0"))
    return min(end, end - zeros + _MARGIN), end


def _joined(*parts: pa.Buffer) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    for part in parts:
        sink.write(part)
    return sink.getvalue()
