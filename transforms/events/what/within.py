"""Parties further down: inside what a decision, an effort or an expense is for."""

from __future__ import annotations

from collections.abc import Callable

from transforms.events.parsed import Word as Token
from transforms.events.what import tree


def of_clause(_: Token, objects: list[Token]) -> list[Token]:
    """Return the nouns in the infinitive that hangs on the object: "reversed a decision to bar Turkish wrestlers"."""
    return [noun for o in objects for c in tree.children(o, "acl") if c.tag_ == "VB" for noun in _nouns(c)]


def of_gerund(verb: Token, objects: list[Token]) -> list[Token]:
    """Return the nouns of a gerund after a preposition: "spent millions on helping Liberia", "on rebuilding Gaza"."""
    return [
        noun
        for source in (verb, *objects)
        for prep in tree.children(source, "prep")
        for gerund in tree.children(prep, "pcomp")
        for noun in _nouns(gerund)
    ]


def of_subject(verb: Token, _: list[Token]) -> list[Token]:
    """Return the subject, where what it does is what it is blamed for: "said Moscow had crossed a line"."""
    return [n for n in tree.subjects(verb) if tree.is_noun(n)]


def against_whom(verb: Token, _: list[Token]) -> list[Token]:
    """Return whom the clause is against: "warned that all options were on the table against Niamey"."""
    return [
        o for c in tree.children(verb, "ccomp") for p, o in tree.prepositions(c) if p in ("against", "for")
    ]


def _nouns(verb: Token) -> list[Token]:
    inner = [s for c in tree.children(verb, "ccomp", "xcomp") for s in tree.children(c, "nsubj")]
    found = [*tree.objects(verb), *inner, *(o for _, o in tree.prepositions(verb))]
    return [n for n in found if tree.is_noun(n)]


ROLES: dict[str, Callable[[Token, list[Token]], list[Token]]] = {
    "acl_obj": of_clause,
    "gerund_obj": of_gerund,
    "subj": of_subject,
    "ccagainst": against_whom,
}
"""Roles of the lexicon that this module finds."""
