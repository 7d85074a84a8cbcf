"""What an article has told about its people: introduced once with title and state, later a bare surname."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from transforms.events.folding import fold
from transforms.events.lexicon import ORGANISATIONS, load
from transforms.events.mentions import Mention, find_mentions
from transforms.events.names import NOT_NAMES, find_name, is_person_like, name_keys
from transforms.events.phrases import BELONGING, Actor, resolve_phrase

_SENTENCE_END = re.compile(r"[.!?][\"”’')]*(?=\s+[\"“‘'(]?[A-Z\u00c0-\u00de])|\n")
_ABBREVIATED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sen|Rep|St|No|Adm|Maj|Brig|Prof|Hon|Jan|Feb|Aug|Sept|Oct|Nov|Dec|[A-Z])$"
)
_BRACKET = re.compile(r"\(([A-Z][A-Za-z&-]{1,9})\)")
# What may stand between a state and the office it owns: "France's outgoing foreign minister".
_GAP = re.compile(r"(?:['’]s?)? (?:[a-z][a-z-]+ ){0,3}$")
_APPOSED = re.compile(
    r",? ?,\s+(?:(?:who (?:is|was)|then|currently|now|also)\s+)?(?:the |a |an |his |her |its |their )?$"
)


@dataclass(frozen=True, slots=True)
class Introduced:
    """A person as first named in the article; `actor.span` are offsets in the article."""

    actor: Actor
    keys: tuple[str, ...]

    @property
    def start(self) -> int:
        return self.actor.span[0]


@dataclass(frozen=True, slots=True)
class ArticleMemory:
    """People and abbreviations of one article; made by `remember`."""

    people: tuple[Introduced, ...]
    abbreviations: Mapping[str, Actor]
    countries: tuple[tuple[int, str], ...]
    bodies: Mapping[str, Actor]
    date: datetime.date | None = None

    def body(self, short: str) -> Actor | None:
        """The organisation or organ of the article that "the Council" or "Commission" stands for."""
        return self.bodies.get(fold(short).strip().lower().removeprefix("the "))

    def person(self, name: str, *, before: int | None = None) -> Actor | None:
        """The person meant by a full name or surname; with `before`, the latest one introduced up to there.

        Names are compared without accents; a surname shared by two people of the article counts as the last one
        introduced.
        """
        wanted = fold(name).strip().lower()
        for ending in ("'s", "'"):
            wanted = wanted.removesuffix(ending)
        exact = [p for p in self.people if fold(p.actor.name).lower() == wanted or wanted == p.keys[0]]
        found = exact or [p for p in self.people if wanted in p.keys]
        if before is not None:
            earlier = [p for p in found if p.start <= before]
            found = earlier or found[:1]
        return found[-1].actor if found else None

    def office(self, phrase: str, country: str | None = None, *, before: int | None = None) -> Actor | None:
        """Who holds the office named by `phrase` ("foreign minister") for `country`, as the article says or,
        failing that and with `country`, as the lexicon knows for the article's date."""
        heads = [m for m in find_mentions(phrase) if m.kind == "office"]
        if not heads or heads[-1].role is None:
            return None
        role = heads[-1].role.lower()
        fitting = [
            p.actor for p in self.people
            if p.actor.role and p.actor.role.lower() == role and (country is None or p.actor.country == country)
            and (before is None or p.start <= before)
        ]  # fmt: skip
        if fitting:
            return fitting[-1]
        if country is not None and self.date is not None:
            holders = load().holders(role, country, self.date)
            if len({tenure.person_id for tenure in holders}) == 1:
                held = holders[-1]
                return Actor(
                    held.name,
                    held.country,
                    held.sector,
                    held.sectors_other,
                    held.role,
                    held.person_id,
                    "person",
                )
        return None

    def abbreviation(self, short: str) -> Actor | None:
        """What a bracketed abbreviation ("NAF") was said to stand for."""
        return self.abbreviations.get(short.strip())

    def country_before(self, offset: int) -> str | None:
        """The state named last before `offset`, else the first one named."""
        named = [code for start, code in self.countries if start < offset]
        if named:
            return named[-1]
        return self.countries[0][1] if self.countries else None


