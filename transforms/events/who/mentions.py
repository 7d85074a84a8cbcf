"""Every mention of a lexicon actor in a text, fast enough to stand as the gate in front of the parser."""

from __future__ import annotations

import datetime
import functools
import re
from dataclasses import dataclass, replace

from transforms.events.who.folding import fold, has_marks, without_marks
from transforms.events.who.lexicon import ActorLexicon, Openings, Surface, load
from transforms.events.who.namesakes import is_meant

SHORT = 2000
"""Letters of a phrase or passage; many short texts are remembered, of long ones only the last few."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of a lexicon actor: `text[start:end]`, without a possessive ending.

    `kind` is one of country, demonym, people, capital, city, region, dependency, metonym, organisation,
    armed_group, person, office, agent. `name` is the canonical name; `country`, `sector` and `role` are None
    where the mention alone does not tell. `traits` are the lexicon's (see `lexicon.Entry`), plus `former` for
    a person whose last known office had ended by the date.
    """

    start: int
    end: int
    text: str
    kind: str
    entity_id: str
    name: str
    country: str | None
    sector: str | None
    role: str | None
    sectors_other: tuple[str, ...] = ()
    traits: frozenset[str] = frozenset()

    def moved(self, by: int) -> Mention:
        """The same mention with offsets that count from elsewhere."""
        return Mention(
            self.start + by, self.end + by, self.text, self.kind, self.entity_id, self.name, self.country,
            self.sector, self.role, self.sectors_other, self.traits,
        )  # fmt: skip


def find_mentions(text: str, date: datetime.date | None = None) -> tuple[Mention, ...]:
    """All lexicon mentions in `text`, in order, longest match first, none overlapping.

    `date` (the day the text was published) decides which office a person held, and who is meant where two
    persons share a name; None stands for the present.
    """
    return _of_passage(text, date) if len(text) <= SHORT else _of_article(text, date)


@functools.lru_cache(maxsize=4096)
def _of_passage(text: str, date: datetime.date | None) -> tuple[Mention, ...]:
    return _scanned(text, date)


@functools.lru_cache(maxsize=4)
def _of_article(text: str, date: datetime.date | None) -> tuple[Mention, ...]:
    return _scanned(text, date)


def _scanned(text: str, date: datetime.date | None) -> tuple[Mention, ...]:
    if has_marks(text):
        plain, offsets = without_marks(text)
        return tuple(
            _moved(mention, text, offsets[mention.start], offsets[mention.end - 1] + 1, offsets)
            for mention in _scanned(plain, date)
        )
    lexicon = load()
    folded = fold(text)
    lowered = folded.lower()
    by_word = lexicon.by_word
    found: list[Mention] = []
    free_from = 0
    for word in _WORD.finditer(folded):
        start = word.start()
        if start < free_from:
            continue
        openings = by_word.get(word.group())
        if openings is None:
            continue
        matched = _longest(openings, folded, lowered, start)
        if not matched:
            continue
        end = start + len(matched[0].folded)
        mention = _mention(lexicon, matched, text, folded, start, end, date)
        if mention is None:
            # A false friend hides only itself.
            if matched[0].entry is None:
                free_from = end
            continue
        found.append(mention)
        free_from = end
    return tuple(found)


def _moved(mention: Mention, text: str, start: int, end: int, offsets: list[int]) -> Mention:
    """`mention` at its offsets in a text that has combining marks (those after its last letter included)."""
    while end < len(text) and end not in offsets:
        end += 1
    return replace(mention, start=start, end=end, text=text[start:end])


def _longest(openings: Openings, folded: str, lowered: str, start: int) -> list[Surface]:
    """The surfaces of the longest match at `start`; several only for persons who share a name."""
    by_text = openings.by_text
    size = len(folded)
    for length in openings.lengths:
        end = start + length
        surfaces = by_text.get(lowered[start:end])
        if surfaces is None:
            continue
        if end < size and folded[end].isalnum() and folded[end - 1].isalnum():
            continue
        matched: list[Surface] = []
        for surface in surfaces:
            if not _is_spelt(surface, folded, lowered, start, end):
                continue
            matched.append(surface)
            if surface.entry is None or surface.entry.kind != "person":
                break
        if matched:
            return matched
    return []


def _is_spelt(surface: Surface, folded: str, lowered: str, start: int, end: int) -> bool:
    """Whether the text has the capitals and the article that the surface asks for."""
    if surface.article and lowered[max(0, start - 4) : start] != "the ":
        return False
    if surface.exact is not None:
        if folded[start:end] != surface.folded:
            return False
        return surface.lowered not in _ALSO_WORDS or not _in_capitals(folded, start, end)
    if surface.capitals and not folded.startswith(surface.folded, start):
        return all(folded[start + offset].isupper() for offset in surface.capitals)
    return True


# Abbreviations that a line in capitals may hold as plain words.
_SHOUTED = (
    "us is who ice car pace shape nam can raw let mend bis au un eta rt ana ire ira arm isi pri mit alba quad"
)
_ALSO_WORDS = frozenset(_SHOUTED.split())


def _in_capitals(folded: str, start: int, end: int) -> bool:
    """Whether both neighbours, or the only one, are words in capitals too: a headline that shouts."""
    before = folded[max(0, start - 20) : start].split()
    after = folded[end : end + 20].split()
    near = [word for word in (before[-1:] + after[:1]) if word.isalpha() and len(word) > 1]
    return bool(near) and all(word.isupper() for word in near) and len(near) == len(before[-1:] + after[:1])


def _mention(
    lexicon: ActorLexicon,
    matched: list[Surface],
    text: str,
    folded: str,
    start: int,
    end: int,
    date: datetime.date | None,
) -> Mention | None:
    entry = matched[0].entry
    if entry is None or not is_meant(entry, folded, start, end):
        return None
    if entry.kind != "person":
        sector = entry.sector_at(date) if entry.periods else entry.sector
        return Mention(
            start, end, text[start:end], entry.kind, entry.entity_id, entry.name, entry.country,
            sector, entry.role, tuple(code for code in entry.sectors_other if code != sector), entry.traits,
        )  # fmt: skip
    people = [surface.entry.entity_id for surface in matched if surface.entry is not None]
    person = min(people, key=lambda one: _remoteness(lexicon, one, date))
    return person_mention(lexicon, person, text, start, end, date)


def person_mention(
    lexicon: ActorLexicon, person: str, text: str, start: int, end: int, date: datetime.date | None
) -> Mention:
    """A mention of lexicon person `person` at `text[start:end]`, with the office held at `date`."""
    tenure, over = lexicon.tenure_at(person, date)
    early = not over and date is not None and tenure.start is not None and date < tenure.start
    return Mention(
        start, end, text[start:end], "person", person, tenure.name, tenure.country,
        "ELI" if over else None if early else tenure.sector,
        f"Former {tenure.role}" if over else None if early else tenure.role,
        () if over or early else tenure.sectors_other,
        frozenset({"former"}) if over else frozenset(),
    )  # fmt: skip


def _remoteness(lexicon: ActorLexicon, person: str, date: datetime.date | None) -> int:
    """How far `date` lies from the person's nearest office, in days: the nearer of two namesakes is meant."""
    when = date or datetime.date.max
    distances = []
    for tenure in lexicon.tenures[person]:
        if tenure.covers(when):
            return 0
        if tenure.start is not None and when < tenure.start:
            # Nobody is reported on by name long before taking office; prefer the one who has been known.
            distances.append(3 * (tenure.start - when).days)
        elif tenure.end is not None:
            distances.append((when - tenure.end).days)
    return min(distances, default=0)
