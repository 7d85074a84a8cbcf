"""The closed list of errors, its page, and the rejects made from it."""

from __future__ import annotations

import datetime as dt
import pickle
import re
from pathlib import Path

import pytest

from transforms.failures import reject
from transforms.feeds.errors import FETCH_ERRORS, REASONS, FetchError
from transforms.feeds.reference import PAGE_OUTCOMES, errors_page

ROOT = Path(__file__).resolve().parents[2]
NOW = dt.datetime(2025, 4, 1, tzinfo=dt.timezone.utc)


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == errors_page(), (
        "run python -m transforms.feeds.reference > docs/errors.md"
    )


def test_every_class_the_code_raises_is_in_the_list() -> None:
    used: set[str] = set()
    for path in [
        *(ROOT / "transforms" / "feeds").glob("*.py"),
        *(ROOT / "transforms" / "articles").glob("*.py"),
    ]:
        used |= set(re.findall(r"FetchError\(\s*\"(\w+)\"", path.read_text(encoding="utf-8")))
    assert used <= set(FETCH_ERRORS)
    assert len(used) > 25


def test_every_outcome_of_a_page_is_documented() -> None:
    source = (ROOT / "transforms" / "articles" / "full_text.py").read_text(encoding="utf-8")
    source += (ROOT / "transforms" / "fetch_full_text.py").read_text(encoding="utf-8")
    assert set(re.findall(r"kept\(article, \"(\w+)\"", source)) <= set(PAGE_OUTCOMES)
    pages = (ROOT / "transforms" / "articles" / "pages.py").read_text(encoding="utf-8")
    kinds = set(re.findall(r"\"kind\": \"(\w+)\"", pages)) | set(
        re.findall(r"return \"(\w+)\"$", pages, re.M)
    )
    assert kinds - {"article"} <= set(PAGE_OUTCOMES)


def test_an_unknown_class_is_refused() -> None:
    with pytest.raises(ValueError, match="closed list"):
        FetchError("bad_hair_day", "x")
    with pytest.raises(ValueError, match=r"docs/errors\.md"):
        reject("poll_feeds", "bad_hair_day", "x", now=NOW)


def test_errors_survive_a_trip_between_processes() -> None:
    error = FetchError("rate_limited", "HTTP 429", status=429, retry_after_s=60.0, url="https://a.example/")
    again = pickle.loads(pickle.dumps(error))
    assert (again.kind, again.message, again.status, again.retry_after_s, again.url, again.retryable) == (
        "rate_limited", "HTTP 429", 429, 60.0, "https://a.example/", True,
    )  # fmt: skip


def test_rejects_hold_what_a_column_can_hold() -> None:
    row = reject("parse_entries", "not_a_feed", "bad \ud800\x00", payload=b"\xff\x00" * 5_000, now=NOW)
    row.error.encode("utf-8")
    assert row.payload is not None and len(row.payload) <= 2_000 and "\x00" not in row.payload
    assert row.retryable is REASONS["not_a_feed"].retryable is False
