"""Sentences by themselves: whom an act is aimed at where the words name things, places and people without a state."""

from __future__ import annotations

from dataclasses import replace

from transforms.events.drafts import Draft
from transforms.events.what.positions import PEOPLE
from transforms.events.what.things import is_thing
from transforms.events.who.discourse import ORGANISATION_CODES
from transforms.events.who.parties import SentenceParties
from transforms.events.who.party import Party
from transforms.events.who.party_names import bare_name, looks_like_name

UNADDRESSED = frozenset(["RETREAT", "CONCEDE"])
"""Types whose object is given up or lifted, and seldom somebody: "ended the curfew", "handed in heavy weapons"."""
GROUND = frozenset(
    """area areas region regions zone country district territory border frontier city cities town towns village villages
    island islands province provinces streets capital north south east west""".split()
)
"""Words for where forces go, which some want to know as what they are sent against."""
HURTING = frozenset(["ASSAULT", "COERCE"])


def settle(draft: Draft, parties: SentenceParties) -> None:
    """Leave out what is nobody, and give the hurt to the state where they are hurt."""
    own = {p.country for p in draft.actors if p.country}
    if len(own) != 1 or draft.reciprocal:
        return
    if draft.type in UNADDRESSED:
        draft.recipients = tuple(p for p in draft.recipients if not _is_nobody(p))
    elif draft.type in HURTING and draft.country and draft.country not in own | ORGANISATION_CODES:
        draft.recipients = tuple(_hurt_there(p, draft.country, own) for p in draft.recipients)


def is_people(party: Party) -> bool:
    """Whether a party is a person or a group of people by its words."""
    return party.person or not PEOPLE.isdisjoint(party.text.lower().split())


def _is_nobody(party: Party) -> bool:
    """Whether a party is a thing the rules gave to the doer's state: "the curfew", "its veto threat"; neither people nor ground."""
    if party.text.lower().startswith(("its ", "their ")) and not is_people(party):
        return True
    if not (party.inferred and party.supplied) or party.person or party.sector:
        return (
            is_thing(party)
            and not any(w[:1].isupper() for w in party.text.split()[1:])
            and " against " not in party.text
        )
    words = set(party.text.lower().split())
    return words.isdisjoint(PEOPLE | GROUND) and not looks_like_name(bare_name(party.text))


def _hurt_there(party: Party, country: str, own: set[str]) -> Party:
    """A policeman stabbed by a Tajik in Novosibirsk is no Tajik."""
    if party.country in own and (party.inferred or party.supplied) and not party.person:
        return replace(party, country=country)
    return party
