"""Whether the rows of one partition agree with each other: ids, references, offsets and words; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from transforms.tables import paths

ARTICLE_COLUMNS = ("article_id", "version", "title", "text", "extra_json")
EVENT_COLUMNS = ("event_id", "article_id", "evidence", "start", "end", "actors", "recipients", "speaker")


@dataclass
class Day:
    """What is known of one partition, and of those before it."""

    day: dt.date
    article_days: dict[str, dt.date]
    """Of every article so far: its partition."""
    event_ids: set[str]
    """Of every event so far."""
    versions: dict[str, int]
    """Of every article so far."""
    incomplete: set[str] = field(default_factory=set)
    """Tables of which a file could not be read: what points there cannot be checked."""
    texts: dict[str, str | None] = field(default_factory=dict)
    """Title and text of this partition's articles; None if it was stored cut."""
    events: dict[str, str] = field(default_factory=dict)
    """The article of every event of this partition."""
    problems: list[str] = field(default_factory=list)

    def say(self, table: str, problem: str) -> None:
        """Note a problem."""
        self.problems.append(f"{paths.partition(table, self.day)}: {problem}")


def check_articles(day: Day, articles: pa.Table) -> None:
    """Every article is there once."""
    for row in articles.select(list(ARTICLE_COLUMNS)).to_pylist():
        article_id = row["article_id"]
        if article_id in day.article_days:
            other = paths.partition("articles", day.article_days[article_id])
            day.say("articles", f"article {article_id} is there twice, also in {other}")
        day.article_days[article_id] = day.day
        day.versions[article_id] = row["version"]
        whole = "stored_text" not in (row["extra_json"] or "")  # see transforms/trim_texts.py
        day.texts[article_id] = f"{row['title']}\n\n{row['text']}" if whole else None


def check_events(day: Day, events: pa.Table) -> None:
    """Every event is there once, with its article, and its words are those of the text."""
    for row in events.select(list(EVENT_COLUMNS)).to_pylist():
        event_id = row["event_id"]
        if event_id in day.event_ids:
            day.say("events", f"event {event_id} is there twice")
        day.event_ids.add(event_id)
        day.events[event_id] = row["article_id"]
        if row["article_id"] not in day.texts:
            if "articles" not in day.incomplete:
                day.say("events", f"article {row['article_id']} of event {event_id} is not there")
            continue
        text = day.texts[row["article_id"]]
        if text is None:  # stored cut, so that nothing can be looked up in it
            continue
        for what, words, start, end in _spans(row):
            if not words and 0 <= start == end <= len(text):
                continue  # a party the context supplies is named nowhere in the words
            if not 0 <= start < end <= len(text):
                day.say("events", f"event {event_id}: {what} {start}-{end} lies outside the text")
            elif text[start:end] != words:
                day.say("events", f"event {event_id}: {what} {start}-{end} is not {words!r} in the text")


def check_dyads(day: Day, dyads: pa.Table) -> None:
    """Every dyad has its event, and the event's article."""
    for row in dyads.select(["event_id", "article_id"]).to_pylist():
        article_id = day.events.get(row["event_id"])
        if article_id is None:
            if "events" not in day.incomplete:
                day.say("dyads", f"event {row['event_id']} of a dyad is not there")
        elif article_id != row["article_id"]:
            day.say("dyads", f"a dyad of event {row['event_id']} names another article, {row['article_id']}")


def _spans(row: dict[str, Any]) -> Iterator[tuple[str, str, int, int]]:
    yield "evidence", row["evidence"], row["start"], row["end"]
    people = [("actor", one) for one in row["actors"]] + [("recipient", one) for one in row["recipients"]]
    if row["speaker"] is not None:
        people.append(("speaker", row["speaker"]))
    for what, one in people:
        yield what, one["text"], one["start"], one["end"]
