"""Names that several states use for bodies of their own, and names that only a divided country has.

"Foreign Office" alone is London's, "the Pakistani Foreign Office" and "the Supreme Court of Kenya" are not; "the
North" is Pyongyang where the article names both Koreas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from transforms.events.who.lexicon import ORGANISATIONS
from transforms.events.who.mentions import Mention

_STATES = frozenset({"country", "demonym", "people", "capital", "dependency"})
_BEFORE = re.compile(r"(?:['’]s?)? (?:[a-z-]+ ){0,2}$")
_AFTER = re.compile(r" (?:of|in) (?:the )?$")
_IN = ("in ", "In ")
_OFFICE = re.compile(r" (?:Secretary|Minister|Ministry|Department|Commissioner|Commission)\b")
SHARED = frozenset(
    """metonym:foreign-office metonym:us-congress metonym:us-house-of-representatives metonym:us-senate
    metonym:national-security-council metonym:justice-department metonym:ministry-of-defence metonym:chancellery
    metonym:federation-council metonym:supreme-national-security-council metonym:shura-council""".split()
)
"""Bodies of one state by default that others have under the same name."""
NEAR = 80
"""Letters within which a capital tells whose ministry is meant."""
_COMPASS = re.compile(r"\b[Tt]he (North|South)(?!\s+[A-Z]|\w|-)")
_DIVIDED = (("PRK", "KOR"), ("SDN", "SSD"))
"""States told apart by the compass alone: the northern one, the southern one."""


def settled(text: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Return the mentions of a text with weak names given to the state beside them, and "the North" added."""
    out = [_owned(text, mention, mentions, i) for i, mention in enumerate(mentions)]
    out = [_local(text, mention, mentions) for mention in out if not _portfolio(text, mention)]
    added = list(_compass(text, mentions))
    return tuple(sorted((*out, *added), key=lambda m: m.start)) if added else tuple(out)


def _owned(text: str, mention: Mention, mentions: tuple[Mention, ...], at: int) -> Mention:
    if "weak" not in mention.traits or mention.country in ORGANISATIONS:
        return mention
    if at:
        before = mentions[at - 1]
        gap = text[before.end : mention.start]
        if before.kind in _STATES and before.country and len(gap) < 24 and _BEFORE.fullmatch(gap):
            return replace(mention, country=before.country)
    if at + 1 < len(mentions):
        after = mentions[at + 1]
        gap = text[mention.end : after.start]
        if after.kind in _STATES and after.country and len(gap) < 10 and _AFTER.fullmatch(gap):
            return replace(mention, country=after.country)
    return mention


def _portfolio(text: str, mention: Mention) -> bool:
    """Whether the name of a party is a minister's portfolio: "Labour Secretary"."""
    return mention.sector == "PTY" and _OFFICE.match(text, mention.end) is not None


def _local(text: str, mention: Mention, mentions: tuple[Mention, ...]) -> Mention:
    """Give a ministry or chamber whose usual state a text never names to the state whose capital it stands beside.

    "The Foreign Office said in Islamabad", or a text that begins in Islamabad.
    """
    if mention.entity_id not in SHARED or mention.text.startswith(
        ("US ", "U.S. ", "UK ", "United ", "British ")
    ):
        return mention
    if any(m.country == mention.country for m in mentions if m.entity_id not in SHARED):
        return mention
    states = [m for m in mentions if m.kind in _STATES and m.country]
    for near in states:
        gap = text[min(near.end, mention.end) : max(near.start, mention.start)]
        if (
            near.kind == "capital"
            and len(gap) < NEAR
            and ". " not in gap
            and text[near.start - 3 : near.start] in _IN
        ):
            return replace(mention, country=near.country)
    opening = text.find("\n\n")
    opened = [m for m in states if m.start >= opening + 2]
    if opened and opened[0].kind == "capital" and opened[0].start == opening + 2:
        return replace(mention, country=opened[0].country)
    return mention


def _compass(text: str, mentions: tuple[Mention, ...]) -> Iterator[Mention]:
    codes = {m.country for m in mentions}
    pair = next((pair for pair in _DIVIDED if codes.issuperset(pair)), None)
    if pair is None:
        return
    names = {m.country: m for m in mentions if m.kind == "country"}
    for match in _COMPASS.finditer(text):
        start, end = match.span(1)
        code = pair[match.group(1) == "South"]
        if any(m.start < end and start < m.end for m in mentions):
            continue
        known = names.get(code)
        yield Mention(
            start, end, match.group(1), "country", known.entity_id if known else f"state:{code}",
            known.name if known else match.group(1), code, None, None,
        )  # fmt: skip
