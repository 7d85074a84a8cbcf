"""How the world's newspapers write people's names: where a name starts and ends, and which part is the surname."""

from __future__ import annotations

import re

# Words inside a name that are written small (or with a capital by some papers).
PARTICLES = frozenset(
    """al el ul ur as ad ash az ar an bin bint ibn ben ould abu abd von van der den de del della dello di da do dos
    das du la las le les los lo y e i zu zur ter ten te af av na wa ole st bar arap""".split()
)
_CAPITAL = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100\u0102\u0104\u0106\u0108\u010a\u010c\u010e\u0110\u0112\u0116\u0118\u011a" \
    "\u011c\u011e\u0120\u0122\u0126\u012a\u0130\u0136\u0139\u013b\u013d\u0141\u0143\u0145\u0147\u014c\u0150\u0152\u0154" \
    "\u0158\u015a\u015e\u0160\u0162\u0164\u016a\u016e\u0170\u0172\u0176\u0178\u0179\u017b\u017d\u018f\u0218\u021a\u1e62" \
    "\u1ea4\u1ec4\u1ed0\u1e24\u1e6c"  # fmt: skip
_LETTER = "A-Za-z\u00c0-\u024f\u0259\u1e00-\u1eff\u0300-\u036f"
_QUOTE = "'’ʻʼ`‘"
# Al-Sadr, O'Neill, McCain, Yáñez-Barnuevo, J.P., Jr.
_PART = rf"(?:(?:al|el|as|ad|ash|az|an|ar|ul|ur|es|at|ed)-)?[{_CAPITAL}][{_LETTER}]*(?:[{_QUOTE}][{_CAPITAL}]?[{_LETTER}]{{2,}})?" \
    rf"(?:-(?:[{_LETTER}]+))*"  # fmt: skip
_INITIAL = rf"(?:[{_CAPITAL}]\.(?:[ -]?[{_CAPITAL}]\.)*)"
_NUMERAL = r"(?:(?:X{0,3})(?:IX|IV|V?I{1,3}|V|X)\b)"
_SMALL = (
    r"(?:von der|van der|van den|van de|de la|de los|de las|"
    + "|".join(sorted(PARTICLES, key=len, reverse=True))
    + ")"
)
NAME = re.compile(
    rf"(?:{_INITIAL}[ ]?|(?:{_SMALL}[ ])?)?{_PART}(?:[ ](?:{_INITIAL}|(?:{_SMALL}[ -]){{0,2}}{_PART})){{0,5}}(?:[ ](?:Jr|Sr)\.)?"
)
_NUMERAL_END = re.compile(rf"[ ]{_NUMERAL}$")
_SUFFIXES = frozenset(
    {
        "jr",
        "sr",
        "jr.",
        "sr.",
        "ii",
        "iii",
        "iv",
        "v",
        "vi",
        "vii",
        "viii",
        "ix",
        "x",
        "xi",
        "xii",
        "xiii",
        "xiv",
        "xv",
        "xvi",
    }
)

# A capitalised phrase that ends in one of these is a body, a place or an event, not a person.
NOT_NAMES = frozenset(
    """ministry minister party council committee commission court army navy force forces fleet bank university college
    institute agency authority assembly parliament congress senate house office department service services guard guards
    police union league front movement group association federation organisation organization corporation company
    airlines airways airport sea river lake gulf strait ocean bay island islands mountain mountains valley desert
    peninsula canal bridge stadium square street palace castle tower hotel hospital church mosque cathedral museum
    theatre times post news daily agency day week month year summit conference treaty accord agreement pact protocol
    charter act bill law programme program plan initiative fund project strategy policy war cup games olympics
    championship festival prize award board bureau centre center headquarters embassy consulate mission division brigade
    battalion regiment corps command staff network alliance coalition bloc pipeline corridor reserve region province
    district city county state republic kingdom empire emirate north south east west northern southern eastern western
    revolution resolution rights affairs monday tuesday wednesday thursday friday saturday sunday january february march
    april may june july august september october november december president premier chancellor king queen spokesman
    spokeswoman security foreign defence defense interior national international supreme central general secretary""".split()
)


# A capitalised phrase that starts with one of these names a thing.
_NOT_FIRST = frozenset({"grand", "great", "new", "old", "saint", "black", "red", "white", "royal", "big", "blue", "green"})


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
    if words[0].lower() in _NOT_FIRST:
        return False
    return all(word.lower().strip(".,") not in NOT_NAMES for word in words)


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