def sentence_start(text: str, offset: int) -> int:
    """Where the sentence around `offset` starts, by punctuation alone."""
    start = 0
    for end in _SENTENCE_END.finditer(text, 0, offset):
        if _ABBREVIATED.search(text[: end.start()][-6:]) and end.group() == ".":
            continue
        start = end.end()
    return start


def remember(text: str, date: datetime.date | None = None) -> ArticleMemory:
    """Read an article once for the people it introduces and the abbreviations it explains.

    People are found by title and name ("Kyrgyz Foreign Minister X Y"), apposition ("Eritrea's president, Isaias
    Afwerki,", "X Y, the Slovak foreign minister,"), possessive ("Qatar's Mohammed al-Sada"), origin ("Alan García
    of Peru") and in the lexicon. Where the words name no state, the state of the sentence so far is taken and
    the actor is marked `guessed`.
    """
    mentions = find_mentions(text, date)
    countries = tuple((m.start, m.country) for m in mentions if m.country and m.kind in BELONGING)
    states = tuple((start, code) for start, code in countries if code not in ORGANISATIONS)
    found: dict[tuple[int, int], Actor] = {}
    for index, mention in enumerate(mentions):
        for actor in _introductions(text, mentions, index, date):
            known = found.get(actor.span)
            if known is None or (known.country is None or known.role is None) and actor.role is not None:
                found[actor.span] = actor
    people: list[Introduced] = []
    for actor in sorted(found.values(), key=lambda a: a.span):
        if any(p.actor.span[0] <= actor.span[0] < p.actor.span[1] for p in people):
            continue
        written = text[actor.span[0] : actor.span[1]]
        if actor.country is None and actor.entity_id is None:
            actor = _guess_country(text, actor, states)
        actor = _merge(people, actor)
        keys = {fold(written).lower(), *(fold(key).lower() for key in name_keys(actor.name))}
        people.append(Introduced(actor, (fold(actor.name).lower(), *sorted(keys))))
    return ArticleMemory(tuple(people), _abbreviations(text, date), states, _bodies(mentions), date)


def _bodies(mentions: tuple[Mention, ...]) -> dict[str, Actor]:
    """Short names of the organisations mentioned: their generic last word, or the first before "of" or "for"."""
    found: dict[str, Actor] = {}
    for mention in mentions:
        if mention.kind not in ("organisation", "metonym") or " " not in mention.text:
            continue
        words = fold(mention.text).lower().split()
        joint = next((index for index, word in enumerate(words) if word in ("of", "for", "on", "to")), len(words))
        for word in (words[-1], words[joint - 1] if joint else words[-1]):
            if word in NOT_NAMES:
                found.setdefault(word, Actor(
                    mention.name, mention.country, mention.sector, mention.sectors_other, None, mention.entity_id,
                    mention.kind, (mention.start, mention.end),
                ))  # fmt: skip
    return found


def _merge(people: list[Introduced], actor: Actor) -> Actor:
    """A later, barer mention of somebody already introduced takes what was said before."""
    folded = fold(actor.name).lower()
    for earlier in reversed(people):
        before = earlier.actor
        same = before.entity_id == actor.entity_id if before.entity_id and actor.entity_id else False
        if (
            same
            or folded == earlier.keys[0]
            or folded in earlier.keys
            and " " not in folded
            and actor.entity_id is None
        ):
            return replace(
                actor, name=before.name,
                country=before.country if actor.guessed or actor.country is None else actor.country,
                sector=actor.sector or before.sector, sectors_other=actor.sectors_other or before.sectors_other,
                role=actor.role or before.role, entity_id=actor.entity_id or before.entity_id,
                guessed=actor.guessed and (before.guessed or before.country is None),
            )  # fmt: skip
    return actor


def _guess_country(text: str, actor: Actor, states: tuple[tuple[int, str], ...]) -> Actor:
    """The first state of the sentence before the name, else the state named last before it."""
    begin, offset = sentence_start(text, actor.span[0]), actor.span[0]
    same_sentence = [code for start, code in states if begin <= start < offset]
    earlier = [code for start, code in states if start < begin]
    country = same_sentence[0] if same_sentence else earlier[-1] if earlier else None
    return replace(actor, country=country, guessed=country is not None)


