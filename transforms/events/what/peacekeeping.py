"""Soldiers who keep somebody else's peace: sent to a mission of the United Nations or a league, they help and threaten nobody."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.what.words import singular

KEEPERS = frozenset(
    "peacekeeping peace-keeping peacekeeper peacekeepers peacemakers peace-keepers peace-keeper beret berets".split()
)
MISSIONS = frozenset(
    "force mission operation flag mandate contingent command troop deployment helmet auspices umbrella".split()
)
SENDERS = frozenset(
    """un u.n. nations ecowas igad sadc ecomog peace stabilisation stabilization interposition monitoring observer
    truce ceasefire blue protection""".split()
)
"""What stands before "force" or "mission" if it keeps the peace: "the UN force", "a stabilisation mission"."""


def told(token: Token) -> bool:
    """Whether a word or the phrase it heads means peacekeeping, "against" whom nobody acts."""
    if token.lower_ in KEEPERS:
        return True
    return singular(token.lower_) in MISSIONS and any(
        c.lower_ in SENDERS or any(g.lower_ in SENDERS for g in c.children)
        for c in token.lefts
        if c.dep_ in ("compound", "amod", "nmod", "poss")
    )


def in_clause(trigger: Token) -> bool:
    """Whether the clause of a trigger, or the purpose it names, tells of peacekeeping."""
    verb = trigger if tree.is_verb(trigger) else tree.clause_of(trigger)
    return any(told(t) and t.head.lower_ != "against" for t in _simple(verb))


def _simple(token: Token) -> Iterator[Token]:
    yield token
    for child in token.children:
        clause = child.dep_ in ("relcl", "parataxis", "advcl", "ccomp") and child.tag_ != "VB"
        if not clause and not (child.dep_ == "conj" and tree.is_verb(child)):
            yield from _simple(child)


def is_keeper(noun: Token) -> bool:
    """Whether a noun phrase means peacekeepers: "Ghanaian blue helmets", "the first contingent of the UN force"."""
    return told(noun) or any(
        told(t)
        for child in noun.children
        if child.dep_ not in ("relcl", "acl", "conj")
        for t in child.subtree
    )
