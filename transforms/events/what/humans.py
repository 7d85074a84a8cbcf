"""Which nouns mean people: those who act for a party, and those one can hold, free or harm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.what.words import singular

if TYPE_CHECKING:
    from transforms.events.what.match import Matcher

PERSONAL = frozenset("he she him her they them i we you us me who himself herself both".split())
CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december easter christmas ramadan""".split()
)
PARTS = frozenset(
    "dozens dozen scores hundreds thousands several some many most half all others group batch number rest score".split()
)


def is_person(matcher: Matcher, token: Token) -> bool:
    """Whether a noun means people who act for a party: an office, a delegation, a name that is no country's."""
    low = token.lower_
    official = matcher.patterns.classes["official"]
    if low in PERSONAL or low in official.forms or singular(low) in official.forms:
        return True
    parties = matcher.parties.of(token)
    if any(p.person or p.role for p in parties):
        return True
    return (
        token.tag_ in ("NNP", "NNPS")
        and low not in CALENDAR
        and not any(p.country and not p.person for p in parties)
        and matcher.parties.place_at(token) is None
    )


def is_human(matcher: Matcher, token: Token) -> bool:
    """Whether a noun means human beings: persons as above, nationals in the plural, or those one can hold captive."""
    low = token.lower_
    if token.tag_ == "CD" or low in PARTS:  # "eight of his companions", "dozens of sailors"
        for prep, whole in tree.prepositions(token):
            if prep == "of" and is_human(matcher, whole):
                return True
    if is_person(matcher, token) or token.tag_ == "NNPS":
        return True
    if token.tag_ == "NNP" and any(c.lower_ in ("a", "an", "one", "another") for c in token.lefts):
        return True  # "released an American"
    classes = matcher.patterns.classes
    if any({low, singular(low)} & classes[name].forms for name in ("arms", "handarms", "vessels")):
        return False  # "the army's helicopters" are as little people as "air-defence systems"
    if any({low, singular(low)} & classes[name].forms for name in ("captive", "survivors")):
        return True
    return any(
        p.sector in ("CVL", "JRN", "REF", "OPP", "MIL", "REL", "EDU", "MED", "LAB", "SOC")
        for p in matcher.parties.of(token)
    )