def _introductions(
    text: str, mentions: tuple[Mention, ...], index: int, date: datetime.date | None
) -> list[Actor]:
    """Every person introduced around one mention."""
    mention = mentions[index]
    if mention.kind == "person":
        return [
            _within(
                text,
                _phrase_start(text, mentions, index),
                _apposition_end(text, mentions, index),
                mention,
                date,
            )
        ]
    if mention.kind == "office":
        return _around_office(text, mentions, index, date)
    if mention.kind in ("country", "organisation", "region", "dependency"):
        after = re.match(r"['’]s (?=\S)", text[mention.end : mention.end + 4])
        if after:
            spot = _free_name(text, mentions, mention.end + after.end(), index)
            if spot and is_person_like(text[spot[0] : spot[1]]) and _ends_name(text, spot[1]):
                phrase = text[mention.start : spot[1]]
                return [_shifted(resolve_phrase(phrase, date=date), mention.start)]
        before = re.search(r"(\S+(?: \S+){0,5}) of $", text[max(0, mention.start - 60) : mention.start])
        if before and mention.kind == "country":
            return _name_of_state(text, mention, mentions, date)
    return []


def _shifted(actor: Actor, offset: int) -> Actor:
    return replace(actor, span=(actor.span[0] + offset, actor.span[1] + offset))


def _within(text: str, start: int, end: int, mention: Mention, date: datetime.date | None) -> Actor:
    """A lexicon person read with the title and apposition around the name."""
    actor = _shifted(resolve_phrase(text[start:end], date=date), start)
    if actor.kind != "person" or actor.entity_id != mention.entity_id:
        actor = _shifted(resolve_phrase(text[mention.start : mention.end], date=date), mention.start)
    return actor


def _phrase_start(text: str, mentions: tuple[Mention, ...], index: int) -> int:
    """Where the modifiers and titles before a mention start: "US Secretary of State | John Kerry"."""
    start = mentions[index].start
    for earlier in reversed(mentions[:index]):
        if earlier.kind not in BELONGING | {"office", "agent"} or earlier.kind == "person":
            break
        gap = text[earlier.end : start]
        if gap != " " and not _GAP.fullmatch(gap):
            break
        if earlier.kind == "agent" and not any(
            m.kind == "office" for m in mentions[: index + 1] if m.start > earlier.start
        ):
            break
        start = earlier.start
    return start


def _apposition_end(text: str, mentions: tuple[Mention, ...], index: int) -> int:
    """Where an apposition after a name ends: "X Y, the Slovak foreign minister |"; else the name's end."""
    end = mentions[index].end
    last = end
    offices = 0
    for later in mentions[index + 1 : index + 4]:
        gap = text[last : later.start]
        opening = last == end
        allowed = (
            _APPOSED.fullmatch(gap)
            if opening
            else gap in (" ", "'s ", "’s ", " of ", " for ", " of the ", " to the ", " to ")
        )
        if not allowed or later.kind not in BELONGING | {"office", "agent"}:
            break
        last = later.end
        offices += later.kind == "office"
    return last if offices else end


def _free_name(text: str, mentions: tuple[Mention, ...], start: int, index: int) -> tuple[int, int] | None:
    """A name at `start` that is no lexicon actor and does not run into one."""
    spot = find_name(text, start)
    if spot is None:
        return None
    begin, end = spot
    for later in mentions[index + 1 :]:
        if later.start >= end:
            break
        if later.start == begin and (later.kind not in ("city", "capital", "region") or later.end >= end):
            return None
        if later.start > begin:
            end = later.start
            while end > begin and not text[end - 1].isalnum():
                end -= 1
    # The name ends with its sentence.
    return (begin, end) if end > begin else None


def _ends_name(text: str, end: int) -> bool:
    """Whether the name is not followed by "'s" or a further capitalised noun."""
    return not re.match(r"['’]s? | [A-Z]", text[end : end + 3])


