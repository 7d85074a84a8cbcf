"""Who acts where no subject does: passives, weapons and papers, event nouns without a possessor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.what.words import singular

if TYPE_CHECKING:
    from transforms.events.what.match import Matcher
    from transforms.events.what.patterns import NounPattern, VerbPattern
    from transforms.events.who.party import Party

AGREED_UNDER = frozenset("under in per with thanks following after through by as pursuant".split())
"""Prepositions that tie what is done to the agreement it follows from: "under a deal struck in May, Togo will …"."""
AT_GATES = frozenset(["turnaway.official", "bar.person", "deport.people"])
LEAVING = frozenset("leave quit vacate exit depart".split())


def behind(
    matcher: Matcher, token: Token, pattern: VerbPattern, actors: tuple[Party, ...]
) -> tuple[Party, ...]:
    """Return who stands behind a thing that is the subject: "aid from Oman arrived", "a loan from Rome was paid"."""
    if {"subjpass", "needneg"} <= pattern.flags:  # "would not be blackmailed by Minsk"
        return tuple(p for subject in tree.subjects(token) for p in matcher.parties.of(subject))
    if not actors and pattern.type in ("AGREE", "SUPPORT") and token.dep_ == "acl":
        return under_deal(matcher, token)
    if any(flag.startswith("subj=") for flag in pattern.flags):
        for subject in tree.subjects(token):
            found = list(matcher.parties.owner(subject) or matcher.parties.modifier(subject))
            for prep, obj in tree.prepositions(subject):
                if prep in ("from", "by", "between", "of") and tree.is_noun(obj) and not found:
                    found = [p for p in matcher.parties.of(obj) if p.country]
            if found:
                return tuple(found)
        if "fromby" in pattern.flags:  # "congratulations came from Paris and Abuja"
            return tuple(
                p for prep, obj in tree.prepositions(token) if prep == "from" for p in matcher.parties.of(obj)
            )
        return tuple(p for p in actors if p.country)
    if (
        not actors and pattern.id in AT_GATES and tree.is_passive(token)
    ):  # "turned back at the Dominican border"
        gates = [o for prep, o in tree.prepositions(token) if prep == "at"]
        return tuple(p for o in gates for p in (matcher.parties.owner(o) or matcher.parties.modifier(o)))
    if not actors and tree.is_passive(token) and pattern.mode in ("expel", "deport"):
        # "was expelled from Niger", "were told to leave Algiers": who else could
        left = [o for c in tree.children(token, "xcomp") if c.lower_ in LEAVING for o in tree.objects(c)]
        left += [obj for prep, obj in tree.prepositions(token) if prep == "from" and tree.is_noun(obj)]
        return tuple(p for o in left for p in matcher.parties.of(o) if p.country and not p.person)
    if not actors and pattern.mode == "withdraw" and tree.is_passive(token):
        # "Russia's ambassador, who was called back"
        for envoy in tree.subjects(token):
            found = list(matcher.parties.owner(envoy) or matcher.parties.modifier(envoy))
            if found:
                return tuple(found)
    if not actors and "summonedto" in pattern.flags and tree.is_passive(token):
        return tuple(
            p for prep, obj in tree.prepositions(token) if prep == "to" for p in matcher.parties.of(obj)
        )
    if (
        not actors
        and tree.is_passive(token)
        and ("subjpass" in pattern.flags or pattern.type == "MOBILIZE")  # "conscripts are being called up"
    ):
        return tuple(p for subject in tree.subjects(token) for p in matcher.parties.of(subject))
    if not actors and pattern.type == "AID" and tree.is_passive(token):
        return tuple(
            p
            for subject in tree.subjects(token)
            for prep, obj in tree.prepositions(subject)
            if prep == "from"
            for p in matcher.parties.of(obj)
            if p.country
        )
    if not actors and pattern.mode == "release" and tree.is_passive(token):  # "freed from a Russian prison"
        jails = matcher.patterns.classes["jail"].forms
        for prep, obj in tree.prepositions(token):
            if prep in ("from", "of") and singular(obj.lower_) in jails:
                found = list(matcher.parties.owner(obj) or matcher.parties.modifier(obj))
                if found:
                    return tuple(found)
    if not actors and pattern.id.startswith("invite") and tree.is_passive(token):  # "was invited to Moscow"
        return tuple(
            p
            for prep, obj in tree.prepositions(token)
            if prep == "to"
            for p in (matcher.parties.of(obj) or at_place(matcher, obj))
            if p.country
        )
    if not actors and "light" in pattern.flags and tree.is_passive(token):
        for obj in tree.subjects(token):
            found = list(matcher.parties.owner(obj))
            for prep, inner in tree.prepositions(obj):
                if prep in ("of", "by") and tree.is_noun(inner) and not found:
                    found = [p for p in matcher.parties.of(inner) if p.country]
            if found:
                return tuple(found)
    return actors


def at_place(matcher: Matcher, token: Token) -> tuple[Party, ...]:
    """Return the state a place lies in, as a party under the place's own words."""
    place = matcher.parties.place_at(token)
    if place is None or place.kind in ("water", "region") or not place.country:
        return ()
    start, end = matcher.parties.offset + place.start, matcher.parties.offset + place.end
    return (
        Party(
            name=place.name, mention=place.text, text=place.text, start=start, end=end, country=place.country
        ),
    )


