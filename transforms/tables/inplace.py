"""A file whose rows change while its name stays, so that no reader meets a name that is gone.

A reader lists names first and opens them later; some open a file twice, for its footer and for its columns; some
look for the footer where the size in the listing says; some divide a file among tasks by that size, and a row
group counts for the task in whose range its middle lies. In between the file may have changed. So everything an
old footer points to stays where it is, the old footers too, and new rows lie inside the first size of the file,
in room that was left for them:

    rows | room | footer                                      as first written
    old rows | rows | rest of the room | old footer | footer  after a correction

Whoever holds an old footer finds the old rows, whoever reads the new one the new rows, nobody a mixture or none.
"""

from __future__ import annotations

import pyarrow as pa

from schemas.tables import Table
from transforms.tables.parquet import MAGIC, encode

ROOM_UP_TO = 1_000_000
"""Bytes of rows up to which a file gets room: those of small runs. Larger ones would double the lake."""

_ROOM = 4  # times the rows there are: so many corrections until the folder must be exchanged
_SPARE = 32_768
_TAIL = 8  # length of the footer, and the magic
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