def _around_office(
    text: str, mentions: tuple[Mention, ...], index: int, date: datetime.date | None
) -> list[Actor]:
    """People named right after an office, in apposition to it, or before it."""
    office = mentions[index]
    start = _phrase_start(text, mentions, index)
    actors: list[Actor] = []
    after = text[office.end : office.end + 1]
    if after == " ":
        for spot in _names_after(text, mentions, index):
            if "plural" in office.traits:
                actor = _shifted(resolve_phrase(text[start : office.end], date=date), start)
                actor = replace(actor, name=text[slice(*spot)], kind="person", entity_id=None, span=spot)
            else:
                actor = _shifted(resolve_phrase(text[start : spot[1]], date=date), start)
            if actor.kind == "person":
                actors.append(actor)
    tail_end = _tail_end(text, mentions, index)
    comma = re.match(r" ?, (?=\S)", text[tail_end : tail_end + 3])
    if comma and not actors and (start < office.start or _is_definite(text, start)):
        spot = _free_name(text, mentions, tail_end + comma.end(), index)
        if (
            spot
            and is_person_like(text[slice(*spot)])
            and re.match(r"\s?[,.;:)]|\s?$|\s?\n| who | and ", text[spot[1] : spot[1] + 5])
        ):
            resolved = resolve_phrase(text[start:tail_end], date=date)
            actors.append(
                replace(resolved, name=text[slice(*spot)], kind="person", entity_id=None, span=spot)
            )
    if not actors:
        before = _name_before(text, mentions, start)
        if before is not None:
            resolved = resolve_phrase(text[start:tail_end], date=date)
            actors.append(
                replace(resolved, name=text[slice(*before)], kind="person", entity_id=None, span=before)
            )
    return actors


def _is_definite(text: str, start: int) -> bool:
    return (
        re.search(r"(?i)\b(?:the|its|his|her|their) (?:[a-z]+ ){0,2}$", text[max(0, start - 30) : start])
        is not None
    )


def _tail_end(text: str, mentions: tuple[Mention, ...], index: int) -> int:
    """Where "of Georgia", "to the United Nations" after an office ends."""
    end = mentions[index].end
    for later in mentions[index + 1 : index + 3]:
        if (
            text[end : later.start] not in (" of ", " of the ", " for ", " to ", " to the ", " in ")
            or later.kind not in BELONGING
        ):
            break
        end = later.end
    return end


def _names_after(text: str, mentions: tuple[Mention, ...], index: int) -> list[tuple[int, int]]:
    """Names right after an office: one, or after a plural "A and B" and "A, B and C"."""
    office = mentions[index]
    spots: list[tuple[int, int]] = []
    at = office.end + 1
    while True:
        spot = _free_name(text, mentions, at, index)
        if spot is None:
            break
        if spots and not is_person_like(text[slice(*spot)]):
            break
        spots.append(spot)
        joint = re.match(r"(?: ?, and | and | ?, )", text[spot[1] : spot[1] + 7])
        if "plural" not in office.traits or joint is None:
            break
        at = spot[1] + joint.end()
    return spots


def _name_before(text: str, mentions: tuple[Mention, ...], start: int) -> tuple[int, int] | None:
    """The name to which the office at `start` stands in apposition: "X Y, the Slovak foreign minister"."""
    window = text[max(0, start - 90) : start]
    joint = _APPOSED.search(window)
    if joint is None or not joint.group().strip().startswith(","):
        return None
    end = max(0, start - 90) + joint.start()
    words = list(re.finditer(r"\S+", text[max(0, end - 60) : end]))
    base = max(0, end - 60)
    for word in words[-6:]:
        begin = base + word.start()
        spot = find_name(text, begin)
        if spot is None or spot[1] != end or not is_person_like(text[slice(*spot)]):
            continue
        if any(m.start < spot[1] and spot[0] < m.end and m.kind != "office" for m in mentions):
            continue
        return spot
    return None


def _name_of_state(
    text: str, mention: Mention, mentions: tuple[Mention, ...], date: datetime.date | None
) -> list[Actor]:
    """ "Alan García of Peru"."""
    end = mention.start - len(" of ")
    base = max(0, end - 60)
    for word in list(re.finditer(r"\S+", text[base:end]))[-5:]:
        begin = base + word.start()
        spot = find_name(text, begin)
        if spot is None or spot[1] != end or not is_person_like(text[slice(*spot)]):
            continue
        if any(m.start < spot[1] and spot[0] < m.end for m in mentions):
            return []
        return [Actor(text[slice(*spot)], mention.country, kind="person", span=spot)]
    return []


def _abbreviations(text: str, date: datetime.date | None) -> dict[str, Actor]:
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
        offset = (
            bracket.start()
            - (len(before) - begin)
            - (len(text[: bracket.start()]) - len(text[: bracket.start()].rstrip()))
        )
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
        "des",
        "et",
        "y",
        "e",
        "da",
        "do",
    }
)


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
