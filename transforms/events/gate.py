"""The gate before the parser: a sentence is worth parsing if it holds a trigger and somebody to act."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.events.mentions import Mention
from transforms.events.patterns import Patterns
from transforms.events.sentences import Sentence

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
ANAPHORA = frozenset(
    """he she they it his her their its we who which both two leader leaders side sides minister president premier government
    monarch ministry country countries bloc council delegation envoy ambassador officials parliament kingdom island neighbour""".split()
)


def worth_parsing(
    document: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], patterns: Patterns
) -> list[int]:
    """Return the indices of the sentences to parse; empty if the document names no actor at all."""
    triggers = patterns.verbs.keys() | patterns.nouns.keys()
    if not mentions:
        return list(range(len(sentences))) if len(sentences) <= 2 else []
    starts = sorted(m.start for m in mentions)
    kept = []
    for i, sentence in enumerate(sentences):
        words = {w.lower() for w in WORD.findall(document, sentence.start, sentence.end)}
        if not words & triggers:
            continue
        if any(sentence.start <= s < sentence.end for s in starts) or words & ANAPHORA:
            kept.append(i)
    return kept
