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
_COMPASS = re.compile(r"\b[Tt]he (North|South)(?!\s+[A-Z]|\w|-)")
_DIVIDED = (("PRK", "KOR"), ("SDN", "SSD"))
"""States told apart by the compass alone: the northern one, the southern one."""


def settled(text: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Return the mentions of a text with weak names given to the state beside them, and "the North" added."""
    out = [_owned(text, mention, mentions, i) for i, mention in enumerate(mentions)]
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
