"""Phrases the parser hangs on the wrong word, put where they belong."""

from __future__ import annotations

from transforms.events.parsed import Parsed, Word
from transforms.events.what import tree


def rehang(doc: Parsed) -> None:
    """Put right what the parser hangs on the wrong word."""
    told_between(doc)
    far_between(doc)


def told_between(doc: Parsed) -> None:
    """Hang "to meet the emir" on the journey in "the minister will go to Doha, his office said, to meet the emir": the
    parser hangs it on the words between."""
    for said in doc:
        told = [c for c in said.lefts if c.dep_ == "ccomp"]
        if not told or said.tag_ not in ("VBD", "VBZ"):
            continue
        for clause in tree.children(said, "xcomp", "advcl"):
            before = doc[clause.left_edge.i - 1]
            if clause.tag_ == "VB" and clause.i > said.i and before.text == "," and before.i == said.i + 1:
                _hang(clause, told[-1], "advcl")


def far_between(doc: Parsed) -> None:
    """Hang "between Rabat and Madrid" on what was agreed or held, not on the place: "agreed in the Kremlin between",
    "talks in Geneva between"."""
    for between in doc:
        place = between.head
        if between.lower_ != "between" or between.dep_ != "prep" or place.tag_ not in ("NNP", "NNPS"):
            continue
        if place.dep_ != "pobj" or place.head.lower_ not in ("in", "at"):
            continue
        above = place.head.head
        while (
            above.dep_ in ("npadvmod", "advmod") and above.head.i != above.i
        ):  # "hours earlier in the Kremlin"
            above = above.head
        if tree.is_verb(above) or tree.is_noun(above):
            _hang(between, above, "prep")


def _hang(word: Word, above: Word, label: str) -> None:
    """Move a word that stands behind both to another head."""
    word.head.children.remove(word)
    word.head.rights.remove(word)
    word.head, word.dep_ = above, label
    above.children.append(word)
    above.rights.append(word)
    if word.right_edge.i > above.right_edge.i:
        above.right_edge = word.right_edge
