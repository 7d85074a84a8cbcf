"""What an article has told about its people: introduced once with title and state, later a bare surname."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from transforms.events.who.abbreviations import abbreviations_in, sentence_start
from transforms.events.who.actor import Actor, from_mention
from transforms.events.who.folding import fold
from transforms.events.who.introductions import introductions
from transforms.events.who.lexicon import ORGANISATIONS, load
from transforms.events.who.mentions import Mention, find_mentions
from transforms.events.who.modifiers import BELONGING
from transforms.events.who.names import name_keys, not_names
from transforms.events.who.passage import HONORIFIC, Passage
from transforms.events.who.persons import VAGUE


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

        Names are compared without accents; a surname shared by two people of the article counts as the last
        one introduced.
        """
        wanted = re.sub(rf"^{HONORIFIC}", "", fold(name).strip()).lower()
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
            p.actor
            for p in self.people
            if p.actor.role
            and p.actor.role.lower() == role
            and (country is None or p.actor.country == country)
            and (before is None or p.start <= before)
        ]
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


def remember(text: str, date: datetime.date | None = None) -> ArticleMemory:
    """Read an article once for the people it introduces and the abbreviations it explains.

    People are found by title and name ("Kyrgyz Foreign Minister X Y"), apposition ("Eritrea's president,
    Isaias Afwerki,", "X Y, the Slovak foreign minister,"), possessive ("Qatar's Mohammed al-Sada"), origin
    ("Alan García of Peru") and in the lexicon. Where the words name no state, that of the sentence so
    far is taken and the actor is marked `guessed`.
    """
    mentions = find_mentions(text, date)
    countries = tuple((m.start, m.country) for m in mentions if m.country and m.kind in BELONGING)
    states = tuple((start, code) for start, code in countries if code not in ORGANISATIONS)
    found: dict[tuple[int, int], Actor] = {}
    passage = Passage(text, mentions, date)
    for index in range(len(mentions)):
        for actor in introductions(passage, index):
            known = found.get(actor.span)
            found[actor.span] = actor if known is None else _joined(known, actor)
    people: list[Introduced] = []
    for actor in sorted(found.values(), key=lambda a: a.span):
        if any(p.actor.span[0] <= actor.span[0] < p.actor.span[1] for p in people):
            continue
        if actor.role == "Counterpart":
            actor = _as_counterpart(people, actor)
        written = text[actor.span[0] : actor.span[1]]
        if actor.country is None and actor.entity_id is None:
            actor = _guess_country(text, actor, states)
        actor = _merge(people, actor)
        keys = {fold(written).lower(), *(fold(key).lower() for key in name_keys(actor.name))}
        people.append(Introduced(actor, (fold(actor.name).lower(), *sorted(keys))))
    return ArticleMemory(tuple(people), abbreviations_in(text, date), states, _bodies(mentions), date)


# An organ that newspapers name by one word once its organisation is in play.
_ORGANS = {
    "UNO": {"council": "org:un-security-council", "assembly": "org:un-general-assembly"},
    "EUU": {"commission": "org:european-commission"},
    "NAT": {"alliance": "org:nato"},
    "AFU": {"union": "org:african-union"},
}


def _bodies(mentions: tuple[Mention, ...]) -> dict[str, Actor]:
    """Short names of the organisations mentioned: their generic last word, or the one before "of"."""
    found: dict[str, Actor] = {}
    for mention in mentions:
        if mention.kind not in ("organisation", "metonym") or " " not in mention.text:
            continue
        words = fold(mention.text).lower().split()
        joint = next(
            (index for index, word in enumerate(words) if word in ("of", "for", "on", "to")), len(words)
        )
        for word in (words[-1], words[joint - 1] if joint else words[-1]):
            if word in not_names():
                found.setdefault(word, from_mention(mention, (mention.start, mention.end)))
    entries = load().entries
    for code in dict.fromkeys(mention.country for mention in mentions):
        for word, entity in _ORGANS.get(code or "", {}).items():
            organ = entries[entity]
            found.setdefault(
                word,
                Actor(organ.name, organ.country, organ.sector, organ.sectors_other, None, entity, organ.kind),
            )
    return found


def _joined(first: Actor, second: Actor) -> Actor:
    """Two readings of one name, by its title and by its state, made one."""
    if second.role is not None and (first.role is None or first.role in VAGUE and second.role not in VAGUE):
        first, second = second, first
    return replace(
        first,
        country=first.country or second.country,
        sector=first.sector or second.sector,
        entity_id=first.entity_id or second.entity_id,
    )


def _as_counterpart(people: list[Introduced], actor: Actor) -> Actor:
    """ "His Uzbek counterpart X Y" holds the office of the person named last."""
    for earlier in reversed(people):
        if earlier.actor.role:
            before = earlier.actor
            return replace(actor, role=before.role, sector=before.sector, sectors_other=before.sectors_other)
    return replace(actor, role=None)


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
                actor,
                name=before.name,
                country=before.country if actor.guessed or actor.country is None else actor.country,
                sector=actor.sector or before.sector,
                sectors_other=actor.sectors_other or before.sectors_other,
                role=actor.role or before.role,
                entity_id=actor.entity_id or before.entity_id,
                guessed=actor.guessed and (before.guessed or before.country is None),
            )
    return actor


def _guess_country(text: str, actor: Actor, states: tuple[tuple[int, str], ...]) -> Actor:
    """The first state of the sentence before the name, else the state named last before it."""
    begin, offset = sentence_start(text, actor.span[0]), actor.span[0]
    same_sentence = [code for start, code in states if begin <= start < offset]
    earlier = [code for start, code in states if start < begin]
    country = same_sentence[0] if same_sentence else earlier[-1] if earlier else None
    return replace(actor, country=country, guessed=country is not None)
