"""Lakes as tables on a terminal."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from pipeline.tabular import stdout_console
from schemas.tables import SCHEMA_VERSION, TABLES
from transforms.tables.status import LakeStatus

_UNITS = ("B", "kB", "MB", "GB", "TB")


def _size(count: float) -> str:
    for unit in _UNITS:
        if count < 1000 or unit == _UNITS[-1]:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    raise AssertionError("unreachable")


def print_status(state: LakeStatus) -> None:
    """Print what a lake holds, what waits, and what could be done."""
    console = stdout_console()
    last = state.last_commit
    console.print(
        f"[bold]{escape(state.root)}[/bold]  schema {state.schema_version}, a folder per {state.period}, {state.commits:,} commit{'' if state.commits == 1 else 's'}",
        soft_wrap=True,
    )
    if last:
        what = f"run {last['run_id']}" if last["run_id"] else last["kind"]
        console.print(f"last commit {last['at'][:19]}Z: {what}", soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    for name, justify in (("table", "left"), ("rows", "right"), ("files", "right"), ("on disk", "right")):
        table.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    table.add_column(f"{state.period}s", no_wrap=True)
    table.add_column("holds")
    for one in state.tables:
        days = f"{one.first_day} … {one.last_day}" if one.first_day else "none yet"
        table.add_row(one.table, f"{one.rows:,}", f"{one.files:,}", _size(one.bytes), days, one.doc)
    console.print(table)
    for line in _remarks(state):
        console.print(line, soft_wrap=True, markup=False)


def _remarks(state: LakeStatus) -> list[str]:
    remarks = []
    if state.unfinished:
        remarks.append(
            "the newest commit is not wholly in place yet; the next command that writes finishes it"
        )
    if state.waiting:
        remarks.append(f"at work, or died before its commit: {', '.join(state.waiting)}")
    if state.set_aside:
        remarks.append(
            f"could not be read and was set aside (_wal/…/DAMAGED says why): {', '.join(state.set_aside)}"
        )
    if state.scattered:
        several = (
            f"{state.scattered} {state.period}s lie" if state.scattered > 1 else f"1 {state.period} lies"
        )
        remarks.append(
            f"{several} in more files than needed, which makes reading slow: `communique lake compact {state.root}`"
        )
    remarks += [str(difference) for difference in state.differences]
    if any(table.rows for table in state.tables):
        glob = f"{state.root}/events/**/*.parquet"
        remarks.append(f"query it: duckdb -c \"SELECT event_type, count(*) FROM '{glob}' GROUP BY ALL\"")
    return remarks


def print_schema() -> None:
    """Print the columns of all tables."""
    console = stdout_console()
    console.print(f"schema version {SCHEMA_VERSION}; every table is partitioned by ingest_date (path only)")
    for name, table in TABLES.items():
        console.print(f"\n[bold]{name}[/bold]  {table.doc}", soft_wrap=True)
        columns = Table(box=None, pad_edge=False, show_header=False)
        for field in table.schema:
            doc = (field.metadata or {}).get(b"doc", b"").decode("utf-8")
            null = "" if field.nullable else "not null"
            kind = str(field.type) if len(str(field.type)) < 30 else str(field.type).partition("<")[0]
            columns.add_row(f"  {field.name}", kind, null, doc)
        console.print(columns)
