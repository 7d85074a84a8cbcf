"""An answer to entries and state: what ParseEntries and `feeds preview` both do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from schemas.feed import Entry, Response
from schemas.operations import Fetch
from transforms.articles.dates import parse_date
from transforms.feeds.entries import make_entries
from transforms.feeds.feedlist import is_local
from transforms.feeds.sandbox import Sandbox
from transforms.feeds.settings import FetchSettings
from transforms.feeds.state import after_parse


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """Entries of an answer, the state it leaves, and what was wrong (reason and words, see
    docs/errors.md)."""

    entries: list[Entry]
    fetch: Fetch
    problems: list[tuple[str, str]]
    title: str | None
    version: str


def read_response(response: Response, sandbox: Sandbox, settings: FetchSettings) -> ParsedFeed:
    """Parse an answer in the sandbox.

    Raises:
        FetchError: it is no feed, or broke the limits.
    """
    parsed: dict[str, Any] = sandbox.call(
        "feed",
        {
            "headers": dict(response.headers),
            "truncated": response.truncated,
            "max_entries": settings.max_entries,
            "url": "" if is_local(response.feed) else response.final_url,
        },
        response.body,
        settings.parse_timeout_s,
    )
    entries, broken = make_entries(response, parsed)
    problems = [("bad_entry", f"entry {position}: {why}") for position, why in broken]
    if parsed["truncated"]:
        problems.append(
            (
                "truncated",
                f"the body ends early; complete entries that were used: {len(entries)}; validators not saved",
            )
        )
    if parsed["total"] > settings.max_entries:
        problems.append(
            (
                "too_many_entries",
                f"{parsed['total']:,} entries; the first {settings.max_entries:,} were taken",
            )
        )
    dates = [parse_date(e.published or e.updated, now=response.fetched_at).value for e in entries[:64]]
    fetch = after_parse(response, parsed, [date for date in dates if date is not None], settings)
    return ParsedFeed(entries, fetch, problems, parsed.get("title"), str(parsed["version"]))
