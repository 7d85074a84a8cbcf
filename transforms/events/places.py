"""Places named in a text, and where they are: a country always, a point only for cities and venues.

A country or region never gets a point, because the text does not say where in it something happened. Three
tables of facts stand behind this: ``data/places.csv`` (cities after GeoNames, countries, regions),
``data/venues.csv`` (buildings and small venues that fix a place) and ``data/seats.csv`` (where the
organisations of the code list sit); ``data/SOURCES.md`` tells where they come from.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

Kind = Literal["city", "region", "country", "water", "building"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry of the gazetteer.

    Attributes:
        id: Stable id: ``gn:`` and the GeoNames number, ``country:``, ``region:``, ``water:`` or ``venue:``.
        name: The name English-language news uses; for a building, the city it stands in.
        country: ISO 3166 alpha-3 (dependencies folded as the code list says); None only where nobody's.
        latitude, longitude: Degrees (WGS 84), or None for everything that is no city or venue.
        kind: What it is.
        capital: It is a capital or seat of government.
        population: Inhabitants; 0 where unknown or senseless.
        use: ``bare`` if the name alone may be read as the place, ``governed`` if it needs a preposition of place
            (homonyms of persons and words), ``obscure`` if it needs "in", "near" or a country after a comma.
    """

    id: str
    name: str
    country: str | None
    latitude: float | None
    longitude: float | None
    kind: Kind
    capital: bool = False
    population: int = 0
    use: str = "bare"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    """A place as a text names it.

    Attributes:
        start, end: Character offsets of the name (end exclusive), without preposition or possessive.
        text: The name as written.
        preposition: The preposition that governs it, lower case ("in", "to", …), also across a coordination; None
            where it stands as a subject, a modifier or a possessive, and so may be a metonym of its government.
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
_STATIC = frozenset("in at near outside around inside within".split())
_GOVERNING = _STATIC | frozenset(
    "to from into towards toward via through across over of for between off".split()
)
_BEFORE_NAME = frozenset(
    "the central downtown nearby neighbouring neighboring greater northern southern eastern western north south east "
    "west old historic rebel-held occupied war-torn upper lower inner mainland city".split()
)
_OPENERS = frozenset(
    "in at from to near outside while when as since although though but and or if both why how like with for after "
    "before meanwhile yesterday today now then until yet so because where because whether against between over via "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december central greater north south east west northern southern eastern western "
    "old downtown the not neither either does did do is are was were will would can could should has have had "
    "says said only even also still once that which who what of by".split()
)
_TITLES = frozenset(
    "mr mrs ms dr sir lord lady prince princess king queen president minister senator sen gen general colonel col "
    "captain judge justice pope cardinal bishop professor prof ambassador secretary chancellor premier sheikh "
    "congressman congresswoman rep governor gov mayor".split()
)
_AFTER_NAME = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december president prime foreign minister defence defense ambassador secretary "
    "chancellor premier king queen".split()
)
_DOCUMENTS = re.compile(
    r"[ -](?:accords?|agreements?|protocols?|conventions?|process|format|declaration|treaty|treaties|consensus|pact|"
    r"memorandum|formula|criteria|rules)\b"
)
_UNKNOWN_TOWN = re.compile(
    r"\b(?P<preposition>in|at|near|outside) (?P<name>[A-ZÀ-ÖØ-ÞŁŚŠŽČ][\w’'-]+(?:[ -][A-ZÀ-ÖØ-ÞŁŚŠŽČ][\w’'-]+){0,2}),"
    r" (?P<region>[A-Z][\w.’'-]+(?: (?:and |of |the )?[A-Z][\w’'-]+){0,3})"
)
_LONGEST = 6
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
        match = _match(text, words, index)
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


def locate(name: str, *, hints: Collection[str] = ()) -> Place | None:
    """The place called `name`, or None.

    Among namesakes one in a country of `hints` (ISO 3166 alpha-3) comes first, then states, capitals and
    well-known cities, then the larger one.
    """
    candidates = _gazetteer().get(fold(name), ())
    for place in candidates:
        if place.country in hints:
            return place
    return next((place for place in candidates if place.country), None)


def locate_with_country(name: str, region: str) -> Place | None:
    """The place `name` in the country or state `region` ("Glion", "Switzerland"), or None if `region` is unknown.

    A town the gazetteer lacks gets the country and no point.
    """
    countries = _countries_named(region)
    if not countries:
        return None
    for place in _gazetteer().get(fold(name), ()):
        if place.country in countries and place.kind != "country":
            return place
    return Place(
        id="", name=name, country=countries[0], latitude=None, longitude=None, kind="city", use="obscure"
    )


def seat(code: str) -> Place | None:
    """Where the organisation `code` (of the code list, such as ``NAT``) has its seat; None if it has none."""
    return _seats().get(code)


@lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """`name` as a key: no accents, apostrophes or stops, hyphens as spaces, lower case."""
    if not name.isascii():
        name = name.replace("ı", "i").replace("ł", "l").replace("Ł", "L").replace("ø", "o").replace("Ø", "O")
        name = name.replace("ə", "e").replace("đ", "d").replace("ß", "ss").replace("æ", "ae")
        name = "".join(
            letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
        )
    name = re.sub(r"['’ʻ‘`´ʿ.]", "", name)
    return " ".join(re.sub(r"[-–]", " ", name).casefold().split())


def _match(text: str, words: list[re.Match[str]], index: int) -> tuple[int, tuple[Place, ...]] | None:
    """The longest name of the gazetteer that starts at word `index`: number of words and candidates."""
    first = words[index].group()
    if not (first[0].isupper() or first in ("al", "el")):
        return None
    key = fold(_bare(first))
    longest = _first_words().get(key, 0)
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
        candidates = _gazetteer().get(keys[length - 1])
        if candidates and _case_fits(
            text[words[index].start() : words[index + length - 1].end()], keys[length - 1]
        ):
            return length, candidates
    return None


def _case_fits(written: str, key: str) -> bool:
    """Abbreviations (US, UAE) must be written in capitals; "us" and "Car" are words."""
    return (
        key not in _abbreviations()
        or written.replace(".", "").removesuffix("'s").removesuffix("’s").isupper()
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
    if found and index:
        between = text[found[-1].end : words[index].start()]
        if re.fullmatch(r"(?:,? (?:and|or|then|and then|to) |, |/)(?:(?:in|to|from) )?(?:the )?", between):
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
    countries = _countries_named(written)
    return (countries, length) if countries else None


def _unknown_towns(text: str, found: list[PlaceMention]) -> Iterator[PlaceMention]:
    """Towns the gazetteer lacks, placed by the country after their comma: "in Krün, Germany"."""
    for match in _UNKNOWN_TOWN.finditer(text):
        start, end = match.span("name")
        if any(mention.start < end and start < mention.end for mention in found):
            continue
        region = match["region"]
        while region and not _countries_named(region):
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


def _countries_named(region: str) -> tuple[str, ...]:
    """The states a country, state or province of this name belongs to, the likeliest first."""
    key = fold(region)
    if key == "georgia":
        return ("GEO", "USA")
    places = _gazetteer().get(key, ())
    named = [place.country for place in places if place.kind in ("country", "region") and place.country]
    return tuple(dict.fromkeys(named))


@cache
def _gazetteer() -> dict[str, tuple[Place, ...]]:
    """All places by folded name, the likeliest of namesakes first."""
    by_key: dict[str, list[Place]] = {}
    for source in ("places.csv", "venues.csv"):
        for number, row in enumerate(_rows(source), start=2):
            place = _place(row, f"{source}, line {number}")
            for name in {row["name"], *row["aliases"].split("|")} - {""}:
                by_key.setdefault(fold(name), []).append(place)
    return {key: tuple(sorted(places, key=_rank)) for key, places in by_key.items()}


def _rank(place: Place) -> tuple[int, int, int]:
    order = {"country": 0, "building": 1, "region": 2, "water": 2}.get(place.kind, 1)
    if place.country is None:
        order = -1
    elif place.name in ("Singapore", "Monaco") and place.kind == "city":
        order = -1
    if place.use == "obscure" and order > 0:
        order = 3
    return (order, 0 if place.capital else 1, -place.population)


def _place(row: dict[str, str], where: str) -> Place:
    kind = row["kind"]
    if kind not in ("city", "capital", "region", "country", "water", "building", "name"):
        raise ValueError(f"{where}: unknown kind {kind!r}")
    point = bool(row["latitude"])
    return Place(
        id=row["id"],
        name=row.get("place") or row["name"],
        country=row["country"] or None,
        latitude=float(row["latitude"]) if point else None,
        longitude=float(row["longitude"]) if point else None,
        kind="city" if kind == "capital" else "water" if kind == "name" else kind,  # type: ignore[arg-type]
        capital=kind == "capital",
        population=int(row.get("population") or 0),
        use=row["use"],
    )


@cache
def _first_words() -> dict[str, int]:
    """First words of names to the number of words of the longest name they start."""
    longest: dict[str, int] = {}
    for key in _gazetteer():
        first, *rest = key.split(" ")
        longest[first] = min(max(longest.get(first, 0), 1 + len(rest)), _LONGEST)
    return longest


@cache
def _abbreviations() -> frozenset[str]:
    """Keys of names that are written in capitals throughout, such as US and UAE."""
    names = [name for row in _rows("places.csv") for name in (row["name"], *row["aliases"].split("|"))]
    return frozenset(fold(name) for name in names if name.replace(".", "").isupper() and len(fold(name)) <= 4)


@cache
def _seats() -> dict[str, Place]:
    return {
        row["code"]: replace(_place({**row, "id": f"seat:{row['code']}", "kind": "city", "use": "bare",
                                     "name": row["place"]}, "seats.csv"))
        for row in _rows("seats.csv")
    }  # fmt: skip


def _rows(source: str) -> Iterator[dict[str, str]]:
    data = resources.files("transforms.events") / "data" / source
    with data.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
