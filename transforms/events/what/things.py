"""What an act deals with and is never aimed at: money, goods, measures, texts. In a bare sentence any noun may be a recipient,
but these only where nothing else stands there: "agreed to offer a loan package to the fishing sector"."""

from __future__ import annotations

import re

from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.what.words import singular
from transforms.events.who.parties import SentenceParties
from transforms.events.who.party import Party

THINGS = frozenset(
    """package aid assistance help relief support backing backup funding fund money grant loan donation credit payment budget
    equipment material supply stock data information intelligence evidence detail account document file
    strike walkout boycott protest sanction ban embargo curfew blockade restriction curb limit duty tariff measure
    hostility fighting violence war fire pressure curfew emergency siege
    platoon battalion contingent troop team expert surgeon medic engineer squad mission peacekeeping
    position step move decision refuge asylum shelter attack assault raid offensive operation
    vehicle ambulance tent blanket vaccine food wheat flour fuel weapon ammunition""".split()
)
"""Words for what is given, sent, lifted, ended, taken: the object of an act rather than somebody it is done to."""

ASIDE = frozenset("to into for in against on from".split())
"""Prepositions behind which somebody stands whom the thing before is for or against."""

_CUT = re.compile(r"\s+(?:of|in|on|for|to|from|with|at|by|against|over|under|near|that|which|who|,)\s|,")
_SUM = re.compile(
    r"^(?:about |some |nearly |another |at least |more than )?(?:[A-Z]{0,3}[$€£¥]\s?\d|\d[\d.,]*\s?%)|\b(?:million|billion)\b"
)


def is_thing(party: Party) -> bool:
    """Whether a party nobody knows is a sum, a cargo or a measure by its words."""
    if party.country or party.sector or party.person:
        return False
    if _SUM.search(party.text):
        return True
    words = _CUT.split(party.text, maxsplit=1)[0].split()
    return bool(words) and singular(words[-1].lower()) in THINGS


def beside(parties: SentenceParties, verb: Token) -> tuple[Party, ...]:
    """Return who stands beside a thing: "offered a loan package to the fishing sector", "agreed to send tents to the camps"."""
    for part in (verb, *tree.children(verb, "xcomp")):
        phrases = [("to", obj) for obj in tree.datives(part)]
        for source in (part, *tree.objects(part)):
            phrases += [
                (prep, obj) for prep, obj in tree.prepositions(source) if obj.i > part.i and tree.is_noun(obj)
            ]
        for prep, obj in phrases:
            if prep in ASIDE:
                found = tuple(p for p in parties.target(obj) if not is_thing(p))
                if found:
                    return found
    return ()


def anything(parties: SentenceParties, verb: Token, objects: list[Token]) -> tuple[Party, ...]:
    """Return the object, else what stands in the nearest prepositional phrase, whatever it is; for bare sentences."""
    for obj in objects:
        return parties.target(obj)
    for _, obj in tree.prepositions(verb):
        if obj.i > verb.i and tree.is_noun(obj):
            found = parties.target(obj)
            if found:
                return found
    for child in verb.children:
        if child.dep_ in ("xcomp", "ccomp") and tree.is_verb(child):
            return anything(parties, child, [o for o in tree.objects(child) if o.i > verb.i])
    return ()
