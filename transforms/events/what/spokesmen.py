"""For whom a subject speaks: "Togo, speaking for the African Group, asked", "Singapore, as chair of the bloc, urged"."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.who.discourse import ORGANISATION_CODES
from transforms.events.who.parties import SentenceParties
from transforms.events.who.party import Party

SPEAKING = frozenset("speaking acting writing talking intervening".split())
CHAIRS = frozenset(
    "chair chairman chairwoman chairperson president co-chair presidency coordinator spokesman head".split()
)


def spoken_for(parties: SentenceParties, verb: Token, subject: Token) -> tuple[Party, ...]:
    """Return the body whose act it is where the subject only speaks for it; nobody if it speaks for itself."""
    for noun in _bodies(verb, subject):
        found = tuple(p for p in parties.of(noun) if p.country in ORGANISATION_CODES - {"NGO"} or p.alone)
        if found:
            return found
    return ()


def _bodies(verb: Token, subject: Token) -> Iterator[Token]:
    for clause in (*tree.children(subject, "acl"), *tree.children(verb, "advcl")):
        if clause.lower_ in SPEAKING:
            for prep, obj in tree.prepositions(clause):
                yield from _behalf(prep, obj)
                if prep == "for" and tree.is_noun(obj):
                    yield obj
    for prep, obj in (*tree.prepositions(subject), *tree.prepositions(verb)):
        if obj.i < verb.i:
            yield from _behalf(prep, obj)
            if prep == "as" and obj.lower_ in CHAIRS:
                yield from (inner for name, inner in tree.prepositions(obj) if name == "of")


def _behalf(prep: str, noun: Token) -> Iterator[Token]:
    if prep == "on" and noun.lower_ == "behalf":
        yield from (inner for name, inner in tree.prepositions(noun) if name == "of")
