"""Where a party comes from whose country only the context tells: visitors, victims, protesters, envoys."""

from __future__ import annotations

from dataclasses import replace

from transforms.events.drafts import Draft
from transforms.events.who.discourse import Discourse
from transforms.events.who.parties import SentenceParties


def not_the_target(draft: Draft, discourse: Discourse) -> None:
    """Give an actor whose country was only inferred another one than that of the target the words name.

    "Ambassador Qi thanked Colombo", "the state airline suspends its flights to Toronto".
    """
    targets = {p.country for p in draft.recipients if p.country and not p.inferred}
    if (
        not draft.actors
        or not targets
        or any(not p.inferred or p.country not in targets for p in draft.actors)
    ):
        return
    other = discourse.counterpart(targets, draft.start, states=True)
    if other is not None:
        draft.actors = tuple(replace(p, country=other.country) for p in draft.actors)


def victims(draft: Draft, discourse: Discourse, parties: SentenceParties) -> None:
    """People without a country who are hit belong where it happens, else to the other country the article is about."""
    own = {p.country for p in draft.actors}
    hit = []
    for party in draft.recipients:
        if party.country is None and not party.person:
            country = draft.country if draft.country not in own else None
            if country is None:
                other = parties.below(draft.trigger, own) or discourse.counterpart(
                    own, draft.start, states=True
                )
                country = other.country if other is not None else None
            party = replace(party, country=country, inferred=True)
        hit.append(party)
    draft.recipients = tuple(hit)


def of_the_crowd(draft: Draft, discourse: Discourse) -> None:
    """Protesters and police without a country belong where it happens, else to the other side of the target."""
    targets = {p.country for p in draft.recipients}
    actors = []
    for party in draft.actors:
        if party.country is None and (party.sector is not None or draft.type == "PROTEST"):
            country = draft.country if draft.country not in targets else None
            if country is None:
                other = discourse.counterpart(targets, draft.start, states=True)
                country = other.country if other is not None else None
            party = replace(party, country=country, inferred=True)
        actors.append(party)
    draft.actors = tuple(actors)


def other_side(draft: Draft, discourse: Discourse) -> None:
    """A visitor whose country was only inferred cannot come from the host's: take the other party's."""
    hosts = {p.country for p in draft.recipients}
    visitors = []
    for party in draft.actors:
        if party.inferred and party.country in hosts:
            other = discourse.counterpart(hosts, draft.start, states=True)
            if other is not None:
                party = replace(party, country=other.country)
        visitors.append(party)
    draft.actors = tuple(visitors)
