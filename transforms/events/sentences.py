"""Cut an article into sentences by rule, so that only those worth it need reach the parser.

Every character that is not white space lies in exactly one sentence, in order. A line break always ends a
sentence (titles, list items and paragraphs are lines). Inside a line, a full stop ends one unless it belongs
to an abbreviation, an initial or a number, or the text goes on in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from transforms.events.where.datelines import lead_in_end

MAX_CHARACTERS = 1_200
"""Longer stretches without a full stop are cut at a semicolon, comma or space, to keep the parser safe."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text, as character offsets (end exclusive).

    `content` is the offset at which the wording proper starts: after a bullet, a clock time or a dateline if
    the sentence opens with one, else equal to `start`.
    """

    start: int
    end: int
    content: int


_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_STOP = re.compile(
    r"""[.!?…]+[\"”’'»)\]]*(?=\s|$)          # the usual end
      | (?<=[^\W\d_]{3})[.!?][\"”]?(?=[A-Z][a-z])  # a missing space: "ended.The"
      | [•▪●‣]\s                             # run-in list items
    """,
    re.VERBOSE,
)
_WORD_BEFORE = re.compile(r"[\w.&’'-]*$")
_ADDRESS = re.compile(r"(?:www\.|[/@])\S*$")
_NEXT = re.compile(r"\s*[\"“‘'«(\[]*([^\s]?)(\w*)")

# Always followed by what they abbreviate: a name or a number.
_TITLES_TEXT = (
    "mr mrs ms mx dr prof gen lt col maj capt cmdr cdr cpl sgt pvt adm brig sen rep gov pres amb hon rev "
    "fr msgr st ste mt ft supt insp det spc pfc vs v cf ca approx fig vol sr. sra mme mlle m sec asst "
    "assoc atty"
)
_TITLES = frozenset(_TITLES_TEXT.split())
# Followed by a number; elsewhere the full stop is a real one ("No. The answer …").
_BEFORE_NUMBER_TEXT = "no nos art arts p pp para paras ch sect res tel est sr"
_BEFORE_NUMBER = frozenset(_BEFORE_NUMBER_TEXT.split())
_MONTHS_TEXT = "jan feb mar apr jun jul aug sep sept oct nov dec"
_MONTHS = frozenset(_MONTHS_TEXT.split())
# May end a sentence or not: the next word tells.
_EITHER_TEXT = "inc ltd co corp plc llc bros jr sr etc dept govt intl univ ave blvd rd"
_EITHER = frozenset(_EITHER_TEXT.split()) | _MONTHS
_STARTERS_TEXT = (
    "the a an this that these those he she it they we i you his her its their our my there here but and "
    "or so yet in on at by for from with as after before when while if although though since during under "
    "according asked both all some many most no not one two three several each other another what who why "
    "how where meanwhile however moreover nevertheless instead also then later earlier last next today "
    "yesterday tomorrow among"
)
_STARTERS = frozenset(_STARTERS_TEXT.split())
_REPORTING = re.compile(
    r"\s+(?:[A-Z][\w’'-]+\s+){1,4}(?:said|says|asked|asks|told|added|wrote|replied|cried|shouted|warned|insisted)\b"
)


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of `text` (title, blank line, body), in order and without overlap."""
    sentences: list[Sentence] = []
    for line in _LINE.finditer(text):
        start, end = _strip(text, line.start(), line.end())
        if start < end:
            sentences.extend(_split_line(text, start, end))
    return tuple(sentences)


def _split_line(text: str, start: int, end: int) -> Iterator[Sentence]:
    content = min(start + lead_in_end(text[start : min(end, start + 200)]), end)
    begin = start
    for stop in _STOP.finditer(text, content, end):
        cut = stop.end() if text[stop.start()] not in "•▪●‣" else stop.start()
        if cut <= max(begin, content) or not _ends_sentence(text, content, stop, end):
            continue
        yield from _pieces(text, begin, cut, content)
        begin = content = cut
    yield from _pieces(text, begin, end, content)


def _ends_sentence(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    mark = stop.group()
    if (
        stop.end() < end
        and not text[stop.end()].isspace()
        and _ADDRESS.search(text, max(begin, stop.end() - 200), stop.end())
    ):
        return False
    if mark[0] in "•▪●‣":
        return True
    following = _NEXT.match(text, stop.end(), end)
    first, rest = following.groups() if following else ("", "")
    if not first:
        return True
    if first.islower():
        return False
    if mark[0] != ".":
        # “Why now?” Lavrov asked.
        return not (mark[-1] in "\"”’'" and _REPORTING.match(text, stop.end(), end))
    if len(mark) > 1 and mark[1] == ".":
        return first.isupper() or not first.isalnum()
    if len(mark) > 1 and mark[-1] in '"”':
        return True
    before = _WORD_BEFORE.search(text, max(begin, stop.start() - 24), stop.start())
    word = before.group().lstrip("’'-.&") if before else ""
    lowered = word.lower()
    starts_anew = (first + rest).lower() in _STARTERS
    if lowered in _BEFORE_NUMBER and first.isdigit():
        return False
    if lowered in _TITLES:
        return False
    if lowered in _MONTHS and first.isdigit():
        return False
    if lowered in _EITHER or "." in word.rstrip("."):
        # "U.S. President" goes on, "in the U.S. The" does not; "1.5." is a number and ends.
        return starts_anew or not any(character.isalpha() for character in word)
    if len(word) == 1 and word.isalpha():
        return starts_anew and not (word.isupper() and rest == "")
    return True


def _pieces(text: str, start: int, end: int, content: int) -> Iterator[Sentence]:
    """The stretch itself, without outer white space, in pieces no longer than MAX_CHARACTERS."""
    start, end = _strip(text, start, end)
    content = max(content, start)
    while end - start > MAX_CHARACTERS:
        window = text[start : start + MAX_CHARACTERS]
        half = MAX_CHARACTERS // 2
        cut = max(window.rfind("; ", half), window.rfind(", ", half)) + 1
        if cut == 0:
            cut = max((window.rfind(space, half) for space in " \t\u00a0"), default=-1)
        if cut <= 0:
            cut = MAX_CHARACTERS
        _, piece_end = _strip(text, start, start + cut)
        yield Sentence(start, piece_end, min(content, piece_end))
        start, end = _strip(text, start + cut, end)
        content = max(content, start)
    if start < end:
        while content < end and text[content].isspace():
            content += 1
        yield Sentence(start, end, content if content < end else start)


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
