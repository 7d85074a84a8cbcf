"""Who acts and whom an act is aimed at where the words leave it to the context."""

from __future__ import annotations

from dataclasses import replace

from schemas.event import Place
from transforms.events.drafts import Draft
from transforms.events.what import modes
from transforms.events.when.timing import SPEECH
from transforms.events.who.discourse import Discourse
from transforms.events.who.parties import SentenceParties
from transforms.events.who.party import unnamed

ADDRESSED = frozenset(
    ["REJECT", "ACCUSE", "CONCEDE", "SANCTION", "THREATEN", "REQUEST", "SUPPORT", "AID", "RETREAT", "PROTEST"]
)
"""Types whose addressee the context supplies where the sentence names none."""

DEALS = frozenset(
    "accord accords agreement agreements deal deals pact pacts truce treaty ceasefire memorandum compromise settlement text".split()
)
"""Objects that stand for those who made them: who welcomes the accord backs its parties."""

AIMED = frozenset(["ASSAULT", "COERCE", "MOBILIZE", "AGREE", "COOPERATE"])
"""Types whose target may stand anywhere below the trigger, but is never supplied by the context."""

AGENTLESS = frozenset(
    ["AGREE", "SANCTION", "COERCE", "RETREAT", "ACCUSE", "REJECT", "SUPPORT", "AID", "REQUEST"]
)
"""Types whose doer a passive may leave unsaid and the context supply."""


def complete(draft: Draft, discourse: Discourse, parties: SentenceParties, slug: Place | None) -> None:
    """Fill in who acts and whom an act is aimed at where the words leave it to the context."""
    if draft.type == "CONSULT" and draft.mode == "visit":
        _other_side(draft, discourse)
        if (
            not draft.recipients
            and slug is not None
            and slug.country not in {p.country for p in draft.actors}
        ):
            draft.recipients = (unnamed(slug.country or "", draft.start),)
    if (
        draft.type == "CONSULT"
        and draft.mode == "visit"
        and draft.actors
        and not draft.recipients
        and not parties.anyone
        and not draft.reciprocal
    ):
        host = discourse.counterpart({p.country for p in draft.actors}, draft.start, states=True)
        if host is not None and draft.country in (None, host.country):
            draft.recipients = (replace(host, inferred=True),)
    if draft.type in ("COOPERATE", "CONSULT") and draft.mode != "visit":
        _meeting_of_the_pair(draft, discourse)
    if draft.type in ("ASSAULT", "COERCE") and draft.actors and not parties.anyone:
        _victims(draft, discourse)
    if draft.type in ("PROTEST", "COERCE") and draft.recipients:
        _home(draft, discourse)
    if (
        draft.type in AIMED
        and not draft.recipients
        and draft.country
        and draft.type != "AGREE"
        and isinstance(draft.place, Place)
    ):
        if draft.country not in {p.country for p in draft.actors}:
            draft.recipients = (unnamed(draft.country, draft.start),)
    if not draft.actors and draft.recipients and draft.type in AGENTLESS and not draft.reciprocal:
        if draft.rule.startswith("invite") and discourse.meeting is not None and discourse.meeting[1].actors:
            draft.actors = tuple(replace(p, inferred=True) for p in discourse.meeting[1].actors[:1])
    if not draft.actors and draft.recipients and draft.type in AGENTLESS and not draft.reciprocal:
        agent = discourse.counterpart({p.country for p in draft.recipients}, draft.start)
        if agent is not None:
            draft.actors = (replace(agent, inferred=True),)
    codes = {p.country for p in draft.actors}
    if draft.reciprocal or not codes - {None}:
        return
    if draft.recipients and any(
        p.country not in codes or (p.country and not p.inferred and parties.anyone) for p in draft.recipients
    ):
        return
    if draft.type == "REQUEST" and not draft.recipients and draft.mode in ("yield", "meet"):
        # "China has called for a ceasefire": an appeal to nobody in particular
        draft.votes["abroad"] = 1.0
        return
    if draft.type in ("SUPPORT", "ACCUSE", "REJECT") and DEALS & draft.words:
        others = tuple(replace(p, inferred=True) for p in discourse.deal if p.country not in codes)
        if others:
            draft.recipients = others
            return
    found = None
    if draft.type in ADDRESSED or draft.type in AIMED:
        found = parties.below(draft.trigger, codes)
    if "noun" in draft.votes and draft.type in SPEECH and not draft.votes.get("light"):
        draft.recipients = (replace(found, inferred=True),) if found is not None else ()
        return
    if found is None and (draft.type in ADDRESSED or draft.rule.startswith(("pledge", "offer", "float"))):
        found = discourse.counterpart(codes, draft.start)
    if found is None:
        return
    if "R" in draft.flags and draft.type in ("SUPPORT", "COOPERATE", "CONSULT"):
        draft.actors, draft.recipients, draft.reciprocal = (
            (*draft.actors, replace(found, inferred=True)),
            (),
            True,
        )
    else:
        draft.recipients = (replace(found, inferred=True),)


def _meeting_of_the_pair(draft: Draft, discourse: Discourse) -> None:
    """Give a meeting or joint work without known parties those the article is about."""
    known = {p.country for p in draft.parties() if p.country and not p.inferred}
    if known or (draft.parties() and not all(p.inferred or p.country is None for p in draft.parties())):
        return
    if modes.ASSEMBLY_WORDS & set(draft.words):
        body = discourse.organisation(draft.start, "")
        if body is not None and not draft.parties():
            draft.actors, draft.reciprocal, draft.mode = (
                (replace(body, inferred=True),),
                False,
                "multilateral",
            )
        return
    pair = discourse.pair(draft.start)
    if not pair:
        return
    if not draft.parties():
        draft.actors, draft.reciprocal = tuple(replace(p, inferred=True) for p in pair), True
    elif draft.reciprocal and len(draft.actors) > 1 and len({p.country for p in draft.actors}) < 2:
        codes = [p.country for p in pair]
        draft.actors = tuple(
            replace(p, country=codes[i % 2], inferred=True) for i, p in enumerate(draft.actors)
        )


def _victims(draft: Draft, discourse: Discourse) -> None:
    """People without a country who are hit belong where it happens, else to the other country the article is about."""
    own = {p.country for p in draft.actors}
    hit = []
    for party in draft.recipients:
        if party.country is None and not party.person:
            country = draft.country if draft.country not in own else None
            if country is None:
                other = discourse.counterpart(own, draft.start, states=True)
                country = other.country if other is not None else None
            party = replace(party, country=country, inferred=True)
        hit.append(party)
    draft.recipients = tuple(hit)


def _home(draft: Draft, discourse: Discourse) -> None:
    """Protesters and police without a country belong where it happens, else to the other side of the target."""
    targets = {p.country for p in draft.recipients}
    actors = []
    for party in draft.actors:
        if party.country is None and party.sector is not None:
            country = draft.country if draft.country not in targets else None
            if country is None:
                other = discourse.counterpart(targets, draft.start, states=True)
                country = other.country if other is not None else None
            party = replace(party, country=country, inferred=True)
        actors.append(party)
    draft.actors = tuple(actors)


def _other_side(draft: Draft, discourse: Discourse) -> None:
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
