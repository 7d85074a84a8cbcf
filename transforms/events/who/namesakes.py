"""Namesakes of states, cities and leaders: whether the words around a match allow its political reading.

Chad Smith, Michael Jordan, Lebanon in Pennsylvania, the American Georgia, the Boston Celtics, Melania Trump.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from transforms.events.who.lexicon import load
from transforms.events.who.lexicon_entries import Entry
from transforms.events.who.names import given_names, not_names

_WORD = re.compile(r"[^\W_]+")
_US_STATES = (
    "Alabama|Ala|Alaska|Arizona|Ariz|Arkansas|Ark|California|Calif|Colorado|Colo|Connecticut|Conn|Delaware"
    "|Del|Florida|Fla|Georgia|Ga|Idaho|Illinois|Ill|Indiana|Ind|Iowa|Kansas|Kan|Kentucky|Ky|Louisiana|La"
    "|Maine|Maryland|Md|Massachusetts|Mass|Michigan|Mich|Minnesota|Minn|Mississippi|Miss|Missouri|Mo|Montana|Mont"
    "|Nebraska|Neb|Nevada|Nev|New Hampshire|N\\.H|New Jersey|N\\.J|New Mexico|N\\.M|New York|N\\.Y"
    "|North Carolina|N\\.C|North Dakota|N\\.D|Ohio|Oklahoma|Okla|Oregon|Ore|Pennsylvania|Pa|Rhode Island"
    "|R\\.I|South Carolina|S\\.C|South Dakota|S\\.D|Tennessee|Tenn|Texas|Tex|Utah|Vermont|Vt|Virginia|Va"
    "|Washington state|Wash|West Virginia|W\\.Va|Wisconsin|Wis|Wyoming|Wyo|Ontario"
)
_IN_US_STATE = re.compile(rf",? ?,? (?:{_US_STATES})\b(?!['’]s?\b)")
_AMERICAN_GEORGIA = re.compile(
    r"(?i:\b(?:atlanta|savannah|republicans?|democrats?|democratic|gop|sheriff|county|u\.s\. senate|carolina"
    r"|alabama|florida|gubernatorial|electoral votes|ballots?|bulldogs|statehouse|kemp|raffensperger"
    r"|stacey abrams)\b)"
)
# After a city's name: a club or an event if capitalised, sport or the table if not.
_CLUBS = (
    "FC United City Rovers Wanderers Athletic County Town Celtics Bulls Giants Warriors Rangers Marathon "
    "Olympics Games Open Derby Philharmonic Symphony"
)
_TABLE = (
    "striker midfielder goalkeeper winger defender batsman bowler sprinter coach footballer cyclist golfer "
    "derby marathon restaurant cuisine wine cheese beer recipe orchestra"
)
_SPORT = frozenset((*_CLUBS.split(), *_TABLE.split()))
_NEXT_WORD = re.compile(r" ([^\W_]+)")


_TWO_MEN = re.compile(
    r"-[A-Z][\w'’]+ (?:[a-z]+ )?(?:meetings?|summits?|talks|calls?|encounter|handshake|phone call|deal|pact|accord|axis|letter"
    r"|statement|declaration|conversation|tête-à-tête|tete-a-tete|dinner|lunch|row|feud|rift|spat)\b"
)
"""What follows the first of two who meet: "the Biden-Xi meeting"; elsewhere a hyphen joins one person's two surnames."""


def is_meant(entry: Entry, folded: str, start: int, end: int) -> bool:
    """Whether the words around a match leave its political reading possible."""
    if entry.kind in ("office", "agent"):
        return not _is_common_use(entry, folded, start, end)
    if entry.kind == "person" or entry.name == "Wagner Group":
        if folded[end : end + 1] == "-" and folded[end + 1 : end + 2].isupper():
            return _TWO_MEN.match(folded, end) is not None
        return " " in folded[start:end] or not (
            _follows_given_name(folded, start, entry.name) or _opens_longer_name(folded, end)
        )
    if entry.kind in ("organisation", "armed_group", "metonym"):
        return True
    written = folded[start:end]
    after = _NEXT_WORD.match(folded, end)
    follower = after.group(1) if after else ""
    if (
        entry.kind in ("capital", "city", "country")
        and _IN_US_STATE.match(folded, end)
        and written not in ("Washington", "Georgia")
    ):
        return (
            folded[end : end + 2] != ", "
            or entry.kind == "country"
            and written in ("United States", "US", "U.S.")
        )
    if follower in _SPORT and entry.kind in ("capital", "city", "region"):
        return False
    if written in given_names("place-as-surname") and _follows_given_name(folded, start):
        return False
    if (
        written in given_names("place-as-given")
        and follower[:1].isupper()
        and not follower.isupper()
        and _is_name_tail(folded, end + 1)
    ):
        return False
    if written == "Georgia":
        return not _AMERICAN_GEORGIA.search(folded[max(0, start - 120) : end + 120])
    return True


