"""Who acts in the world's politics: the actor data, read once, checked, and indexed for matching.

The data are the CSV files in `data/actors/` (see `data/SOURCES.md`), which `lexicon_files` reads.
"""

from __future__ import annotations

import datetime
import functools
from collections import defaultdict
from dataclasses import dataclass

from transforms.events.who.actor_rows import read_rows
from transforms.events.who.folding import fold
from transforms.events.who.lexicon_entries import (
    KINDS,
    ORGANISATIONS,
    SECTORS,
    Entry,
    Openings,
    Surface,
    Tenure,
)
from transforms.events.who.lexicon_files import (
    Builder,
    read_bodies,
    read_persons,
    read_places,
    read_states,
    read_titles,
)
from transforms.events.who.names import surname_of

__all__ = [
    "KINDS",
    "ORGANISATIONS",
    "SECTORS",
    "ActorLexicon",
    "Entry",
    "Openings",
    "Surface",
    "Tenure",
    "belongs_to_none",
    "load",
]

# Family name first, so the first word is the surname.
_FAMILY_FIRST = frozenset({"CHN", "KOR", "PRK", "TWN", "VNM", "KHM", "HKG"})


@dataclass(frozen=True, slots=True)
class ActorLexicon:
    """All actor data.

    `by_word` gives, for a first word as written, the surfaces it may open; `namesakes` the persons who share
    a name, by the lowered name; `surnames` persons by surname; `offices` tenures by lowered role and country.
    """

    by_word: dict[str, Openings]
    entries: dict[str, Entry]
    tenures: dict[str, tuple[Tenure, ...]]
    surnames: dict[str, tuple[str, ...]]
    namesakes: dict[str, tuple[str, ...]]
    offices: dict[tuple[str, str], tuple[Tenure, ...]]
    states: dict[str, str]

    def tenure_at(self, person_id: str, date: datetime.date | None) -> tuple[Tenure, bool]:
        """The office that best describes a person at `date` (None: today's knowledge) and whether it is over.

        Offices held at the date come first, then the latest one left, then the first one still to come.
        """
        tenures = self.tenures[person_id]
        when = date or datetime.date.max
        held = [tenure for tenure in tenures if tenure.covers(when)]
        if held:
            return held[-1], False
        past = [tenure for tenure in tenures if tenure.end is not None and tenure.end < when]
        if past:
            return max(past, key=lambda tenure: tenure.end or datetime.date.min), True
        return tenures[0], False

    def holders(self, role: str, country: str, date: datetime.date) -> tuple[Tenure, ...]:
        """Who held `role` for `country` at `date`."""
        return tuple(t for t in self.offices.get((role.lower(), country), ()) if t.covers(date))


@functools.cache
def load() -> ActorLexicon:
    """The actor lexicon, read from the package's data files on first use.

    Raises ValueError naming file, line and what is wrong, for any row that cannot be used.
    """
    build = Builder()
    for where, row in read_rows("false_friends.csv", ("phrase",)):
        build.add(where, None, [row["phrase"]])
    states = read_states(build)
    read_bodies(build, "metonyms.csv")
    read_bodies(build, "organisations.csv")
    read_places(build)
    tenures = read_persons(build)
    read_titles(build)
    surnames: dict[str, list[str]] = defaultdict(list)
    offices: dict[tuple[str, str], list[Tenure]] = defaultdict(list)
    for person, held in tenures.items():
        family = surname_of(held[0].name, family_first=held[0].country in _FAMILY_FIRST)
        surnames[fold(family).lower()].append(person)
        for tenure in held:
            if tenure.country:
                offices[tenure.role.lower(), tenure.country].append(tenure)
    return ActorLexicon(
        by_word=build.index(),
        entries=build.entries,
        tenures=tenures,
        surnames={name: tuple(found) for name, found in surnames.items()},
        namesakes={
            text: tuple(s.entry.entity_id for s in found if s.entry is not None)
            for (text, _), found in build.surfaces.items()
            if len(found) > 1
        },
        offices={key: tuple(found) for key, found in offices.items()},
        states=states,
    )


@functools.lru_cache(maxsize=4096)
def belongs_to_none(entity_id: str | None) -> bool:
    """Whether a body is known to be no state's and has no code of its own: Interpol, the Paris Club, Islamic State."""
    entry = load().entries.get(entity_id or "")
    return (
        entry is not None
        and entry.kind in ("organisation", "armed_group")
        and entry.country is None
        and "weak" not in entry.traits
    )
