"""An article on its way through the room, and what it says before any sentence is parsed: topics, datelines, names."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from schemas.event import Place
from transforms.events.bearing import Bearing
from transforms.events.parsed import Parsed as Doc
from transforms.events.sentences import Sentence
from transforms.events.where.datelines import dateline
from transforms.events.who.memory import ArticleMemory
from transforms.events.who.mentions import Mention

FOCUS_SHARE = 0.15
"""Share of an article's mentions a dateline's country needs for offices without a country to be its."""


@dataclass(frozen=True, slots=True)
class CoderInput:
    """What the coder needs of an article; `published` (UTC) is what time words are relative to."""

    article_id: str
    title: str
    text: str
    published: dt.datetime | dt.date | None = None


@dataclass(slots=True)
class Reading:
    """An article on its way through the room."""

    source: CoderInput
    document: str
    published: dt.date | None
    memory: ArticleMemory | None
    mentions: tuple[Mention, ...] = ()
    sentences: list[Sentence] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    bearing: Bearing | None = None
    docs: dict[int, Doc] = field(default_factory=dict)


def focus(reading: Reading, topics: dict[str, float]) -> str | None:
    """Return the country an office without one belongs to: that of the dateline if the article is about it."""
    for sentence in reading.sentences[1:3]:
        line = dateline(reading.document[sentence.start : sentence.end])
        if line is not None and line.places and len({p.country for p in line.places}) == 1:
            country = line.places[0].country
            return country if topics.get(country or "", 0.0) >= FOCUS_SHARE else None
    return None


def filed_at(reading: Reading, sentence: Sentence) -> Place | None:
    """Return the place of the sentence's dateline, else that of the article's."""
    for probe in (sentence, *reading.sentences[1:2]):
        line = dateline(reading.document[probe.start : probe.end])
        if line is not None and line.places:
            place = line.places[0]
            return Place(
                name=place.name, country=place.country, latitude=place.latitude, longitude=place.longitude
            )
    return None


def slug_of(reading: Reading, sentence: Sentence) -> Place | None:
    """Return the place a diary item opens with."""
    line = dateline(reading.document[sentence.start : sentence.end])
    if line is None or not line.is_slug or not line.places:
        return None
    place = line.places[0]
    return Place(name=place.name, country=place.country, latitude=place.latitude, longitude=place.longitude)


def hyphenated(reading: Reading, sentence: Sentence) -> list[tuple[int, int]]:
    """Return where hyphenated parts of people's names stand in a sentence: "Moon Jae-in" ends in no preposition."""
    out = []
    for mention in reading.mentions:
        if mention.kind == "person" and sentence.content <= mention.start and mention.end <= sentence.end:
            for word in re.finditer(r"\w+(?:-\w+)+", mention.text) if " " in mention.text else ():
                start = mention.start - sentence.content
                out.append((start + word.start(), start + word.end()))
    return out


def bodies_of(reading: Reading, sentence: Sentence) -> list[tuple[int, int]]:
    """Return where names of bodies that hold "of" stand in a sentence: "Organization of American States"."""
    return [
        (m.start - sentence.content, m.end - sentence.content)
        for m in reading.mentions
        if m.kind == "organisation" and " of " in m.text
        if sentence.content <= m.start and m.end <= sentence.end
    ]


def surnames(reading: Reading) -> frozenset[str]:
    """Return the last names, in lower case, of the people an article names, and the abbreviations of bodies."""
    full = [m.text for m in reading.mentions if m.kind == "person" or _is_abbreviation(m)]
    if reading.memory is not None:
        full += [p.actor.name for p in reading.memory.people]
    return frozenset(name.split()[-1].lower() for name in full if name.split())


def _is_abbreviation(mention: Mention) -> bool:
    return mention.kind == "organisation" and len(mention.text) > 3 and mention.text.isupper()


def topics_of(reading: Reading) -> dict[str, float]:
    """Return each country's share of the article's mentions; the title counts double."""
    counts: dict[str, float] = {}
    title_end = len(reading.source.title)
    for mention in reading.mentions:
        if mention.country:
            counts[mention.country] = counts.get(mention.country, 0.0) + (
                2.0 if mention.start < title_end else 1.0
            )
    total = sum(counts.values()) or 1.0
    return {code: count / total for code, count in counts.items()}
