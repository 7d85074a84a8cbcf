"""Words of a tree hung elsewhere, with all below them."""

from __future__ import annotations

from transforms.events.parsed import Parsed, Word


def move(word: Word, head: Word, label: str) -> None:
    """Hang a word, with all below it, on another head."""
    _take_off(word)
    word.head, word.dep_ = head, label
    if head is not word:
        for here in (head.children, head.lefts if word.i < head.i else head.rights):
            here.append(word)
            here.sort(key=_position)
    word.doc.set_edges()


def raise_to_root(verb: Word) -> None:
    """Make a verb that hangs on the root of the sentence its root; the old one is still to be hung somewhere."""
    _take_off(verb)
    verb.head, verb.dep_ = verb, "ROOT"


def raise_clause(verb: Word) -> None:
    """Make a clause that hangs on the root the sentence, and the root its subject; what follows the verb is the verb's."""
    subject = verb.head
    raise_to_root(verb)
    for other in [c for c in subject.rights if c.i > verb.i]:
        move(other, verb, other.dep_)
    move(subject, verb, "nsubj")


def keep_whole(doc: Parsed, start: int, end: int) -> None:
    """Let what belongs to a name of several words hang on the whole: "the Council of Europe and Peru", "the League of Arab
    States' offer"; `start` and `end` are offsets in the sentence."""
    inside = [w for w in doc.words if start <= w.idx < end]
    top = next((w for w in inside if w.head not in inside), None)
    if top is None:
        return
    for word in inside:
        if word is top:
            continue
        if word.dep_ == "poss" and word.head not in inside and word.head.i > word.i and top.dep_ != "ROOT":
            thing = word.head
            above = thing.head
            move(thing, top.head, top.dep_)
            move(word, above, "pobj")
            move(top, thing, "poss")
            return
        for child in [c for c in word.rights if c.dep_ in ("conj", "cc") and c not in inside]:
            move(child, top, child.dep_)


def _take_off(word: Word) -> None:
    above = word.head
    for there in (above.children, above.lefts, above.rights):
        if word in there:
            there.remove(word)


def _position(word: Word) -> int:
    return word.i
