"""A parsed sentence as plain Python objects: what the rules ask for thousands of times, and nothing else.

spaCy makes a new `Token` for every look at one and decodes a string for every attribute read; the rules
read trees far more often than the parser writes them. `read` copies a parse once into `Word`s that answer
to the same names as spaCy's tokens, so that the rules do not care which they are given.

Parts of speech come from `Ruler`: the rules of the model's own attribute ruler, applied word by word to
tags and labels in place of its matcher, which takes longer than the parser proper.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from typing import Any, overload

from spacy.attrs import DEP, HEAD, LENGTH, SPACY, TAG
from spacy.language import Language
from spacy.tokens import Doc

RULED = ("POS", "TAG", "DEP")
"""Attributes of the ruler that the rules read; its lemmas and morphology nobody asks for."""


class Word:
    """One word of a parsed sentence; `children`, `lefts` and `rights` are lists in the sentence's order."""

    __slots__ = (
        "children", "dep_", "doc", "head", "i", "idx", "left_edge", "lefts", "lower_", "pos_", "right_edge",
        "rights", "tag_", "text", "whitespace_",
    )  # fmt: skip

    doc: Parsed
    head: Word
    left_edge: Word
    right_edge: Word

    def __init__(self, i: int, idx: int, text: str, whitespace: str) -> None:
        self.i = i
        self.idx = idx
        self.text = text
        self.lower_ = text.lower()
        self.whitespace_ = whitespace
        self.tag_ = self.pos_ = self.dep_ = ""
        self.children: list[Word] = []
        self.lefts: list[Word] = []
        self.rights: list[Word] = []

    ent_type_ = ""
    """No entity recogniser runs."""

    @property
    def subtree(self) -> Iterator[Word]:
        """Yield the word and all below it, in the order of the sentence."""
        for child in self.lefts:
            yield from child.subtree
        yield self
        for child in self.rights:
            yield from child.subtree

    @property
    def ancestors(self) -> Iterator[Word]:
        """Yield the words above, from the head to the root."""
        node = self
        while node.head is not node:
            node = node.head
            yield node

    @property
    def is_title(self) -> bool:
        """Whether the word has a capital first letter and no other."""
        return self.text.istitle()

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<{self.text} {self.tag_} {self.dep_}>"


class Stretch(Sequence[Word]):
    """Words that stand together."""

    __slots__ = ("words",)

    def __init__(self, words: list[Word]) -> None:
        self.words = words

    @overload
    def __getitem__(self, key: int) -> Word: ...
    @overload
    def __getitem__(self, key: slice) -> Stretch: ...
    def __getitem__(self, key: int | slice) -> Word | Stretch:
        return Stretch(self.words[key]) if isinstance(key, slice) else self.words[key]

    def __len__(self) -> int:
        return len(self.words)

    def __iter__(self) -> Iterator[Word]:
        return iter(self.words)

    @property
    def text(self) -> str:
        """The words as they stand in the text, without what follows the last one."""
        if not self.words:
            return ""
        return "".join([word.text + word.whitespace_ for word in self.words[:-1]]) + self.words[-1].text


class Parsed(Stretch):
    """A parsed sentence."""

    __slots__ = ("_starts", "_text")

    def __init__(self, words: list[Word], text: str) -> None:
        super().__init__(words)
        self._text = text
        self._starts: list[int] = []
        """Offsets of the words, put together when first asked for."""

    @property
    def text(self) -> str:
        """The sentence, with the space behind its last word if there is one."""
        return self._text

    def at(self, char: int) -> Word | None:
        """Return the word a letter of the sentence belongs to, None for a space."""
        i = self._first(char + 1) - 1
        if i < 0:
            return None
        word = self.words[i]
        return word if char < word.idx + len(word.text) else None

    def within(self, start: int, end: int) -> list[Word]:
        """Return the words that begin in a stretch of the sentence, given as offsets."""
        return self.words[self._first(start) : self._first(end)]

    def _first(self, char: int) -> int:
        """Return the number of the first word that begins at an offset or behind it."""
        if len(self._starts) != len(self.words):
            self._starts = [word.idx for word in self.words]
        return bisect.bisect_left(self._starts, char)

    def set_edges(self) -> None:
        """Tell every word the first and the last word below it."""
        for word in self.words:
            word.left_edge = word.right_edge = word
        for word in self.words:  # who is further left has been told to all above it already
            above = word.head
            while word.i < above.left_edge.i:
                above.left_edge = word
                above = above.head
        for word in reversed(self.words):
            above = word.head
            while word.i > above.right_edge.i:
                above.right_edge = word
                above = above.head

    def reworded(self, texts: list[str]) -> Parsed:
        """Put other words into the tree, one for one; returns the same object."""
        at = 0
        for word, text in zip(self.words, texts, strict=True):
            word.idx, word.text, word.lower_ = at, text, text.lower()
            at += len(text) + len(word.whitespace_)
        self._text = "".join([word.text + word.whitespace_ for word in self.words])
        self._starts = []
        return self


