"""What one published run brought, for people and for `--json`."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """Counts of one published run. It comes back the same for every retry of the run."""

    run_id: str
    seq: int
    """Number of the log entry that published it."""
    lake: str
    started_at: str
    finished_at: str
    published_at: str
    """ISO 8601, UTC."""
    mode: str = "run"
    rows: dict[str, int] = field(default_factory=dict)
    """Rows published, by table."""
    articles_new: int = 0
    articles_changed: int = 0
    """New versions of articles the lake had."""
    articles_known: int = 0
    """Articles the run met that the lake, or the run itself, had already."""
    events_by_type: dict[str, int] = field(default_factory=dict)
    events_by_status: dict[str, int] = field(default_factory=dict)
    rejects_by_reason: dict[str, int] = field(default_factory=dict)
    feeds: int = 0
    """Feeds in the list."""
    feeds_polled: int = 0
    feeds_failed: int = 0
    feeds_unchanged: int = 0
    """Feeds that answered 304, or sent what they had sent last time."""
    feeds_duplicate: int = 0
    """Feeds that another one of the list stands for (`duplicate_feed`), which is no failure."""
    feed_errors: dict[str, int] = field(default_factory=dict)
    """Polls by error class, `duplicate_feed` among them."""
    pages: dict[str, int] = field(default_factory=dict)
    """Published articles by where their text is from: `page`, or the class of what kept the page from being used."""


def together(runs: Sequence[RunSummary], *, started_at: str) -> RunSummary:
    """Return one summary of several runs: counts added up, name and time of publication of the last one.

    Args:
        runs: at least one.
        started_at: when the first of them began.
    """
    last = runs[-1]
    sums: dict[str, Any] = {}
    for item in dataclasses.fields(RunSummary):
        values = [getattr(run, item.name) for run in runs]
        if isinstance(values[0], dict):
            sums[item.name] = dict(sum((Counter(value) for value in values), Counter()))
        elif isinstance(values[0], int) and item.name not in ("seq", "feeds"):
            sums[item.name] = sum(values)
    return dataclasses.replace(last, started_at=started_at, **sums)


def to_json(summary: RunSummary) -> dict[str, Any]:
    """Return a summary as JSON types."""
    return dataclasses.asdict(summary)


def from_json(raw: dict[str, Any]) -> RunSummary:
    """Build a summary from JSON types, ignoring what a newer version added."""
    names = {item.name for item in dataclasses.fields(RunSummary)}
    return RunSummary(**{name: value for name, value in raw.items() if name in names})


def to_bytes(summary: RunSummary) -> bytes:
    """Return a summary as the bytes of its file in the lake."""
    return json.dumps(to_json(summary), indent=1).encode("utf-8")
