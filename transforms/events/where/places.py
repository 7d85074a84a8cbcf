"""Places named in a text, and where they are: a country always, a point only for cities and venues.

A country or region never gets a point, because the text does not say where in it something happened. A name
is read as a place only as freely as the gazetteer allows: names that are also those of persons or words need
a preposition of place, small towns "in" or "near" or a country after a comma.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from transforms.events.where.gazetteer import (
    Kind,
    Place,
    abbreviations,
    countries_named,
    first_words,
    fold,
    gazetteer,
    locate,
    locate_with_country,
    seat,
)

__all__ = ["Place", "PlaceMention", "find_places", "locate", "locate_with_country", "seat"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    """A place as a text names it.

    Attributes:
        start, end: Character offsets of the name (end exclusive), without preposition or possessive.
        text: The name as written.
        preposition: The preposition that governs it, lower case ("in", "to", …), also across a coordination;
            None where it is subject, modifier or possessive, and so may be a metonym of its government.
        place: The gazetteer's entry.
    """

    start: int
    end: int
    text: str
    name: str
    country: str
    latitude: float | None
    longitude: float | None
    kind: Kind
    preposition: str | None
    place: Place


_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:['’ʻ‘`ʿ][^\W\d_]+)*")
_GAP = re.compile(r"[ \u00a0\t]|-|–|\. |\.|, ")
_STATIC = frozenset(("in", "at", "near", "outside", "around", "inside", "within"))
_MOVING_TEXT = "to from into towards toward via through across over of for between off on against"
_GOVERNING = _STATIC | frozenset(_MOVING_TEXT.split())
_BEFORE_NAME_TEXT = (
    "the central downtown nearby neighbouring neighboring greater northern southern eastern western north "
    "south east west old historic rebel-held occupied war-torn upper lower inner mainland city"
)
_BEFORE_NAME = frozenset(_BEFORE_NAME_TEXT.split())
_OPENERS_TEXT = (
    "in at from to near outside while when as since although though but and or if both why how like with "
    "for after before meanwhile yesterday today now then until yet so because where because whether "
    "against between over via monday tuesday wednesday thursday friday saturday sunday january february "
    "march april may june july august september october november december central greater north south "
    "east west northern southern eastern western old downtown the not neither either does did do is are "
    "was were will would can could should has have had says said only even also still once that which who "
    "what of by"
)
_OPENERS = frozenset(_OPENERS_TEXT.split())
_TITLES_TEXT = (
    "mr mrs ms dr sir lord lady prince princess king queen president minister senator sen gen general "
    "colonel col captain judge justice pope cardinal bishop professor prof ambassador secretary "
    "chancellor premier sheikh congressman congresswoman rep governor gov mayor"
)
_TITLES = frozenset(_TITLES_TEXT.split())
_AFTER_NAME_TEXT = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december president prime foreign minister defence defense "
    "ambassador secretary chancellor premier king queen"
)
_AFTER_NAME = frozenset(_AFTER_NAME_TEXT.split())
_DOCUMENTS = re.compile(
    r"[ -](?:accords?|agreements?|protocols?|conventions?|process|format|declaration|treaty|treaties"
    r"|consensus|pact|memorandum|formula|criteria|rules)\b"
)
_UNKNOWN_TOWN = re.compile(
    r"\b(?P<preposition>in|at|near|outside) "
    r"(?P<name>[A-ZÀ-ÖØ-ÞŁŚŠŽČ][\w’'-]+(?:[ -][A-ZÀ-ÖØ-ÞŁŚŠŽČ][\w’'-]+){0,2}),"
    r" (?P<region>[A-Z][\w.’'-]+(?: (?:and |of |the )?[A-Z][\w’'-]+){0,3})"
)
# States that are also names of persons: "Michael Jordan".
_GIVEN_NAMES = frozenset(("Jordan", "Chad", "Georgia", "Israel", "Kenya", "Cuba"))


def find_places(text: str) -> tuple[PlaceMention, ...]:
    """The places `text` names, in order and without overlap; demonyms and names of persons are none.

    An explicit country or state after a comma decides between namesakes and belongs to the mention before it.
    """
    words = list(_WORD.finditer(text))
    found: list[PlaceMention] = []
    index = 0
    while index < len(words):
        match = _match(text, words, index) if _opens_name(words[index].group()) else None
        if match is None:
            index += 1
            continue
        length, candidates = match
        mention, used = _read(text, words, index, length, candidates, found)
        if mention is not None:
            found.append(mention)
        index += used
    found.extend(_unknown_towns(text, found))
    return tuple(sorted(found, key=lambda mention: mention.start))


def _opens_name(word: str) -> bool:
    return word[0].isupper() or word in ("al", "el")


def _match(text: str, words: list[re.Match[str]], index: int) -> tuple[int, tuple[Place, ...]] | None:
    """The longest name of the gazetteer that starts at word `index`: number of words and candidates."""
    first = words[index].group()
    if not _opens_name(first):
        return None
    key = fold(_bare(first))
    longest = first_words().get(key, 0)
    if not longest:
        return None
    keys = [key]
    for step in range(1, longest):
        if (
            index + step >= len(words)
            or _bare(words[index + step - 1].group()) != words[index + step - 1].group()
        ):
            break
        gap = text[words[index + step - 1].end() : words[index + step].start()]
        if (
            not _GAP.fullmatch(gap)
            or gap == ", "
            or (gap[0] == "." and keys[-1] not in ("st", "washington d", "no"))
        ):
            break
        keys.append(f"{keys[-1]} {fold(_bare(words[index + step].group()))}")
    for length in range(len(keys), 0, -1):
        candidates = gazetteer().get(keys[length - 1])
        if candidates and _case_fits(
            text[words[index].start() : words[index + length - 1].end()], keys[length - 1]
        ):
            return length, candidates
    return None


def _case_fits(written: str, key: str) -> bool:
    """Abbreviations (US, UAE) must be written in capitals; "us" and "Car" are words."""
    return (
        key not in abbreviations() or written.replace(".", "").removesuffix("'s").removesuffix("’s").isupper()
    )


def _read(
    text: str,
    words: list[re.Match[str]],
    index: int,
    length: int,
    candidates: tuple[Place, ...],
    found: list[PlaceMention],
) -> tuple[PlaceMention | None, int]:
    """The mention at word `index` if context allows it, and the number of words it uses up."""
    last = index + length - 1
    start = words[index].start()
    end = words[last].start() + len(_bare(words[last].group()))
    place = next((candidate for candidate in candidates if candidate.country), None)
    if place is None:
        return None, length
    used, explicit = length, False
    qualifier = _qualifier(text, words, last)
    if qualifier is not None and place.kind != "country":
        countries, extra = qualifier
        chosen = next(
            (p for p in candidates if p.country in countries and p.kind in ("city", "building")), None
        )
        if chosen is not None:
            place, explicit, used = chosen, True, length + extra
    preposition, direct = _preposition(text, words, index, found)
    if not explicit and not _allowed(text, words, index, last, place, preposition, direct):
        return None, length
    return _mention(start, end, text, place, preposition), used


def _allowed(
    text: str,
    words: list[re.Match[str]],
    index: int,
    last: int,
    place: Place,
    preposition: str | None,
    direct: bool,
) -> bool:
    before = words[index - 1] if index else None
    if before is not None and text[before.end() : words[index].start()] in (" ", "\u00a0", ". ", "-"):
        word = before.group()
        lowered = word.casefold()
        if lowered in _TITLES and place.kind not in ("country", "region", "building"):
            return False
        adjacent = text[before.end() : words[index].start()] in (" ", "\u00a0")
        name_like = word[0].isupper() and not word.isupper() and lowered not in _OPENERS
        if adjacent and name_like and _bare(word) == word:
            if place.kind == "city" and lowered not in _BEFORE_NAME:
                return False
            if place.kind == "country" and place.name in _GIVEN_NAMES:
                return False
    after = words[last + 1] if last + 1 < len(words) else None
    possessive = _bare(words[last].group()) != words[last].group()
    if place.kind == "city" and not possessive:
        if _DOCUMENTS.match(text, words[last].end()):
            return False
        if (
            after is not None
            and after.group()[0].isupper()
            and text[words[last].end() : after.start()] == " "
        ):
            lowered = after.group().casefold()
            if not (direct and (lowered in _AFTER_NAME or (place.use == "bare" and preposition in _STATIC))):
                return False
    if place.use == "bare":
        return True
    if place.use == "governed":
        return preposition in _GOVERNING or place.kind == "building"
    return preposition in _STATIC and direct and not possessive


def _preposition(
    text: str, words: list[re.Match[str]], index: int, found: list[PlaceMention]
) -> tuple[str | None, bool]:
    """The preposition before word `index`, and whether nothing but an adjective stands between."""
    position, direct = index - 1, True
    while position >= 0 and index - position <= 3:
        word = words[position].group().casefold()
        gap = text[words[position].end() : words[position + 1].start()]
        if gap not in (" ", "\u00a0", "-"):
            break
        if word in _GOVERNING:
            return word, direct
        if word not in _BEFORE_NAME:
            break
        direct = direct and word != "the"
        position -= 1
    # "in Vienna and Geneva", "in Paris, Rome and Madrid"
    if found and words[index].start() - found[-1].end < 24:
        between = text[found[-1].end : words[index].start()]
        if re.fullmatch(
            r"(?:,? (?:and|or|then|and then|to|AND) |, |/)(?:(?:in|to|from) )?(?:the )?", between
        ):
            return found[-1].preposition, found[-1].preposition is not None
    return None, False


def _qualifier(text: str, words: list[re.Match[str]], last: int) -> tuple[tuple[str, ...], int] | None:
    """The countries meant by ", Country" after word `last`, and the number of words of that name."""
    if last + 1 >= len(words) or text[words[last].end() : words[last + 1].start()] != ", ":
        return None
    match = _match(text, words, last + 1)
    if match is None:
        return None
    length, _ = match
    written = text[words[last + 1].start() : words[last + length].end()]
    if written.endswith(("'s", "’s")):
        return None
    countries = countries_named(written)
    return (countries, length) if countries else None


def _unknown_towns(text: str, found: list[PlaceMention]) -> Iterator[PlaceMention]:
    """Towns the gazetteer lacks, placed by the country after their comma: "in Krün, Germany"."""
    taken = {position for mention in found for position in range(mention.start, mention.end)}
    for match in _UNKNOWN_TOWN.finditer(text):
        start, end = match.span("name")
        if not taken.isdisjoint(range(start, end)):
            continue
        region = match["region"]
        while region and not countries_named(region):
            region = region.rpartition(" ")[0]
        if region and (place := locate_with_country(match["name"], region)) and place.kind == "city":
            yield _mention(start, end, text, place, match["preposition"])


def _mention(start: int, end: int, text: str, place: Place, preposition: str | None) -> PlaceMention:
    return PlaceMention(
        start=start,
        end=end,
        text=text[start:end],
        name=place.name,
        country=place.country or "",
        latitude=place.latitude,
        longitude=place.longitude,
        kind=place.kind,
        preposition=preposition,
        place=place,
    )


def _bare(word: str) -> str:
    """`word` without a possessive ending."""
    if word.endswith(("'s", "’s")):
        return word[:-2]
    return word[:-1] if word.endswith(("s'", "s’")) else word