_PREVIOUS = re.compile(r"(?:([\w'’]+|[^\w\s])(\s+)?)?(?:(?<=[\s(\"“‘-])|^)([^\W\d_]+|[A-Z]\.) $")
_PLACING = frozenset("in at from near outside inside to around over off".split())
_STYLES = frozenset(
    "Mr Mrs Ms Miss Monsieur Madame Herr Comrade Brother Sister Sheikha Reverend Democrat".split()
)
_ALIKE = 0.7
"""How alike two spellings of a given name are: Volodomyr, Volodymyr."""


def _follows_given_name(folded: str, start: int, whole: str = "") -> bool:
    """Whether a given name or an initial stands before: it is somebody else's surname then, not that of the office
    holder whose `whole` name is given; a name the list lacks tells that of persons only."""
    previous = _PREVIOUS.search(folded[max(0, start - 40) : start])
    if previous is None:
        return False
    before, space, word = previous.groups()
    if word in given_names("given") or word[-1] == ".":
        return True
    return (
        whole != ""
        and _is_unlisted_name(word, before or "", spaced=bool(space))
        and not _all_capitals(folded, _end_of_word(folded, start))
        and not any(SequenceMatcher(None, word, own).ratio() >= _ALIKE for own in whole.split())
    )


def _end_of_word(folded: str, start: int) -> int:
    word = _WORD.match(folded, start)
    return word.end() if word is not None else start


def _is_unlisted_name(word: str, before: str, *, spaced: bool) -> bool:
    """Whether a capital in the midst of a sentence can only be a name: "China's ambassador, Wu Xi"."""
    return (
        word[0].isupper()
        and not word.isupper()
        and len(word) > 1
        and (before == "," or before[-1:].isalpha() and spaced and before.islower())
        and before not in _PLACING
        and not _opens_title(word)
        and word not in _STYLES
        and word.lower() not in not_names()
    )


def _opens_title(word: str) -> bool:
    """Whether anything but a person's name begins with a word."""
    openings = load().by_word.get(word)
    surfaces = [s for found in openings.by_text.values() for s in found] if openings is not None else []
    return any(s.entry is not None and s.entry.kind != "person" for s in surfaces)


_ARTICLE_OF_NAME = re.compile(
    r" (?:al|el|bin|ben|abu|ould|von|van|de|da|dos|du|della|di)[- ][A-Z]|[ -](?:Jr|Sr|II|III)\b|-[A-Z]"
)


def _opens_longer_name(folded: str, end: int) -> bool:
    """Whether a surname is in fact somebody else's given name: "Nasser al-Marri"."""
    if _ARTICLE_OF_NAME.match(folded, end):
        return True
    return (
        folded[end : end + 1] == " "
        and folded[end + 1 : end + 2].isupper()
        and _is_name_tail(folded, end + 1)
    )


def _is_name_tail(folded: str, start: int) -> bool:
    """Whether the capitalised word at `start` is a surname, not a title, office, actor or headline word."""
    word = _WORD.match(folded, start)
    if word is None:
        return False
    if word.group() in load().by_word:
        return False
    if word.group().lower() in not_names():
        return False
    return not _all_capitals(folded, word.end())


def _all_capitals(folded: str, at: int) -> bool:
    """Whether a headline with capitals throughout goes on, where a capital says nothing."""
    following = re.findall(r"\b[^\W\d_]{4,}\b", folded[at : at + 60])
    return bool(following) and not any(other[0].islower() for other in following[:3])


_AFTER_GENERAL = re.compile(
    r" (?:election|elections|strike|public|secretary|rule|agreement|debate|population|idea)\b"
)
_NOT_AFTER = {
    "state": re.compile(
        r"(?i)(?:\b(?:head|heads|secretary|minister|ministers|solid|steady|visit|of the) (?:of )?$)"
    ),
}


def _is_common_use(entry: Entry, folded: str, start: int, end: int) -> bool:
    """Whether a title or common noun stands here in a sense that names nobody."""
    written = folded[start:end].lower()
    if written == "pm":
        return re.search(r"\d ?$", folded[max(0, start - 3) : start]) is not None
    if written == "general":
        return folded[start].islower() or bool(_AFTER_GENERAL.match(folded, end))
    if written in ("sen", "rep.", "gen", "col", "adm.", "sen.", "gen.", "col."):
        return folded[start].islower() or not folded[end : end + 2].strip()[:1].isupper()
    pattern = _NOT_AFTER.get(written)
    return pattern is not None and pattern.search(folded[max(0, start - 20) : start]) is not None
