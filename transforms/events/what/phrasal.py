"""Phrasal verbs: whether the further words of a reading are its own ("call on", "call in", "sue for") or stand there by chance."""

from __future__ import annotations

from transforms.events.parsed import Word as Token
from transforms.events.what import conditions, tree
from transforms.events.what.patterns import Patterns, VerbPattern

OWN_OBJECT = frozenset(["on", "upon", "for", "at", "of", "against", "about"])
"""Prepositions that make a verb mean something else only if it has no object before them: "call on", "sue for"."""


def means_else(token: Token, pattern: VerbPattern, patterns: Patterns) -> bool:
    """Whether a verb is not the phrasal one its sentence has the words of."""
    rest = pattern.rest
    particle = any(c.lower_ == "on" and c.i == token.i + 1 and not [*c.rights] for c in token.rights)
    if rest[-1] == "on" and not particle and conditions.on_a_day(token):
        return True  # "shook hands on Thursday": on a day, not on a deal
    if len(rest) == 1 and rest[0] in OWN_OBJECT and _other_object(token, rest[0]):
        return True  # "is suing the agency for its files" is no "sue for", "called him a fool on Monday" no "call on"
    if pattern.lemma == "call" and rest == ("on",):
        inside = any(c.lower_ == "on" for o in tree.children(token, "dobj", "ccomp") for c in o.rights)
        if inside and not any(c.lower_ == "on" for c in token.rights):
            return True  # "called the pressure on the island unjustified"
    if pattern.lemma == "call" and rest == ("in",):
        # "called it an act of war in June" is no "called in the envoy"
        return not any(c.lower_ == "in" and (c.i == token.i + 1 or c.dep_ == "prt") for c in token.children)
    return rest == ("on",) and any(  # "called on Twitter for his release"
        prep == "on" and noun.lower_ in patterns.classes["medianames"].forms
        for prep, noun in tree.prepositions(token)
    )


def _other_object(token: Token, word: str) -> bool:
    """Whether a verb has an object of its own before a preposition that leads to another noun."""
    return any(c.dep_ == "dobj" and c.i > token.i for c in token.children) and any(
        c.lower_ == word and c.dep_ == "prep" and any(g.dep_ == "pobj" for g in c.children)
        for c in token.rights
    )