def under_deal(matcher: Matcher, token: Token) -> tuple[Party, ...]:
    """Return the parties of an agreement that stands in an adjunct and names none: who does what it provides for.

    "Under a deal struck on Tuesday, Ghana and Togo will share the dam", "Gabon will buy power from Congo under an
    accord signed in May": the subject, and one more the clause names if the subject is one.
    """
    deal = token.head
    prep = deal.head
    if deal.dep_ != "pobj" or prep.lower_ not in AGREED_UNDER or not tree.is_verb(prep.head):
        return ()
    verb = prep.head
    found = [p for s in tree.subjects(verb) for p in matcher.parties.of(s) if p.country]
    if not found and tree.is_passive(verb):
        found = [p for a in tree.agents(verb) for p in matcher.parties.of(a) if p.country]
    codes = {p.country for p in found}
    if len(codes) == 1:
        objects = [*tree.objects(verb), *(o for _, o in tree.prepositions(verb) if o.i != deal.i)]
        objects += [o for noun in tuple(objects) for _, o in tree.prepositions(noun)]
        objects = [o for o in objects if tree.is_noun(o)]
        others = [
            p for o in objects for p in matcher.parties.target(o) if p.country and p.country not in codes
        ]
        found += others[:1]
    return tuple(found)


def both_sides(matcher: Matcher, token: Token) -> tuple[Party, ...]:
    """Return the two that stand in "between" below a passive subject: they have done it together."""
    for subject in tree.subjects(token):
        for prep, obj in tree.prepositions(subject):
            if prep == "between" and tree.is_noun(obj):
                found = tuple(p for p in matcher.parties.of(obj) if p.country)
                if len({p.country for p in found}) > 1:
                    return found
    return ()


def by_below(matcher: Matcher, token: Token) -> list[Party]:
    """Return who acts in an event noun whose by-phrase hangs on its object: "the arrest of two Togolese by Ghana"."""
    return [
        p
        for prep, done_to in tree.prepositions(token)
        if prep == "of"
        for name, obj in tree.prepositions(done_to)
        if name == "by" and tree.is_noun(obj)
        for p in matcher.parties.of(obj)
        if p.country
    ]


def of_noun(matcher: Matcher, token: Token, pattern: NounPattern) -> list[Party]:
    """Return who acts in an event noun that no possessor, nationality word or verb gives an actor."""
    if pattern.type == "PROTEST" and token.lower_ in (
        "march",
        "marches",
        "rally",
        "rallies",
        "sit-in",
        "protest",
        "protests",
    ):
        crowds = [o for prep, o in tree.prepositions(token) if prep == "of" and o.tag_ in ("NNS", "NNPS")]
        return [
            p for o in crowds for p in matcher.parties.of(o)
        ]  # "a march of environmentalists to the embassy"
    if pattern.type == "MOBILIZE":  # "a build-up of Thai tanks"
        return [
            p
            for prep, obj in tree.prepositions(token)
            if prep == "of" and matcher._is_force(obj)
            for p in matcher.parties.of(obj)
        ]
    if "felt" in pattern.flags:  # "there was anger in Jakarta at the decision"
        return [
            p
            for prep, obj in tree.prepositions(token)
            if prep in ("in", "among") and tree.is_noun(obj)
            for p in matcher.parties.of(obj)
            if p.country
        ]
    if complied_with(token) is not None:  # "freed at the request of Washington"
        return [
            p
            for prep, obj in tree.prepositions(token)
            if prep == "of" and tree.is_noun(obj)
            for p in matcher.parties.of(obj)
        ]
    if token.dep_ == "pobj" and token.head.lower_ == "in" and token.head.head.dep_ == "ROOT":
        holder = token.head.head  # headlines: "Petro in fresh swipe at Israel"
        if tree.is_noun(holder) and holder.lower_ not in matcher.patterns.nouns:
            return [p for p in matcher.parties.of(holder) if p.country]
    return []


BIDDING = frozenset("request appeal urging behest insistence prompting prodding bidding".split())
"""Words for what moved whoever acted "at" it."""


def complied_with(token: Token) -> Token | None:
    """Return the verb of what is done at somebody's request, by whoever was asked: "met at Guyana's request"."""
    if token.dep_ != "pobj" or token.head.lower_ != "at" or token.lower_ not in BIDDING:
        return None
    verb = token.head.head
    return verb if tree.is_verb(verb) else None
