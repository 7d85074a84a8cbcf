"""The trigger lexicon: data/*.csv compiled to patterns that are looked up by word form.

Files (docs/coding.md explains the columns): `classes.csv` names sets of nouns, `verbs/` and `nouns/` map triggers
with what they take to event types, one file a type, `operators.csv` lists words that change the status of what they govern,
`light.csv` verbs that lend their subject to an event noun.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from schemas.event import EVENT_TYPES, MODES
from transforms.events.what.words import noun_forms, verb_forms

VETO = "-"
"""Type of a pattern that says: this is no event."""


class LexiconError(ValueError):
    """A row of the trigger lexicon is wrong; the message names file, row and column."""


@dataclass(frozen=True, slots=True)
class NounSet:
    """What an object slot accepts: single forms, phrases of several words, any party, anything, nothing."""

    forms: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
    party: bool = False
    anything: bool = False
    nothing: bool = False
    openings: frozenset[str] = frozenset()
    """First words of the phrases: a text without one of them holds no phrase."""


@dataclass(frozen=True, slots=True)
class VerbPattern:
    """One reading of one verb."""

    id: str
    lemma: str
    rest: tuple[str, ...]
    objects: NounSet | None
    prepositions: tuple[tuple[str, NounSet], ...]
    complement: str | None
    type: str
    mode: str | None
    cameo: str | None
    to: tuple[str, ...]
    flags: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class NounPattern:
    """One reading of one event noun, possibly of several words."""

    id: str
    before: tuple[str, ...]
    type: str
    mode: str | None
    cameo: str | None
    to: tuple[str, ...]
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Operator:
    """A word that sets the status of what it governs, or merely reports it."""

    id: str
    lemma: str
    rest: tuple[str, ...]
    kind: str
    effect: str


@dataclass(frozen=True)
class Patterns:
    """The whole trigger lexicon by word form; `by_weight` has the verbs' patterns with the most particular first."""

    verbs: dict[str, tuple[VerbPattern, ...]]
    by_weight: dict[str, tuple[VerbPattern, ...]]
    nouns: dict[str, tuple[NounPattern, ...]]
    operator_verbs: dict[str, tuple[Operator, ...]]
    operator_nouns: dict[str, tuple[Operator, ...]]
    adjectives: dict[str, tuple[NounPattern, ...]]
    light: dict[str, tuple[tuple[str, ...], ...]]
    classes: dict[str, NounSet]

    def trigger_forms(self) -> frozenset[str]:
        """Return every word form that can start a reading: the gate lets sentences with one of them through."""
        return frozenset(self.verbs) | frozenset(self.nouns) | frozenset(self.adjectives)


def _folder(name: str) -> Iterator[tuple[str, int, dict[str, str]]]:
    for path in sorted(files("transforms.events").joinpath("data", name).iterdir(), key=str):
        if path.name.endswith(".csv"):
            for number, row in _rows(f"{name}/{path.name}"):
                yield f"data/{name}/{path.name}, line {number}, {row['id']}", number, row


