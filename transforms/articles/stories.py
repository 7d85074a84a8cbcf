"""One story, many articles: near-duplicates across feeds share a `story_id`; the articles stay."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from rensa import RMinHash

PERMUTATIONS = 64
BANDS = 16
SEED = 20_250_330
SHINGLE = 3
"""Words per shingle: three tell stories apart and survive small edits."""
LEAD_WORDS = 160
"""Wire copy is cut from the end; its first paragraphs stay."""
MIN_WORDS = 25
"""Shorter texts are alike by chance."""
WINDOW = dt.timedelta(days=3)
SAME_STORY = 0.5
SAME_STORY_IN_FEED = 0.85
"""Within one feed likeness mostly is a template (rates, weather, briefings), so it takes more."""


def fingerprint(text: str) -> str | None:
    """Return the MinHash of a text: 64 numbers of 16 bits, base64; None where the text is too short to
    tell."""
    words = re.findall(r"\w+", text.casefold(), re.UNICODE)[:LEAD_WORDS]
    if len(words) < MIN_WORDS:
        return None
    shingles = set(map(" ".join, zip(*(words[i:] for i in range(SHINGLE)), strict=False)))
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    minhash.update(list(shingles))
    numbers = np.array(minhash.digest(), dtype=np.uint64) & 0xFFFF
    return base64.b64encode(numbers.astype("<u2").tobytes()).decode("ascii")


def _numbers(print_: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(print_), dtype="<u2")


def similarity(first: str, second: str) -> float:
    """Return the estimated share of common shingles of two texts, 0 to 1 (standard error at most 0.06)."""
    return float(np.mean(_numbers(first) == _numbers(second)))


Bands = list[tuple[int, bytes]]
"""Parts of a fingerprint; texts that share none are not compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMember:
    """What grouping needs to know of an article.

    Attributes:
        story_id: its story so far; the article's own id where it has none.
        when: publication time, or time of fetching where it has none.
        fingerprint: as `fingerprint` gives it.
    """

    article_id: str
    story_id: str
    feed_id: str
    when: dt.datetime
    fingerprint: str


class StoryIndex:
    """Finds the story of an article among those of the last days.

    Add what the lake holds of the window with `add`, then `assign` new articles in a fixed order (publication
    time, then article id), so that the outcome does not depend on how work was spread.
    """

    def __init__(self, window: dt.timedelta = WINDOW) -> None:
        self._window = window
        self._bands: dict[tuple[int, bytes], list[StoryMember]] = defaultdict(list)

    def add(self, member: StoryMember) -> None:
        """Make an article known under its story."""
        self._add(member, _bands(member.fingerprint))

    def _add(self, member: StoryMember, bands: Bands) -> None:
        for key in bands:
            self._bands[key].append(member)

    def assign(self, member: StoryMember) -> str:
        """Return the story of an article (its own id if it starts one) and make it known under it."""
        bands = _bands(member.fingerprint)
        story = self._find(member, bands) or member.article_id
        self._add(dataclasses.replace(member, story_id=story), bands)
        return story

    def _find(self, new: StoryMember, bands: Bands) -> str | None:
        best: tuple[float, str, str] | None = None
        seen: set[str] = set()
        for key in bands:
            for old in self._bands.get(key, ()):
                if old.article_id in seen or abs(old.when - new.when) > self._window:
                    continue
                seen.add(old.article_id)
                alike = similarity(new.fingerprint, old.fingerprint)
                template = old.feed_id == new.feed_id and old.article_id != new.article_id
                if alike < (SAME_STORY_IN_FEED if template else SAME_STORY):
                    continue
                candidate = (-alike, old.article_id, old.story_id)
                if best is None or candidate < best:
                    best = candidate
        return best[2] if best else None


def _bands(print_: str) -> Bands:
    raw = base64.b64decode(print_)
    size = len(raw) // BANDS
    return [(band, raw[band * size : (band + 1) * size]) for band in range(BANDS)]
