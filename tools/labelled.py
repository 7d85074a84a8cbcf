"""The labelled corpus as the trainers take it: its rows, the scorer of the tests, and folds of texts."""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import corpus, corpus_articles  # noqa: E402
from transforms.events.drafts import Draft  # noqa: E402

FOLDS = 5


def scorer() -> Any:
    """Return the event scorer the tests use as a module."""
    spec = importlib.util.spec_from_file_location(
        "score_events", ROOT / "tests" / "data" / "eval" / "score_events.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(part: str) -> list[dict[str, Any]]:
    """Return the corpus rows of `train` (everything not held out) or `test`."""
    articles = [r for r in corpus_articles.load() if (r["split"] == "test") == (part == "test")]
    sentences = [r for r in corpus.load() if (r["split"] == "test") == (part == "test")]
    return articles + sentences


def moment(text: str | None) -> dt.datetime | None:
    """Return an ISO time as a datetime, None for none."""
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def plain(draft: Draft) -> dict[str, Any]:
    """Return a draft as the scorer takes events."""
    return {
        "type": draft.type,
        "status": draft.status,
        "reciprocal": draft.reciprocal,
        "actors": [{"name": p.name, "country": p.country} for p in draft.actors],
        "recipients": [{"name": p.name, "country": p.country} for p in draft.recipients],
    }


def fold_of(row_id: str) -> int:
    """Return the cross-validation fold of a row."""
    return int(hashlib.sha256(row_id.encode()).hexdigest(), 16) % FOLDS
