"""What an act deals with and is never aimed at: money, goods, measures, texts. In a bare sentence any noun may be a recipient,
but these only where nothing else stands there: "agreed to offer a loan package to the fishing sector"."""

from __future__ import annotations

import re

from transforms.events.what.words import singular
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

_CUT = re.compile(r"\s+(?:of|in|on|for|to|from|with|at|by|against|over|under|near|that|which|who|,)\s|,")
_SUM = re.compile(r"^(?:about |some |nearly |another |at least |more than )?(?:[A-Z]{0,3}[$€£¥]\s?\d|\d[\d.,]*\s?%)|\b(?:million|billion)\b")


def is_thing(party: Party) -> bool:
    """Whether a party nobody knows is a sum, a cargo or a measure by its words."""
    if party.country or party.sector or party.person:
        return False
    if _SUM.search(party.text):
        return True
    words = _CUT.split(party.text, maxsplit=1)[0].split()
    return bool(words) and singular(words[-1].lower()) in THINGS
