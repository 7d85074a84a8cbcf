"""Signs of how surely a draft was read: what its sentence, its place in it and its article look like.

Features of the ranker beside those of the draft itself (`confidence.py`). A plain main clause whose subject stands next
to its verb is read rightly more often than a noun in the third coordinated clause of a long sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.events.drafts import Draft
from transforms.events.parsed import Parsed as Doc
from transforms.events.what import tree

QUOTES = frozenset('"“”„«»')


def signs_of(draft: Draft, doc: Doc, offset: int) -> tuple[str, ...]:
    """Return the signs a draft's own sentence shows; `offset` is where the sentence starts in the document."""
    trigger = doc[draft.trigger]
    verb = tree.clause_of(trigger)
    verbs = sum(tree.is_verb(t) for t in doc)
    ends = [p for p in draft.actors if offset <= p.start < offset + len(doc.text) and not p.inferred]
    gap = min((abs(p.start - offset - trigger.idx) for p in ends), default=None)
    order = "none" if not ends else "before" if min(p.start for p in ends) < offset + trigger.idx else "after"
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
        f"in-quotes={quoted}",
        f"semicolon={any(t.text == ';' for t in doc)}",
        f"rest={min((len(doc) - trigger.i) // 6, 4)}",
        f"commas={min(sum(t.text == ',' for t in doc), 4)}",
        f"rooted={verb.dep_ == 'ROOT'}|verbal={tree.is_verb(trigger)}",
    )


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
