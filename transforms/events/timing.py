"""Which time words date which event: by clause, with the inheritance rules of docs/coding.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from transforms.events import tree
from transforms.events.dates import DateSpan, TimeExpression, find_time_expressions, resolve
from transforms.events.drafts import Draft


@dataclass(frozen=True, slots=True)
class TimeWord:
    """A time expression with the words it hangs on: its noun, if one, and the verb of its clause."""

    expression: TimeExpression
    first: Token
    nouns: tuple[int, ...]
    clause: int


def time_words(doc: Doc) -> tuple[TimeWord, ...]:
    """Return the time expressions of a parsed sentence with their attachment."""
    out = []
    for expression in find_time_expressions(doc.text):
        inside = [t for t in doc if t.idx < expression.end and t.idx + len(t) > expression.start]
        if not inside:
            continue
        members = {t.i for t in inside}
        top = next((t for t in inside if t.head.i not in members or t.head.i == t.i), inside[0])
        nouns: list[int] = []
        node = top
        while node.head.i != node.i and not (tree.is_verb(node) or node.pos_ == "AUX"):
            node = node.head
            if tree.is_noun(node) and node.i not in members:
                nouns.append(node.i)
        out.append(TimeWord(expression, top, tuple(nouns), node.i))
    return tuple(out)


def date_of(
    draft: Draft, doc: Doc, words: Sequence[TimeWord], published: dt.date, anchor: DateSpan | None
) -> tuple[DateSpan | None, bool]:
    """Return the dates a draft's own clause gives it, and whether its clause held any time word at all."""
    chosen = _choose(doc[draft.trigger], words)
    if chosen is None:
        return None, False
    direction = "future" if draft.status in ("scheduled", "hypothetical") or (draft.future and draft.status != "occurred") else "past"
    if draft.status == "cancelled":
        direction = "future" if _ahead(doc, draft) else "past"
    return resolve(chosen.expression, published, direction, anchor), True


def _ahead(doc: Doc, draft: Draft) -> bool:
    return any(t.lower_ in ("planned", "scheduled", "due", "next", "upcoming", "expected") for t in doc)


def _choose(trigger: Token, words: Sequence[TimeWord]) -> TimeWord | None:
    direct = [w for w in words if trigger.i in w.nouns[:1]]
    if direct:
        return direct[0]
    below = [w for w in words if any(a.i == trigger.i for a in w.first.ancestors) and _same_clause(w, trigger)]
    if below:
        return _nearest(below, trigger)
    verb = tree.clause_of(trigger)
    chain = [verb.i]
    node = verb
    while node.dep_ in ("xcomp", "acl", "conj", "ccomp", "pcomp") and node.head.i != node.i:
        if node.dep_ == "ccomp":
            break
        if node.dep_ == "conj":
            earlier = [w for w in words if w.clause == node.head.i and w.first.i < node.i]
            own = [w for w in words if w.clause == node.i]
            if own:
                break
            if earlier and not any(c.dep_ in ("nsubj", "nsubjpass") for c in node.children):
                return _nearest(earlier, trigger)
        node = tree.clause_of(node.head)
        chain.append(node.i)
        if node.head.i == node.i:
            break
    for clause in chain:
        found = [w for w in words if w.clause == clause and not _claimed(w, trigger)]
        if found:
            return _nearest(found, trigger)
    for child in verb.children:  # "is set to visit ... on Monday" with the date below the complement
        if child.dep_ == "xcomp":
            found = [w for w in words if w.clause == child.i]
            if found and not tree.is_noun(trigger):
                return _nearest(found, trigger)
    return None


def _same_clause(word: TimeWord, trigger: Token) -> bool:
    node = word.first
    while node.i != trigger.i and node.head.i != node.i:
        if node.dep_ in ("relcl", "ccomp", "advcl", "acl", "parataxis") and node.i != trigger.i:
            return False
        node = node.head
    return True


def _claimed(word: TimeWord, trigger: Token) -> bool:
    """Whether a time word hangs on another noun ("the talks on Monday", "Sunday's vote") and so dates that."""
    return bool(word.nouns) and trigger.i not in word.nouns and word.first.dep_ in ("poss", "compound", "amod", "nmod")


def _nearest(words: Sequence[TimeWord], trigger: Token) -> TimeWord:
    return min(words, key=lambda w: abs(w.first.i - trigger.i))
