"""What a text is about: politics between states, politics at home, or sport, business, culture, travel, weather, science.

Words of each topic are counted against political words and mentions of offices, organs and forces.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.events.what.patterns import _rows
from transforms.events.who.mentions import Mention

TOKEN = re.compile(r"\w+")
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
PROTESTING = re.compile(r"\b(?:protest|demonstrat|picket|boycott|sanction|customs|arriv)", re.IGNORECASE)
"""Words that keep a bare sentence of shopkeepers or firefighters: they march, and go abroad to help."""
HOME = "home"
"""The topic of elections, parties and councils: politics, but that of one country."""
LEAST_WORDS = 2
"""Words of another topic an article needs to be about it."""
LEAN = 0.7
"""Different words of a topic for every political word (and a half) that make an article one of that topic. Of the corpus' articles
with events none passes 0.5, of those without more than half do."""
SPORT_WEIGHT = 1.5
"""Sport shares the most words with conflict, so its own words count for more."""
POLITICAL_WEIGHT = 1.5
MOST_AT_HOME = 3
"""Different words of elections and councils that make an article one of politics at home."""
LEANS = (0.01, 0.2, 0.4, 0.7, 1.0)


@dataclass(frozen=True, slots=True)
class Bearing:
    """How many political words a text of so many words has, and how many different ones of the topic it has most of (none of
    ours) and of politics at home,
    and whether it tells of protest or of dealings across a border."""

    words: int
    political: int
    topic: str | None
    most: int
    home: int
    protest: bool = False

    @property
    def lean(self) -> float:
        """How strongly the text leans to the other topic, one being as strongly as to politics."""
        weight = SPORT_WEIGHT if self.topic == "sport" else 1.0
        return self.most * weight / (1.0 + POLITICAL_WEIGHT * self.political)

    @property
    def elsewhere(self) -> str | None:
        """The topic an article is about if that is none of ours."""
        if not self.political:
            return self.topic
        return self.topic if self.most >= LEAST_WORDS and self.lean > LEAN else None

    @property
    def clearly_elsewhere(self) -> bool:
        """Whether even a bare sentence tells that it is about something else."""
        return not self.political and not self.protest and self.most >= LEAST_WORDS

    @property
    def at_home(self) -> bool:
        """Whether the text is about an election or a council rather than states and their dealings."""
        return self.home >= MOST_AT_HOME

    def signs(self, scope: str) -> tuple[str, ...]:
        """Return the features of the ranker that tell what an article is about; a bare sentence is too short to tell."""
        return () if scope == "all" else (f"lean={sum(self.lean > step for step in LEANS)}",)


def bearing_of(document: str, mentions: Sequence[Mention]) -> Bearing:
    """Return what a text is about."""
    political, counts, words = _counted(document)
    political += sum(
        m.kind in POLITICAL_KINDS and m.sector in POLITICAL_SECTORS and m.kind != "agent" for m in mentions
    )
    home = counts.pop(HOME, 0)
    topic = max(counts, key=lambda name: counts[name])
    protest = PROTESTING.search(document) is not None
    return Bearing(words, political, topic if counts[topic] else None, counts[topic], home, protest)


@functools.cache
def _topic_words() -> tuple[dict[str, re.Pattern[str]], dict[str, tuple[str, ...]]]:
    """Return what finds the words of each topic, and by first word the topics it may belong to."""
    topics = {}
    openings: dict[str, list[str]] = {}
    for _, row in _rows("topics.csv"):
        words = row["words"].split("|")
        topics[row["topic"]] = re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)
        for first in {TOKEN.findall(word.lower())[0] for word in words}:
            openings.setdefault(first, []).append(row["topic"])
    return topics, {first: tuple(names) for first, names in openings.items()}


@functools.lru_cache(maxsize=65_536)
def _opens_politics(token: str) -> bool:
    return POLITICAL_OPENINGS.fullmatch(token) is not None


def _counted(document: str) -> tuple[int, dict[str, int], int]:
    """Return how many political words a document has, how many different words of each topic, and how many words in all.

    The long patterns are tried only where a first word of theirs stands; they find what they would find alone.
    """
    topics, openings = _topic_words()
    political = political_end = total = 0
    ends = dict.fromkeys(topics, 0)
    found: dict[str, set[str]] = {name: set() for name in topics}
    for token in TOKEN.finditer(document):
        total += 1
        start, word = token.start(), token.group().lower()
        for name in openings.get(word, ()):
            if start >= ends[name]:
                match = topics[name].match(document, start)
                if match is not None:
                    ends[name] = match.end()
                    found[name].add(match.group().lower())
        if start >= political_end and _opens_politics(word):
            match = POLITICAL_WORDS.match(document, start)
            if match is not None:
                political, political_end = political + 1, match.end()
    return political, {name: len(words) for name, words in found.items()}, total
