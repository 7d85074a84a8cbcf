"""Abbreviations that an article explains in brackets: "the Nigerian Air Force (NAF)"."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from transforms.events.who.actor import Actor
from transforms.events.who.folding import fold
from transforms.events.who.mentions import find_mentions
from transforms.events.who.modifiers import BELONGING
from transforms.events.who.phrases import resolve_phrase

# Characters a sentence has at most, so that a text without full stops costs no more than others.
_LONGEST = 2000
_SENTENCE_END = re.compile(r"[.!?][\"”’')]*(?=\s+[\"“‘'(]?[A-Z\u00c0-\u00de])|\n")
_ABBREVIATED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sen|Rep|St|No|Adm|Maj|Brig|Prof|Hon|Jan|Feb|Aug|Sept|Oct|Nov|Dec|[A-Z])$"
)
_BRACKET = re.compile(r"\(([A-Z][A-Za-z&-]{1,9})\)")
_SKIPPED = frozenset(
    {
        "of",
        "the",
        "for",
        "and",
        "de",
        "del",
        "la",
        "to",
        "in",
        "on",
        "du",
        "des",
        "et",
        "y",
        "e",
        "da",
        "do",
    }
)


def sentence_start(text: str, offset: int) -> int:
    """Where the sentence around `offset` starts, by punctuation alone."""
    start = low = max(0, offset - _LONGEST)
    for end in _SENTENCE_END.finditer(text, low, offset):
        if _ABBREVIATED.search(text[max(0, end.start() - 6) : end.start()]) and end.group() == ".":
            continue
        start = end.end()
    return start


def abbreviations_in(text: str, date: datetime.date | None) -> dict[str, Actor]:
    """Bracketed abbreviations whose letters are the initials of the words before them."""
    found: dict[str, Actor] = {}
    for bracket in _BRACKET.finditer(text):
        short = bracket.group(1)
        letters = [char for char in short if char.isupper()]
        if len(letters) < 2:
            continue
        before = text[max(0, bracket.start() - 120) : bracket.start()].rstrip()
        words = list(re.finditer(r"[^\s-]+", before))
        begin = _long_form(words, letters)
        if begin is None:
            continue
        long = before[begin:]
        # The state often stands just before the name proper: "Libya's Government of National Accord".
        lead = before[:begin]
        owner = re.search(r"(\S+(?: \S+)?)['’]s? $", lead)
        phrase = f"{owner.group(1)}'s {long}" if owner else long
        actor = resolve_phrase(phrase, date=date)
        if actor.country is None and actor.sector is None:
            actor = replace(actor, country=_guess_body(text, bracket.start(), date))
        offset = max(0, bracket.start() - 120) + begin
        found[short] = replace(
            actor,
            name=long,
            kind=actor.kind if actor.kind != "unknown" else "organisation",
            span=(offset, offset + len(long)),
        )
    return found


def _guess_body(text: str, offset: int, date: datetime.date | None) -> str | None:
    begin = sentence_start(text, offset)
    named = [m for m in find_mentions(text[begin:offset], date) if m.kind in BELONGING and m.country]
    return named[0].country if named else None


def _long_form(words: list[re.Match[str]], letters: list[str]) -> int | None:
    """Where the words start whose initials are `letters`, walking back; None if they do not fit."""
    need = len(letters) - 1
    for word in reversed(words[-12:]):
        initial = word.group().lstrip("\"“‘'(")[:1]
        if fold(initial).upper() == letters[need]:
            need -= 1
            if need < 0:
                return word.start() + (len(word.group()) - len(word.group().lstrip("\"“‘'(")))
        elif word.group().lower() not in _SKIPPED:
            return None
    return None
