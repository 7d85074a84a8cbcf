"""The words of a noun phrase, around its head."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.events.parsed import Parsed as Doc
from transforms.events.parsed import Word as Token


@dataclass(frozen=True, slots=True)
class Span:
    """A run of tokens [start, end) of a sentence."""

    start: int
    end: int


PHRASE_STOP = frozenset(
    ["relcl", "acl", "appos", "conj", "cc", "punct", "advcl", "parataxis", "ccomp", "npadvmod", "xcomp"]
)
PHRASE_PREPOSITIONS = frozenset(["of", "for", "to", "in", "at"])


def noun_phrase(head: Token, *, with_prepositions: bool = True) -> Span:
    """Return the span of the noun phrase of a head, cut before clauses, appositions and coordination."""
    start = end = head.i
    for child in head.lefts:
        if child.dep_ in ("relcl", "advcl", "parataxis", "cc", "preconj", "appos"):
            continue
        if child.dep_ == "punct" and child.tag_ not in ("HYPH", "``", "POS"):
            continue
        start = min(start, child.left_edge.i)
    if with_prepositions:
        for child in head.rights:
            if child.dep_ in ("compound", "case", "nummod", "flat") or (
                child.dep_ == "punct" and child.tag_ == "HYPH"
            ):
                end = max(end, child.right_edge.i)
            elif child.dep_ == "prep" and child.lower_ in PHRASE_PREPOSITIONS:
                if child.lower_ != "of" and head.tag_ in ("NNP", "NNPS"):
                    break
                for obj in child.children:
                    if obj.dep_ == "pobj":
                        end = max(end, noun_phrase(obj).end - 1)
            elif child.dep_ in PHRASE_STOP:
                break
    doc: Doc = head.doc
    while end > head.i and doc[end].tag_ == "POS":
        end -= 1
    return Span(start, end + 1)
