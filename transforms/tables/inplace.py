"""A file whose rows change while its name stays, so that no reader meets a name that is gone.

A reader lists names first and opens them later; some open a file twice, for its footer and for its columns; some
look for the footer where the size in the listing says, or divide a file among tasks by that size. In between the
file may have changed. So everything the old footer points to, and that footer, stay where they are, and the new
rows lie inside the old size, in room that was left for them:

    rows | room | footer                                   as first written
    old rows | rows | (rest of the room) | old footer | room | footer      after a correction

Whoever holds the old footer finds the old rows, whoever reads the new one the new rows, nobody a mixture.
"""

from __future__ import annotations

import pyarrow as pa

from schemas.tables import Table
from transforms.tables.parquet import encode

ROOM_UP_TO = 1_000_000
"""Bytes of rows up to which a file gets room: those of small runs. Larger ones would double the lake."""

_TAIL = 8  # length of the footer, and the magic
_SPARE = 8_192
_MARGIN = 16  # bytes at the start of the room that might belong to what stands before it, if that ends in zeros
_GROWTH = 8


def with_room(data: pa.Buffer) -> pa.Buffer:
    """Return a Parquet file with room before its footer for its rows once more and some; large files as they are."""
    rows = len(data) - footer_size(data)
    if rows > ROOM_UP_TO:
        return data
    room = rows + rows // 4 + _SPARE
    return _joined(data.slice(0, rows), pa.py_buffer(bytes(room)), data.slice(rows))


def rewritten(table: Table, rows: pa.Table, old: pa.Buffer, *, beyond: bool) -> pa.Buffer | None:
    """Return a file with other rows that may take the name of an old one; None if there is no such file.

    There is none when the rows do not fit into the room, or when too many old bytes have gathered.

    Args:
        table: which table.
        rows: what the file is to hold.
        old: the file as it is.
        beyond: rows that find no room may lie behind the old footer. Who divides a file among tasks by the
            size in the listing would miss them, unless told by the storage that the object has changed.
    """
    start, end = _room(old)
    after = start
    data = encode(table, rows, after=old.slice(0, after))
    tail = footer_size(data)
    if len(data) - tail > end:
        if not beyond:
            return None
        after = len(old)
        data = encode(table, rows, after=old)
    kept = old.slice(len(data) - tail) if after < len(old) else pa.py_buffer(b"")
    written = len(data) - tail - after
    if len(data) + len(kept) > _GROWTH * (written + tail):
        return None
    room = written + written // 4 + _SPARE if written <= ROOM_UP_TO else 0
    return _joined(data.slice(0, len(data) - tail), kept, pa.py_buffer(bytes(room)), data.slice(len(data) - tail))


def footer_size(data: pa.Buffer) -> int:
    """Return how many bytes the footer of a Parquet file takes, with its length and the magic."""
    return int.from_bytes(data.slice(len(data) - _TAIL, 4).to_pybytes(), "little") + _TAIL


def _room(data: pa.Buffer) -> tuple[int, int]:
    """Return where the room before a file's footer begins and ends; the zeros there tell."""
    end = len(data) - footer_size(data)
    look = min(end, 3 * ROOM_UP_TO)
    zeros = look - len(data.slice(end - look, look).to_pybytes().rstrip(b"\0"))
    return min(end, end - zeros + _MARGIN), end


def _joined(*parts: pa.Buffer) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    for part in parts:
        sink.write(part)
    return sink.getvalue()
