"""The gate before the parser: an article must not be about sport, business, culture, travel, weather or science, and a
sentence must hold a trigger and somebody to act."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from transforms.events.bearing import Bearing, is_political
from transforms.events.sentences import Sentence
from transforms.events.what.patterns import Patterns
from transforms.events.what.repeats import REPEATING
from transforms.events.who.mentions import Mention

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
ANAPHORA = frozenset(
    """he she they it his her their its we who which both latter former two leader leaders side sides minister president premier government
    monarch ministry country countries bloc council delegation envoy ambassador officials parliament kingdom island neighbour
    ministers presidents delegations envoys negotiators diplomats
    agreement accord deal treaty pact protocol memorandum talks negotiations meeting summit complaint suit request offer
    invitation visit ceasefire truce embargo sanctions""".split()
)

REPEATED = frozenset(["same", "likewise", "suit", "so", "example", "lead", "as", "nor", "neither"])
"""Words without one of which nothing told before is done again."""


_TRIGGERS: dict[int, tuple[Patterns, frozenset[str]]] = {}


def _triggers(patterns: Patterns) -> frozenset[str]:
    """Return the trigger forms of a lexicon, put together once; the lexicon is kept so that its id stays its own."""
    known = _TRIGGERS.get(id(patterns))
    if known is None:
        known = _TRIGGERS[id(patterns)] = patterns, patterns.trigger_forms()
    return known[1]


def worth_parsing(
    document: str,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    patterns: Patterns,
    bearing: Bearing,
) -> list[int]:
    """Return the indices of the sentences to parse; empty if the document names no actor at all."""
    triggers = _triggers(patterns)
    elsewhere = bearing.elsewhere is not None if len(sentences) > 2 else bearing.clearly_elsewhere
    if elsewhere and len(sentences) <= 2:
        return []
    if not mentions:
        return list(range(len(sentences))) if len(sentences) <= 2 else []
    starts = sorted(m.start for m in mentions)
    kept = []
    for i, sentence in enumerate(sentences):
        words = {w.lower() for w in WORD.findall(document, sentence.start, sentence.end)}
        if words.isdisjoint(triggers) and (
            words.isdisjoint(REPEATED) or REPEATING.search(document, sentence.start, sentence.end) is None
        ):
            continue
        if elsewhere:
            if _between_states(sentence, mentions):
                kept.append(i)
            continue
        at = bisect.bisect_left(starts, sentence.start)
        if (at < len(starts) and starts[at] < sentence.end) or not words.isdisjoint(ANAPHORA):
            kept.append(i)
    return kept


def _between_states(sentence: Sentence, mentions: Sequence[Mention]) -> bool:
    """Whether a sentence of a text about something else names an office, an organ or a force, and two countries: what a minister
    asked of a neighbour stands in a report on rhinos, too."""
    own = [m for m in mentions if sentence.start <= m.start < sentence.end]
    return len({m.country for m in own if m.country}) > 1 and any(map(is_political, own))
