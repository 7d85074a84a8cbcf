"""Conditions of an event noun's readings that look beyond the noun; `docs/coding.md` lists the flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.events.parsed import Word as Token
from transforms.events.what import humans, nominal, peacekeeping, tree
from transforms.events.what.conditions import TALK_WORDS
from transforms.events.what.words import singular

if TYPE_CHECKING:
    from transforms.events.what.match import Matcher
    from transforms.events.what.patterns import NounPattern

TAKEN = frozenset("take takes took taken taking".split())
MARGINS = frozenset("sidelines margins fringes fringe edge edges eve run-up sideline margin".split())
CALLED_HOME = (
    "recall",
    "call",
    "bring",
    "brought",
    "summon",
    "order",
    "withdr",
    "pull",
    "fly",
    "flew",
    "fetch",
)
"""How verbs begin by which envoys come home "for consultations"."""


def noun_fits(matcher: Matcher, token: Token, pattern: NounPattern) -> bool:
    """Whether an event noun's surroundings meet the flags of its reading that this module knows."""
    flags = pattern.flags
    if (
        pattern.type == "CONSULT"
        and token.dep_ == "pobj"
        and token.head.lower_ == "of"
        and token.head.head.lower_ in MARGINS
    ):
        return False
    if (
        token.lower_ in ("consultations", "consultation")
        and token.dep_ == "pobj"
        and token.head.lower_ == "for"
        and tree.clause_of(token).lower_.startswith(CALLED_HOME)
    ):
        return False  # "brought its envoy home for consultations"
    if pattern.type == "THREATEN" and token.dep_ == "dobj" and token.head.lower_ in TAKEN:
        return False  # "took the threat seriously": it is the other side's
    if pattern.type == "PROTEST" and token.lower_ in ("protest", "protests") and _of_a_state(matcher, token):
        return False  # "despite Delhi's protests": a government's are words
    if "peacekeeping" in flags and not peacekeeping.in_clause(token):
        return False
    if "felt" in flags and not nominal.is_felt(token):
        return False
    if "instate" in flags and not nominal.in_state(token):
        return False
    if "footing" in flags and not any(
        matcher._is_force(s) or any(p.sector in ("MIL", "COP") for p in matcher.parties.of(s))
        for s in nominal.in_state(token)
    ):
        return False
    names = [prep for prep, _ in tree.prepositions(token)]
    if (
        "needbetween" in flags
        and "between" not in names
        and len({m.country for m in matcher.parties.modifier(token)}) < 2
    ):
        return False
    if "needrole" in flags and not any(name in pattern.to for name in names):
        return False
    if (
        "ofround" in flags
        and not {"between", "with", "among"} & set(names)
        and not any(prep == "of" and singular(o.lower_) in TALK_WORDS for prep, o in tree.prepositions(token))
    ):
        return False
    if "inpresence" in flags and not (
        token.head.lower_ == "in"
        and any(prep == "of" and humans.is_person(matcher, o) for prep, o in tree.prepositions(token))
    ):
        return False
    if "traveller" in flags and not any(
        c.tag_ == "PRP$" or humans.is_person(matcher, c) for c in tree.children(token, "poss")
    ):
        return False
    if "predicate" in flags and not (token.dep_ == "attr" and tree.subjects(token.head)):
        return False
    if "owned" in flags and not (matcher.parties.owner(token) or matcher.parties.modifier(token)):
        return False
    return not ("handover" in flags and not ("from" in names and "to" in names))


def _of_a_state(matcher: Matcher, noun: Token) -> bool:
    """Whether a government owns what a noun tells, in a phrase that says despite or after what something was done."""
    if noun.dep_ != "pobj" or noun.head.lower_ not in ("despite", "over", "after", "amid", "against"):
        return False
    return any(p.sector == "GOV" or p.person for p in matcher.parties.owner(noun))
