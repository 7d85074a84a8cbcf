"""How newspapers write people's names: where a name starts and ends, and which part is the surname."""

from __future__ import annotations

import functools
import re

from transforms.events.who.actor_rows import read_rows

# Words inside a name that are written small (or with a capital by some papers).
_SMALL_WORDS = (
    "al el ul ur as ad ash az ar an bin bint ibn ben ould abu abd von van der den de del della dello di da "
    "do dos das du la las le les los lo y e i zu zur ter ten te af av na ole st bar arap"
)
PARTICLES = frozenset(_SMALL_WORDS.split())
_CAPITAL = "A-Z" + "".join(
    chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if chr(code).isupper()
)
_LETTER = "A-Za-z\u00c0-\u024f\u0259\u1e00-\u1eff\u0300-\u036f"
_QUOTE = "'’ʻʼ`‘"
# Al-Sadr, O'Neill, McCain, Yáñez-Barnuevo
_PART = (
    rf"(?:(?:al|el|as|ad|ash|az|an|ar|ul|ur|es|at|ed)-)?[{_CAPITAL}][{_LETTER}]*"
    rf"(?:[{_QUOTE}][{_CAPITAL}]?[{_LETTER}]{{2,}})?(?:-[{_LETTER}]+)*"
)
_INITIAL = rf"(?:[{_CAPITAL}]\.(?:[ -]?[{_CAPITAL}]\.)*)"
_PAIRS = ("von der", "van der", "van den", "van de", "de la", "de los", "de las")
_SMALL = "(?:" + "|".join((*_PAIRS, *sorted(PARTICLES, key=len, reverse=True))) + ")"
NAME = re.compile(
    rf"(?:{_INITIAL}[ ]?|(?:{_SMALL}[ ])?)?{_PART}"
    rf"(?:[ ](?:{_INITIAL}|(?:{_SMALL}[ -]){{0,2}}{_PART})){{0,5}}(?:[ ](?:Jr|Sr)\.)?"
)
_ORDINALS = "jr sr jr. sr. ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi"
_SUFFIXES = frozenset(_ORDINALS.split())


@functools.cache
def not_names() -> frozenset[str]:
    """Lower-case words that end (or stand in) the names of bodies, places and events, never of people."""
    return frozenset(row["word"] for _, row in read_rows("not_names.csv", ("word",)) if row["place"] == "any")


@functools.cache
def _not_first() -> frozenset[str]:
    return frozenset(
        row["word"] for _, row in read_rows("not_names.csv", ("word",)) if row["place"] == "first"
    )


@functools.cache
def given_names(use: str) -> frozenset[str]:
    """Given names (`use` "given"), or places that are also given names ("place-as-given") or surnames
    ("place-as-surname")."""
    return frozenset(
        row["name"] for _, row in read_rows("given_names.csv", ("name", "use")) if row["use"] == use
    )


def trim_name(text: str) -> str:
    """`text`, a run of capitalised words, without trailing particles and punctuation."""
    words = text.split(" ")
    while words and words[-1].lower() in PARTICLES:
        words.pop()
    return " ".join(words)


def find_name(text: str, start: int) -> tuple[int, int] | None:
    """The name that starts exactly at `start` in `text`: (start, end), or None."""
    match = NAME.match(text, start)
    if match is None:
        return None
    name = trim_name(match.group())
    for ending in ("'s", "’s", "'S"):
        if name.endswith(ending):
            name = name[: -len(ending)]
    return (start, start + len(name)) if name else None


def is_person_like(name: str) -> bool:
    """Whether a run of capitalised words can be a person's full name: two to seven words, none of a body."""
    words = [word for word in name.split(" ") if word]
    if not 2 <= len(words) <= 7 or name.isupper():
        return False
    if words[0].lower() in _not_first():
        return False
    return all(word.lower().strip(".,") not in not_names() for word in words)


def surname_of(name: str, *, family_first: bool = False) -> str:
    """The surname by which papers call a person on second mention, without particles before it."""
    words = [word for word in name.split(" ") if word]
    while len(words) > 1 and words[-1].lower() in _SUFFIXES:
        words.pop()
    if len(words) == 1:
        return words[0]
    return words[0] if family_first else words[-1]


def name_keys(name: str) -> tuple[str, ...]:
    """Every shorter form by which `name` can be taken up again in the same text.

    Last word; last two words (two surnames, or particle and surname); first word (family name first); for a
    compound with a hyphenated article the part after it (al-Sudani, Sudani).
    """
    words = [word for word in name.split(" ") if word]
    while len(words) > 1 and words[-1].lower() in _SUFFIXES:
        words.pop()
    keys = [words[-1]]
    if len(words) > 2:
        keys.append(" ".join(words[-2:]))
    for index in range(1, len(words) - 1):
        if words[index].lower() in PARTICLES:
            keys.append(" ".join(words[index:]))
            break
    if len(words) > 3:
        keys.append(words[-2])
    if len(words) > 1:
        keys.append(words[0])
    for key in list(keys):
        article, hyphen, rest = key.partition("-")
        if hyphen and article.lower() in PARTICLES and rest:
            keys.append(rest)
    return tuple(dict.fromkeys(keys))
