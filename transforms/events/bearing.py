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
POLITICAL_SHARES = (0.9, 2.0, 3.5, 5.0, 8.0)
"""Political words in a hundred: nine of ten articles with events have more than three."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """How many political words a text has, how many different ones of the topic it has most of (none of ours) and of
    politics at home, whether it tells of protest or of dealings across a border, and how many words it has in all."""

    political: int
    topic: str | None
    most: int
    home: int
    protest: bool = False
    words: int = 0

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
        if scope == "all":
            return ()
        share = 100 * self.political / max(1, self.words)
        return (
            f"lean={sum(self.lean > step for step in LEANS)}",
            f"politics={sum(share >= step for step in POLITICAL_SHARES)}",
        )


def bearing_of(document: str, mentions: Sequence[Mention]) -> Bearing:
    """Return what a text is about."""
    words, political, counts = _counted(document)
    political += sum(map(is_political, mentions))
    home = counts.pop(HOME, 0)
    topic = max(counts, key=lambda name: counts[name])
    protest = PROTESTING.search(document) is not None
    return Bearing(political, topic if counts[topic] else None, counts[topic], home, protest, words)


def is_political(mention: Mention) -> bool:
    """Whether a mention is one of an office, an organ, a force or who holds or leads one."""
    return mention.kind in POLITICAL_KINDS and mention.sector in POLITICAL_SECTORS


@dataclass(frozen=True, slots=True)
class _Topics:
    """Words of each topic, by their first word: those that are that word alone, and a pattern of the longer ones."""

    names: tuple[str, ...]
    single: dict[str, tuple[str, ...]]
    longer: dict[str, tuple[tuple[str, re.Pattern[str]], ...]]


@functools.cache
def _topics() -> _Topics:
    names = []
    single: dict[str, list[str]] = {}
    longer: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for _, row in _rows("topics.csv"):
        topic = row["topic"]
        names.append(topic)
        by_first: dict[str, list[str]] = {}
        for word in row["words"].split("|"):
            by_first.setdefault(TOKEN.findall(word.lower())[0], []).append(word)
        for first, words in by_first.items():
            if [word.lower() for word in words] == [first]:
                single.setdefault(first, []).append(topic)
            else:
                found = re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)
                longer.setdefault(first, []).append((topic, found))
    return _Topics(
        tuple(names),
        {first: tuple(topics) for first, topics in single.items()},
        {first: tuple(patterns) for first, patterns in longer.items()},
    )


@functools.lru_cache(maxsize=65_536)
def _opens_politics(token: str) -> bool:
    return POLITICAL_OPENINGS.fullmatch(token) is not None


def _counted(document: str) -> tuple[int, int, dict[str, int]]:
    """Return how many words and how many political words a document has, and how many different words of each topic."""
    topics = _topics()
    single, longer = topics.single, topics.longer
    words = political = political_end = 0
    ends = dict.fromkeys(topics.names, 0)
    found: dict[str, set[str]] = {name: set() for name in topics.names}
    for token in TOKEN.finditer(document):
        words += 1
        word = token.group().lower()
        if word in single:
            start = token.start()
            for name in single[word]:
                if start >= ends[name]:
                    found[name].add(word)
        if word in longer:
            start = token.start()
            for name, pattern in longer[word]:
                if start >= ends[name] and (match := pattern.match(document, start)) is not None:
                    ends[name] = match.end()
                    found[name].add(match.group().lower())
        if _opens_politics(word) and (start := token.start()) >= political_end:
            match = POLITICAL_WORDS.match(document, start)
            if match is not None:
                political, political_end = political + 1, match.end()
    return words, political, {name: len(of_topic) for name, of_topic in found.items()}