class Ruler:
    """The model's rules from tag, label and word to part of speech, asked word by word.

    Args:
        nlp: a loaded model; its pipe `attribute_ruler` is read.

    Raises:
        UnreadableRule: the model has a rule that looks at more than tag, label, letters and one neighbour.
    """

    def __init__(self, nlp: Language) -> None:
        self.rules: list[tuple[dict[str, Any] | None, dict[str, Any], dict[str, str]]] = []
        self.words: set[str] = set()
        for rule in nlp.get_pipe("attribute_ruler").patterns:  # type: ignore[attr-defined]
            sets = {name: value for name, value in rule["attrs"].items() if name in RULED}
            if not sets:
                continue
            for pattern in rule["patterns"]:
                before, own = self._readable(pattern, rule["index"])
                self.rules.append((before, own, sets))
                for wanted in (before, own):
                    self.words |= _values((wanted or {}).get("LOWER", ()))
        self.left_labels = {v for before, _, _ in self.rules for v in _values((before or {}).get("DEP", ()))}
        self._known: dict[tuple[str, str, str, bool, str, str], tuple[str, str, str]] = {}
        self.names = _Names(nlp)

    def _readable(
        self, pattern: list[dict[str, Any]], index: int
    ) -> tuple[dict[str, Any] | None, dict[str, Any]]:
        if len(pattern) - 1 != index or index > 1:
            raise UnreadableRule(f"the model's attribute ruler looks ahead: {pattern}")
        for wanted in pattern:
            for name, value in wanted.items():
                plain = isinstance(value, (str, bool)) or set(value) <= {"IN", "NOT_IN"}
                if name not in ("TAG", "LOWER", "DEP", "IS_SPACE") or not plain:
                    raise UnreadableRule(f"the model's attribute ruler asks for {name}={value!r}")
        return (pattern[0] if index else None), pattern[-1]

    def read(self, tag: str, dep: str, lower: str, left: tuple[str, str] | None) -> tuple[str, str, str]:
        """Return part of speech, tag and label of a word; `left`: label and lower-case form of the word before."""
        space = lower.isspace()
        left_dep, left_lower = left or ("", "")
        key = (
            tag, dep, lower if lower in self.words else "", space,
            left_dep if left_dep in self.left_labels else "", left_lower if left_lower in self.words else "",
        )  # fmt: skip
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._apply(*key)
        return known

    def _apply(
        self, tag: str, dep: str, lower: str, space: bool, left_dep: str, left_lower: str
    ) -> tuple[str, str, str]:
        own = {"TAG": tag, "DEP": dep, "LOWER": lower, "IS_SPACE": space}
        left = {"TAG": "", "DEP": left_dep, "LOWER": left_lower, "IS_SPACE": False}
        out = {"POS": "", "TAG": tag, "DEP": dep}
        for before, wanted, sets in self.rules:
            if _fits(own, wanted) and (before is None or _fits(left, before)):
                out.update(sets)
        return out["POS"], out["TAG"], out["DEP"]


class _Names(dict[int, str]):
    """What the model's numbers of tags and labels stand for; each is decoded once."""

    def __init__(self, nlp: Language) -> None:
        super().__init__({0: ""})
        self.strings = nlp.vocab.strings

    def __missing__(self, number: int) -> str:
        self[number] = name = self.strings[number]
        return name


class UnreadableRule(ValueError):
    """The installed model has an attribute ruler this module cannot stand in for; the message shows the rule."""


def _values(wanted: Any) -> set[str]:
    if isinstance(wanted, str):
        return {wanted}
    return {v for group in wanted.values() for v in group} if isinstance(wanted, dict) else set()


def _fits(word: dict[str, Any], wanted: dict[str, Any]) -> bool:
    for name, value in wanted.items():
        have = word[name]
        if isinstance(value, dict):
            if ("IN" in value and have not in value["IN"]) or ("NOT_IN" in value and have in value["NOT_IN"]):
                return False
        elif have != value:
            return False
    return True


def read(doc: Doc, ruler: Ruler) -> Parsed:
    """Copy a parse; the spaCy document is not needed afterwards."""
    text = doc.text
    names = ruler.names
    rows = doc.to_array([HEAD, DEP, TAG, SPACY, LENGTH]).tolist()
    words: list[Word] = []
    parsed = Parsed(words, text)
    at = 0
    for i, (_, _, _, spacy, length) in enumerate(rows):
        word = Word(i, at, text[at : at + length], " " if spacy else "")
        word.doc = parsed
        words.append(word)
        at += length + spacy
    left: tuple[str, str] | None = None
    for word, (head, dep, tag, _, _) in zip(words, rows, strict=True):
        label = names[dep]
        word.pos_, word.tag_, word.dep_ = ruler.read(names[tag], label, word.lower_, left)
        if word.tag_ == "PRP" and ("-" in word.text or " " in word.text):
            word.tag_ = "NNP"  # "al-Shabaab" made one token
        left = (label, word.lower_)
        offset = head - (1 << 64) if head >= 1 << 63 else head
        above = words[word.i + offset]
        word.head = above
        if above is not word:
            above.children.append(word)
            (above.lefts if word.i < above.i else above.rights).append(word)
    parsed.set_edges()
    return parsed
