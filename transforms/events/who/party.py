"""One party of an event while it is being put together."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.events.who import lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A resolved mention; offsets count in title + two newlines + text.

    `at` is where the clause refers to the party if that is a pronoun or description elsewhere; `inferred` says that the
    clause does not name it at all; `supplied` that its words do not tell its country; `plural` that the words are many
    people; `alone` that it belongs to no state, whoever else the sentence is about.
    """

    name: str
    text: str
    start: int
    end: int
    mention: str = ""
    country: str | None = None
    sector: str | None = None
    role: str | None = None
    entity_id: str | None = None
    person: bool = False
    inferred: bool = False
    supplied: bool = False
    plural: bool = False
    alone: bool = False
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A party that may be meant, None for nobody, with the names of its features."""

    party: Party | None
    features: tuple[str, ...]

    @property
    def code(self) -> str | None:
        """The country or organisation."""
        return self.party.country if self.party is not None else None


def unnamed(country: str, at: int) -> Party:
    """Return a state that takes part without being named: the place or the diary's slug tells. Its text is empty."""
    return Party(
        name=lexicon.load().states.get(country, country),
        text="",
        start=at,
        end=at,
        country=country,
        inferred=True,
    )
