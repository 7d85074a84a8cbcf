"""Where things lie in a lake. All paths are relative to its root, with `/` on every system.

<table>/ingest_date=YYYY-MM-DD/*.parquet   final files and nothing else
_lake.json                                 format and schema version, id, creation time
_log/00000001.json, 00000001.done          the numbered log; creating the .json is the commit point
_log/HEAD                                  a hint: the newest number known to be done
_log/runs/YYYYMMDD/<run_id>                summary of a published run; its existence is the proof
_wal/<run_id>/                             what one run wrote, and COMMIT which lists it
_staging/<number>-<token>/                 merged files that the log entry moves into place
_index/                                    derived: known articles, state of feeds, what was learned of the web
_lock                                      held by the one process that publishes (local lakes)
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from schemas.tables import PARTITION

LAKE_FILE = "_lake.json"
LOG = "_log"
WAL = "_wal"
STAGING = "_staging"
INDEX = "_index"
LOCK = "_lock"
HEAD = f"{LOG}/HEAD"
EXPIRED = f"{LOG}/expired"
KNOWN = f"{INDEX}/known"
OWNERS = f"{INDEX}/owners"
FEEDS = f"{INDEX}/feeds"
WEB = f"{INDEX}/web"

ANCHOR_DAY = dt.date(1970, 1, 1)
"""Partition of the zero-row file that shows every reader the schema first."""

_DAY = re.compile(rf"{PARTITION}=(\d{{4}}-\d{{2}}-\d{{2}})$")
_DATA_FILE = re.compile(rf"[^/]+/{PARTITION}=(\d{{4}}-\d{{2}}-\d{{2}})/[^/]+\.parquet")
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


def partition(table: str, day: dt.date) -> str:
    """Return the folder of one table's rows of one day."""
    return f"{table}/{PARTITION}={day.isoformat()}"


def day_of(path: str) -> dt.date:
    """Return the day of a partition folder or of a file in it.

    Raises:
        ValueError: the path names no partition.
    """
    for part in path.split("/"):
        match = _DAY.match(part)
        if match:
            return dt.date.fromisoformat(match[1])
    raise ValueError(f"no {PARTITION}=YYYY-MM-DD in {path!r}")


def anchor(table: str) -> str:
    """Return the zero-row file of a table: it sorts first, so readers take the schema from it."""
    return f"{partition(table, ANCHOR_DAY)}/schema.parquet"


def days_of(store_files: Iterable[str]) -> dict[dt.date, list[str]]:
    """Return data files by their day.

    The zero-row schema file belongs to none, nor does what others laid into a table's folder: `verify` tells.
    """
    days: dict[dt.date, list[str]] = {}
    for path in store_files:
        match = _DATA_FILE.fullmatch(path)
        if match and dt.date.fromisoformat(match[1]) != ANCHOR_DAY:
            days.setdefault(dt.date.fromisoformat(match[1]), []).append(path)
    return days


def data_file(table: str, day: dt.date, seq: int, label: str) -> str:
    """Return the final name of what log entry `seq` adds to a table; `label` is a run id or a command."""
    return f"{partition(table, day)}/{seq:08d}-{label}.parquet"


def log_entry(seq: int) -> str:
    """Return the file whose creation commits entry `seq`."""
    return f"{LOG}/{seq:08d}.json"


def log_done(seq: int) -> str:
    """Return the marker that says entry `seq` is wholly in place."""
    return f"{LOG}/{seq:08d}.done"


def log_checkpoint(seq: int) -> str:
    """Return the file that sums up the log up to and with `seq`."""
    return f"{LOG}/{seq:08d}.checkpoint.json"


def run_marker(run_id: str) -> str:
    """Return the file whose existence proves that a run is published; it holds the run's summary."""
    return f"{LOG}/runs/{run_id[:8]}/{run_id}"


def wal(run_id: str) -> str:
    """Return the folder in which a run leaves what it wrote.

    Raises:
        ValueError: the run id could not be a file name everywhere.
    """
    if not _RUN_ID.fullmatch(run_id):
        raise ValueError(f"run id {run_id!r}: use letters, digits, '-', '_' and '.', at most 100")
    return f"{WAL}/{run_id}"


def commit_record(run_id: str) -> str:
    """Return the record that says which files of a run count."""
    return f"{wal(run_id)}/COMMIT"


def expired_ids(seq: int) -> str:
    """Return the file that remembers the ids of articles which log entry `seq` let expire."""
    return f"{EXPIRED}/{seq:08d}-ids.u64"


def expired_owners(seq: int) -> str:
    """Return the file that remembers their other names, with the article of each."""
    return f"{EXPIRED}/{seq:08d}-owners.u64"


def feed_states(seq: int) -> str:
    """Return the file with the newest fetch of every feed as of log entry `seq`."""
    return f"{FEEDS}/{seq:08d}.parquet"


def web_facts(seq: int) -> str:
    """Return the file with what runs had learned of the web as of log entry `seq`."""
    return f"{WEB}/{seq:08d}.parquet"
