"""The gate before the parser: an article must not be about sport, business, culture, travel, weather or science, and a
sentence must hold a trigger and somebody to act."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Sequence

from transforms.events.sentences import Sentence
from transforms.events.what.patterns import Patterns, _rows
from transforms.events.what.repeats import REPEATING
from transforms.events.who.mentions import Mention

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
TOKEN = re.compile(r"\w+")
ANAPHORA = frozenset(
    """he she they it his her their its we who which both two leader leaders side sides minister president premier government
    monarch ministry country countries bloc council delegation envoy ambassador officials parliament kingdom island neighbour
    ministers presidents delegations envoys negotiators diplomats
    agreement accord deal treaty pact protocol memorandum talks negotiations meeting summit complaint suit request offer
    invitation visit ceasefire truce embargo sanctions""".split()
)

REPEATED = frozenset(["same", "likewise", "suit", "so", "example", "lead", "as", "nor", "neither"])
"""Words without one of which nothing told before is done again."""

POLITICAL_KINDS = frozenset(["metonym", "organisation", "armed_group", "person", "office"])
POLITICAL_SECTORS = frozenset(["GOV", "MIL", "LEG", "REB", "COP", "JUD", "SPY", "OPP", "PTY", "UAF", "PRM"])
POLITICAL_WORDS = re.compile(
    r"\b(?:diplomat\w*|embass\w+|sanction\w*|treat(?:y|ies)|ceasefire|truce|summit|bilateral|sovereignty|troops|border|"
    r"negotiat\w+|resolution|envoy|foreign (?:ministry|minister|policy|affairs|secretary)|ambassador\w*|refugees?|asylum|territor\w+|"
    r"government|parliament|peace|talks|accord|missiles?|extradit\w+)\b",
    re.IGNORECASE,
)
POLITICAL_OPENINGS = re.compile(
    r"(?:diplomat|embass|sanction|treat|ceasefire|truce|summit|bilateral|sovereignty|troops|border|negotiat|"
    r"resolution|envoy|foreign|ambassador|refugee|asylum|territor|government|parliament|peace|talks|accord|"
    r"missile|extradit)\w*"
)
"""Every first word of `POLITICAL_WORDS`, and some more."""
LEAST_WORDS = 2
"""Words of another topic an article needs to be about it."""


@functools.cache
def _topic_words() -> tuple[tuple[tuple[str, re.Pattern[str]], ...], dict[str, tuple[int, ...]]]:
    """Return what finds the words of each topic, and by first word the numbers of the topics it may belong to."""
    topics = []
    openings: dict[str, list[int]] = {}
    for number, (_, row) in enumerate(_rows("topics.csv")):
        words = row["words"].split("|")
        found = re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)
        topics.append((row["topic"], found))
        for first in {TOKEN.findall(word.lower())[0] for word in words}:
            openings.setdefault(first, []).append(number)
    return tuple(topics), {first: tuple(numbers) for first, numbers in openings.items()}


@functools.lru_cache(maxsize=65_536)
def _opens_politics(token: str) -> bool:
    return POLITICAL_OPENINGS.fullmatch(token) is not None


def _counted(document: str) -> tuple[int, list[int]]:
    """Return how many political words a document has, and how many different words of each topic.

    The long patterns are tried only where a first word of theirs stands; they find what they would find alone.
    """
    topics, openings = _topic_words()
    political = political_end = 0
    ends = [0] * len(topics)
    found: list[set[str]] = [set() for _ in topics]
    for token in TOKEN.finditer(document):
        start, word = token.start(), token.group().lower()
        for number in openings.get(word, ()):
            if start >= ends[number]:
                match = topics[number][1].match(document, start)
                if match is not None:
                    ends[number] = match.end()
                    found[number].add(match.group().lower())
        if start >= political_end and _opens_politics(word):
            match = POLITICAL_WORDS.match(document, start)
            if match is not None:
                political, political_end = political + 1, match.end()
    return political, [len(words) for words in found]


def other_topic(document: str, mentions: Sequence[Mention]) -> str | None:
    """Return the topic an article is about if that is none of ours: sport, business, culture, travel, weather, science.

    Words of the topic are weighed against political words and mentions of offices, organs and forces.
    """
    political, counts = _counted(document)
    political += sum(
        m.kind in POLITICAL_KINDS and m.sector in POLITICAL_SECTORS and m.kind != "agent" for m in mentions
    )
    best, most = None, 0
    for (topic, _), found in zip(_topic_words()[0], counts, strict=True):
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
        if words.isdisjoint(triggers) and (
            words.isdisjoint(REPEATED) or REPEATING.search(document, sentence.start, sentence.end) is None
        ):
            continue
        at = bisect.bisect_left(starts, sentence.start)
        if (at < len(starts) and starts[at] < sentence.end) or not words.isdisjoint(ANAPHORA):
            kept.append(i)
    return kept
