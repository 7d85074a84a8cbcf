"""Words that are answered: "rejected Ankara's charge", "welcomed an offer by Oman to mediate". Who rejects, welcomes or
accepts what another said tells that it was said: the noun is an act of its own, by its owner and addressed to whoever answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.what.doers import by_below
from transforms.events.what.words import singular

if TYPE_CHECKING:
    from transforms.events.what.match import Matcher
    from transforms.events.what.patterns import NounPattern
    from transforms.events.what.readings import Hit
    from transforms.events.who.party import Party

ANSWERS = frozenset(["REJECT", "SUPPORT", "AGREE", "ACCUSE", "CONCEDE"])
"""Types of verbs that answer what was said."""

SAID = {
    "ACCUSE": frozenset(
        "accusation allegation charge insinuation criticism complaint rebuke reproach condemnation".split()
    ),
    "REQUEST": frozenset("call appeal plea request demand".split()),
    "AGREE": frozenset("offer invitation pledge promise".split()),
}
"""The nouns by the type of what was said; a proposal or plan may be anything."""


def said_before(
    matcher: Matcher, hits: Sequence[Hit]
) -> Iterator[tuple[Hit, tuple[Party, ...], Token, bool]]:
    """Yield (the noun as a trigger, who said it, the verb that answers, whether it is a bystander's) for a sentence."""
    from transforms.events.what.readings import Hit

    taken = {hit.token.i for hit in hits}
    for hit in hits:
        if hit.verb is None or hit.verb.type not in ANSWERS:
            continue
        for noun in matcher._objects(hit.token, hit.verb):
            pattern = _reading(matcher, noun)
            if pattern is None or noun.i in taken or pattern.type == hit.verb.type:
                continue
            speakers = _speakers(matcher, noun)
            if speakers:
                taken.add(noun.i)
                yield (
                    Hit(noun, None, pattern, noun, None),
                    speakers,
                    hit.token,
                    hit.verb.type in ("SUPPORT", "ACCUSE"),
                )


def _reading(matcher: Matcher, noun: Token) -> NounPattern | None:
    low = singular(noun.lower_)
    if not any(low in words for words in SAID.values()):
        return None
    for pattern in matcher.patterns.nouns.get(noun.lower_, ()):
        if not pattern.before and low in SAID.get(pattern.type, ()) and "needbetween" not in pattern.flags:
            return pattern
    return None


def _speakers(matcher: Matcher, noun: Token) -> tuple[Party, ...]:
    """Return whose words they are, said by the words themselves: "his plea", "the Congolese charge", "a charge by Lima"."""
    found = [
        p for prep, o in tree.prepositions(noun) if prep in ("by", "from") for p in matcher.parties.of(o)
    ]
    found = found or by_below(matcher, noun)
    found = found or list(matcher.parties.owner(noun) or matcher.parties.modifier(noun))
    return tuple(p for p in found if p.country)