def _rows(name: str) -> Iterator[tuple[int, dict[str, str]]]:
    text = files("transforms.events").joinpath("data", *name.split("/")).read_text(encoding="utf-8")
    lines = [
        (n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")
    ]
    header = next(csv.reader([lines[0][1]]))
    for number, line in lines[1:]:
        cells = next(csv.reader([line]))
        if len(cells) != len(header):
            raise LexiconError(f"data/{name}, line {number}: {len(cells)} cells, {len(header)} expected")
        yield number, dict(zip(header, cells, strict=True))


def _split(cell: str) -> list[str]:
    return [item for item in cell.split("|") if item and not item.endswith("_x")]


def _noun_set(items: Iterable[str], classes: dict[str, NounSet]) -> NounSet:
    forms: set[str] = set()
    phrases: list[str] = []
    party = anything = nothing = False
    for item in items:
        if item == "@":
            party = True
        elif item == "*":
            anything = True
        elif item == "-":
            nothing = True
        elif item in classes:
            forms |= classes[item].forms
            phrases += classes[item].phrases
        elif " " in item:
            phrases += sorted(noun_forms(item))
        else:
            forms |= noun_forms(item)
    openings = frozenset(words_of(phrase)[0] for phrase in phrases)
    return NounSet(frozenset(forms), tuple(dict.fromkeys(phrases)), party, anything, nothing, openings)


def words_of(text: str) -> list[str]:
    """Return the runs of letters and digits in a text."""
    return _RUN.findall(text)


_RUN = re.compile(r"[^\W_]+")


def _check(where: str, type_: str, mode: str | None) -> None:
    if type_ != VETO and type_ not in EVENT_TYPES:
        raise LexiconError(f"{where}: type {type_!r} is not one of PLOVER's sixteen")
    if mode and mode not in MODES.get(type_, ()):
        raise LexiconError(f"{where}: {type_} has no mode {mode!r}")


def _verb_patterns(classes: dict[str, NounSet]) -> Iterator[tuple[str, VerbPattern]]:
    for where, _, row in _folder("verbs"):
        mode = row["mode"] or None
        _check(where, row["type"], mode)
        objects = _noun_set(_split(row["object"]), classes) if row["object"] else None
        preps = []
        for item in _split(row["prep"]):
            name, _, wanted = item.partition("=")
            preps.append((name, _noun_set([wanted], classes)))
        flags = frozenset(row["flags"].split())
        for verb in _split(row["verbs"]):
            lemma, *rest = verb.split("_")
            weight = (
                1.5 * len(rest)
                + (0 if objects is None else 1.2 if objects.party else 2.0)
                + 1.6 * bool(preps)
            )
            weight += 2.0 * any(f.startswith("subj:") for f in flags)
            weight += 1.0 * bool(row["comp"]) - 0.5 * ("weak" in flags) + 0.5 * (row["type"] == VETO)
            weight += 0.1 * ("first" in flags)
            pattern = VerbPattern(
                row["id"], lemma, tuple(rest), objects, tuple(preps), row["comp"] or None, row["type"], mode,
                row["cameo"] or None, tuple(_split(row["to"])), flags, weight,
            )  # fmt: skip
            for form in verb_forms(lemma):
                yield form, pattern


def _prep_weight(prepositions: list[tuple[str, NounSet]]) -> float:
    if not prepositions:
        return 0.0
    return 1.0 if all(wanted.anything for _, wanted in prepositions) else 1.6


def _noun_patterns() -> Iterator[tuple[str, NounPattern]]:
    for where, _, row in _folder("nouns"):
        mode = row["mode"] or None
        _check(where, row["type"], mode)
        for noun in _split(row["nouns"]):
            *before, head = noun.split(" ")
            pattern = NounPattern(
                row["id"], tuple(before), row["type"], mode, row["cameo"] or None, tuple(_split(row["to"])),
                frozenset(row["flags"].split()),
            )  # fmt: skip
            for form in noun_forms(head):
                yield form, pattern


def _adjective_patterns() -> Iterator[tuple[str, NounPattern]]:
    for number, row in _rows("adjectives.csv"):
        _check(f"data/adjectives.csv, line {number}, {row['id']}", row["type"], row["mode"] or None)
        pattern = NounPattern(
            row["id"], (), row["type"], row["mode"] or None, row["cameo"] or None, tuple(_split(row["to"])),
            frozenset(row["flags"].split()),
        )  # fmt: skip
        for word in _split(row["words"]):
            yield word, pattern


def _operators(pos: str) -> Iterator[tuple[str, Operator]]:
    for _, row in _rows("operators.csv"):
        if row["pos"] != pos:
            continue
        for word in _split(row["words"]):
            lemma, *rest = word.split("_")
            operator = Operator(row["id"], lemma, tuple(rest), row["kind"], row["effect"])
            for form in verb_forms(lemma) if pos == "V" else noun_forms(lemma):
                yield form, operator


def _grouped(pairs: Iterable[tuple[str, object]]) -> dict[str, tuple]:
    out: dict[str, list] = {}
    for form, pattern in pairs:
        out.setdefault(form, []).append(pattern)
    return {form: tuple(found) for form, found in out.items()}


@functools.cache
def load() -> Patterns:
    """Read and compile the trigger lexicon.

    Raises:
        LexiconError: a row has the wrong number of cells, an unknown type or a mode its type does not have, or
            a class stands twice.
    """
    classes: dict[str, NounSet] = {}
    for number, row in _rows("classes.csv"):
        if row["class"] in classes:
            raise LexiconError(
                f"data/classes.csv, line {number}: the class {row['class']} stands there twice"
            )
        classes[row["class"]] = _noun_set(_split(row["words"]), {})
    light = []
    for _, row in _rows("light.csv"):
        for verb in _split(row["verbs"]):
            lemma, *rest = verb.split("_")
            light += [(form, tuple(rest)) for form in verb_forms(lemma)]
    nouns = {
        form: tuple(sorted(found, key=_specific, reverse=True))
        for form, found in _grouped(_noun_patterns()).items()
    }
    verbs = _grouped(_verb_patterns(classes))
    return Patterns(
        verbs,
        {form: tuple(sorted(found, key=lambda p: p.weight, reverse=True)) for form, found in verbs.items()},
        nouns,
        _grouped(_operators("V")),
        _grouped(_operators("N")),
        _grouped(_adjective_patterns()),
        _grouped(light),
        classes,
    )


@functools.cache
def hyphenated() -> frozenset[str]:
    """Return every word form with a hyphen: triggers, and members of the noun sets their objects come from."""
    lexicon = load()
    forms = set(lexicon.verbs) | set(lexicon.nouns)
    for noun_set in lexicon.classes.values():
        forms |= noun_set.forms
    for readings in lexicon.verbs.values():
        for reading in readings:
            forms |= reading.objects.forms if reading.objects else frozenset()
    return frozenset(form for form in forms if "-" in form)


def _specific(pattern: NounPattern) -> float:
    return len(pattern.before) + 0.5 * bool({"labour", "verbal", "ontrade"} & pattern.flags)
