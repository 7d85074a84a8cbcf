"""The gate before the parser: an article must not be about sport, business, culture, travel, weather or science, and a
sentence must hold a trigger and somebody to act."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Sequence

from transforms.events.mentions import Mention
from transforms.events.patterns import Patterns, _rows
from transforms.events.sentences import Sentence

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
TOKEN = re.compile(r"\w+")
ANAPHORA = frozenset(
    """he she they it his her their its we who which both two leader leaders side sides minister president premier government
    monarch ministry country countries bloc council delegation envoy ambassador officials parliament kingdom island neighbour""".split()
)


POLITICAL_KINDS = frozenset(["metonym", "organisation", "armed_group", "person", "office"])
POLITICAL_SECTORS = frozenset(["GOV", "MIL", "LEG", "REB", "COP", "JUD", "SPY", "OPP", "PTY", "UAF", "PRM"])
POLITICAL_WORDS = re.compile(
    r"\b(?:diplomat\w*|embass\w+|sanction\w*|treat(?:y|ies)|ceasefire|truce|summit|bilateral|sovereignty|troops|border|"
    r"negotiat\w+|resolution|envoy|foreign (?:ministry|minister|policy|affairs|secretary)|ambassador\w*|refugees?|asylum|territor\w+|"
    r"government|parliament|peace|talks|accord|missiles?|extradit\w+)\b",
    re.IGNORECASE,
)
LEAST_WORDS = 2
"""Words of another topic an article needs to be about it."""


@functools.cache
def _topic_words() -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """Return topic, the first words of its words and phrases, and what finds them, for every topic."""
    out = []
    for _, row in _rows("topics.csv"):
        words = row["words"].split("|")
        found = re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)
        out.append((row["topic"], frozenset(TOKEN.findall(word.lower())[0] for word in words), found))
    return tuple(out)


def other_topic(document: str, mentions: Sequence[Mention]) -> str | None:
    """Return the topic an article is about if that is none of ours: sport, business, culture, travel, weather, science.

    Words of the topic are weighed against political words and mentions of offices, organs and forces.
    """
    political = len(POLITICAL_WORDS.findall(document)) + sum(
        m.kind in POLITICAL_KINDS and m.sector in POLITICAL_SECTORS and m.kind != "agent" for m in mentions
    )
    best, most = None, 0
    tokens = set(TOKEN.findall(document.lower()))
    for topic, opening, words in _topic_words():
        if tokens.isdisjoint(opening):
            continue
        found = len({w.lower() for w in words.findall(document)})
        if found > most:
            best, most = topic, found
    weight = SPORT_WEIGHT if best == "sport" else 1.0
    if not political:
        return best
    return best if most >= LEAST_WORDS and most * weight > 1.0 + 1.5 * political else None


SPORT_WEIGHT = 1.5
"""Sport shares the most words with conflict, so its own words count for more."""


_TRIGGERS: dict[int, tuple[Patterns, frozenset[str]]] = {}


def _triggers(patterns: Patterns) -> frozenset[str]:
    """Return the trigger forms of a lexicon, put together once; the lexicon is kept so that its id stays its own."""
    known = _TRIGGERS.get(id(patterns))
    if known is None:
        known = _TRIGGERS[id(patterns)] = patterns, patterns.trigger_forms()
    return known[1]


def worth_parsing(
    document: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], patterns: Patterns
) -> list[int]:
    """Return the indices of the sentences to parse; empty if the document names no actor at all."""
    triggers = _triggers(patterns)
    if len(sentences) > 2 and other_topic(document, mentions) is not None:
        return []
    if not mentions:
        return list(range(len(sentences))) if len(sentences) <= 2 else []
    starts = sorted(m.start for m in mentions)
    kept = []
    for i, sentence in enumerate(sentences):
        words = {w.lower() for w in WORD.findall(document, sentence.start, sentence.end)}
        if words.isdisjoint(triggers):
            continue
        at = bisect.bisect_left(starts, sentence.start)
        if (at < len(starts) and starts[at] < sentence.end) or not words.isdisjoint(ANAPHORA):
            kept.append(i)
    return kept
