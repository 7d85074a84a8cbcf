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

AT_GATES = frozenset(["turnaway.official", "bar.person", "deport.people"])
LEAVING = frozenset("leave quit vacate exit depart".split())


def behind(
    matcher: Matcher, token: Token, pattern: VerbPattern, actors: tuple[Party, ...]
) -> tuple[Party, ...]:
    """Return who stands behind a thing that is the subject: "aid from Oman arrived", "a loan from Rome was paid"."""
    if {"subjpass", "needneg"} <= pattern.flags:  # "would not be blackmailed by Minsk"
        return tuple(p for subject in tree.subjects(token) for p in matcher.parties.of(subject))
    if any(flag.startswith("subj=") for flag in pattern.flags):
        for subject in tree.subjects(token):
            found = list(matcher.parties.owner(subject) or matcher.parties.modifier(subject))
            for prep, obj in tree.prepositions(subject):
                if prep in ("from", "by", "between", "of") and tree.is_noun(obj) and not found:
                    found = [p for p in matcher.parties.of(obj) if p.country]
            if found:
                return tuple(found)
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
    if not actors and "light" in pattern.flags and tree.is_passive(token):
        for obj in tree.subjects(token):
            found = list(matcher.parties.owner(obj))
            for prep, inner in tree.prepositions(obj):
                if prep in ("of", "by") and tree.is_noun(inner) and not found:
                    found = [p for p in matcher.parties.of(inner) if p.country]
            if found:
                return tuple(found)
    return actors


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
    if token.dep_ == "pobj" and token.head.lower_ == "in" and token.head.head.dep_ == "ROOT":
        holder = token.head.head  # headlines: "Petro in fresh swipe at Israel"
        if tree.is_noun(holder) and holder.lower_ not in matcher.patterns.nouns:
            return [p for p in matcher.parties.of(holder) if p.country]
    return []
