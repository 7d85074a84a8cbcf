"""Signs of how surely a draft was read: what its sentence, its place in it and its article look like.

Features of the ranker beside those of the draft itself (`confidence.py`). A plain main clause whose subject stands next
to its verb is read rightly more often than a noun in the third coordinated clause of a long sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.events.drafts import Draft
from transforms.events.parsed import Parsed as Doc
from transforms.events.what import tree
from transforms.events.who import addressing
from transforms.events.who.mentions import Mention

CHANCES = 5
"""Steps a chance is told in."""
QUOTES = frozenset('"“”„«»')


def signs_of(draft: Draft, doc: Doc, offset: int, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Return the signs a draft's own sentence shows; `offset` is where the sentence starts in the document, `mentions` are its
    own, counted from there."""
    trigger = doc[draft.trigger]
    verb = tree.clause_of(trigger)
    verbs = sum(tree.is_verb(t) for t in doc)
    ends = [p for p in draft.actors if offset <= p.start < offset + len(doc.text) and not p.inferred]
    gap = min((abs(p.start - offset - trigger.idx) for p in ends), default=None)
    order = "none" if not ends else "before" if min(p.start for p in ends) < offset + trigger.idx else "after"
    aims = [p for p in draft.recipients if offset <= p.start < offset + len(doc.text) and not p.inferred]
    aim = min((abs(p.start - offset - trigger.idx) for p in aims), default=None)
    aimed = "none" if not aims else "before" if min(p.start for p in aims) < offset + trigger.idx else "after"
    idle = {m.country for m in mentions if m.country} - {p.country for p in draft.parties()}
    quoted = sum(t.text in QUOTES for t in doc[: trigger.i]) % 2 == 1
    depth = sum(1 for _ in trigger.ancestors)
    return (
        f"words={min(len(doc) // 10, 5)}",
        f"verbs={min(verbs, 6)}",
        f"clause={verb.dep_}",
        f"trigger={trigger.dep_}/{trigger.tag_}",
        f"depth={min(depth, 6)}",
        f"actor-gap={'none' if gap is None else min(gap // 25, 5)}",
        f"actor-side={order}|passive={tree.is_passive(verb)}",
        f"aim-gap={'none' if aim is None else min(aim // 25, 5)}",
        f"aim-side={aimed}",
        f"idle={min(len(idle), 4)}",
        f"described={any(p.at is not None for p in draft.actors)}-{any(p.at is not None for p in draft.recipients)}",
        f"in-quotes={quoted}",
        f"semicolon={any(t.text == ';' for t in doc)}",
        f"rest={min((len(doc) - trigger.i) // 6, 4)}",
        f"commas={min(sum(t.text == ',' for t in doc), 4)}",
        f"rooted={verb.dep_ == 'ROOT'}|verbal={tree.is_verb(trigger)}",
        f"rule={draft.rule}",
        *_choice_signs(draft),
    )


def _choice_signs(draft: Draft) -> tuple[str, ...]:
    """Return how sure the trained choice of the addressee was, where it was asked."""
    if not draft.addressed or not draft.addressees:
        return ("chosen=unasked",)
    chance = int(CHANCES * max(addressing.load().probabilities(draft.addressees)))
    return (f"chosen={chance}", f"chosen={chance}|{draft.type}")


def cast_signs(draft: Draft) -> tuple[str, ...]:
    """Return how sure the trained choice of who plays which part was, and whether it overruled the rules."""
    chance = int(CHANCES * draft.cast_chance) if draft.casts else "unasked"
    return (f"cast={chance}", f"cast={chance}|{draft.type}", f"recast={draft.cast_kind}")


def signs_in_article(
    draft: Draft, others: Sequence[Draft], sentences: int, title: Sequence[Draft]
) -> tuple[str, ...]:
    """Return the signs an article shows: what else it tells, how densely, and whether its title tells the same."""
    codes = {p.country for p in draft.parties() if p.country}
    same = [d for d in others if d is not draft and d.type == draft.type]
    alike = [d for d in same if codes & {p.country for p in d.parties()}]
    here = [d for d in others if d is not draft and d.sentence == draft.sentence]
    twin = any(d.type == draft.type for d in here)
    titled = any(codes <= {p.country for p in d.parties()} for d in title if d is not draft)
    density = 10 * len(others) // max(1, sentences)
    return (
        f"alike={min(len(alike), 3)}",
        f"same-type={min(len(same), 4)}",
        f"beside={min(len(here), 4)}",
        f"twin={twin}",
        f"titled={titled}|any={bool(title)}",
        f"density={min(density // 3, 6)}",
        f"sentence={min(draft.sentence // 2, 6)}",
        f"sentences={min(sentences // 3, 5)}",
    )
