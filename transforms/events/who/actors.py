"""Who a noun phrase is: the actor linker.

The phrase's own words come first (`phrases`), then what the article said before (`memory`), then its
surroundings. Only a state or organisation that the words or the article support is given; else None.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from transforms.events.who.actor import Actor
from transforms.events.who.folding import fold
from transforms.events.who.lexicon import ORGANISATIONS, load
from transforms.events.who.memory import ArticleMemory, remember
from transforms.events.who.mentions import find_mentions, person_mention
from transforms.events.who.modifiers import BELONGING
from transforms.events.who.names import find_name
from transforms.events.who.persons import known_by_surname
from transforms.events.who.phrases import resolve_phrase

__all__ = ["Actor", "resolve_actor"]

# Heads that always belong to some state, so that an article's state may be supplied.
_STATE_SECTORS = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY", "ELI", "OPP", "PTY"})

# Heads of several states or of none in particular.
_SEVERAL = re.compile(
    r"(?i)(?:ministers|leaders|presidents|ministries|governments|parliaments|premiers|monarchs"
    r"|countries|states|nations|capitals|powers|neighbours|neighbors|allies|delegations)$"
    r"|^(?:no|any|every|each|some|several|many|most|other|various|numerous) (?:\w+ )*(?:state|country|nation|government)$"
)


def resolve_actor(
    text: str,
    *,
    context: str = "",
    date: datetime.date | None = None,
    memory: ArticleMemory | None = None,
) -> Actor:
    """The party named by the noun phrase `text` (with its modifiers, appositions and prepositions).

    `context` is a stretch of the article around it, `date` the day of publication (None: the present),
    `memory` what `memory.remember` made of the whole article (built from `context` when not given). The
    result's `span` are offsets in `text`.
    """
    actor = resolve_phrase(text, date=date)
    if memory is None and context:
        memory = remember(context, date)
    if memory is None:
        return actor if actor.kind != "unknown" else _by_surname(text, actor, date, ())
    if actor.kind == "pronoun":
        return actor
    if actor.country is None and text[actor.span[0] : actor.span[0] + 1].isupper():
        body = memory.body(text[slice(*actor.span)])
        if body is not None:
            return replace(body, span=actor.span)
    offset = context.find(text) if context else -1
    before = offset if offset >= 0 else None
    if actor.kind == "unknown" or actor.kind == "city" and _is_surname(text, actor, memory, before):
        actor = _recalled(text, actor, memory, date, before)
    elif actor.kind == "person" and (actor.country is None or actor.role is None):
        actor = _completed(text, actor, memory, before)
    if actor.country is None and actor.kind == "office" and actor.role:
        holder = memory.office(text, before=before)
        if holder is not None and holder.country is not None:
            return replace(actor, country=holder.country, guessed=holder.guessed)
    if actor.country is None and _needs_state(actor):
        code = _surroundings(context, offset, date) if context else _last_state(memory)
        if code is not None:
            return replace(actor, country=code, guessed=True)
    return actor


def _is_surname(text: str, actor: Actor, memory: ArticleMemory, before: int | None) -> bool:
    """Whether the name of a city stands for somebody the article introduced by that surname: "Medina has cancelled"."""
    start, end = actor.span
    person = memory.person(text[start:end], before=before) if (start, end) == (0, len(text)) else None
    return person is not None and " " in person.name


def _needs_state(actor: Actor) -> bool:
    return (
        actor.kind in ("office", "agent")
        and actor.sector in _STATE_SECTORS
        and _SEVERAL.search(actor.name) is None
    )


def _recalled(
    text: str, actor: Actor, memory: ArticleMemory, date: datetime.date | None, before: int | None
) -> Actor:
    """A phrase without lexicon head: an abbreviation or person of the article, else a known surname."""
    start, end = actor.span
    known = memory.abbreviation(text[start:end]) or memory.person(text[start:end], before=before)
    if known is not None:
        return replace(known, span=(start, end))
    spot = find_name(text, start)
    if spot is not None and spot[1] >= end:
        known = memory.person(text[slice(*spot)], before=before)
        if known is not None:
            return replace(known, span=spot)
    codes = tuple(dict.fromkeys(code for _, code in memory.countries))
    return _by_surname(text, actor, date, codes)


def _completed(text: str, actor: Actor, memory: ArticleMemory, before: int | None) -> Actor:
    """A named person about whom the article says more elsewhere."""
    known = memory.person(actor.name, before=before) or memory.person(text[slice(*actor.span)], before=before)
    if known is None:
        return actor
    return replace(
        actor,
        name=known.name,
        country=actor.country or known.country,
        sector=actor.sector or known.sector,
        sectors_other=actor.sectors_other or known.sectors_other,
        role=actor.role or known.role,
        entity_id=actor.entity_id or known.entity_id,
        guessed=actor.guessed or actor.country is None and known.guessed,
    )


def _by_surname(text: str, actor: Actor, date: datetime.date | None, codes: tuple[str, ...]) -> Actor:
    """A bare surname that belongs to one office holder, of the article's states if any are known."""
    start, end = actor.span
    name = text[start:end]
    if not name[:1].isupper() or " " in name:
        return actor
    people = {known_by_surname(name, code, None, date) for code in codes} - {None}
    if not codes:
        people = set(load().surnames.get(fold(name).lower(), ()))
    if len(people) != 1:
        return actor
    person = people.pop()
    assert person is not None
    found = person_mention(load(), person, text, start, end, date)
    return Actor(
        found.name,
        found.country,
        found.sector,
        found.sectors_other,
        found.role,
        found.entity_id,
        "person",
        (start, end),
    )


def _last_state(memory: ArticleMemory) -> str | None:
    """The article's only state; None if it names several."""
    codes = {code for _, code in memory.countries}
    return codes.pop() if len(codes) == 1 else None


def _surroundings(context: str, offset: int, date: datetime.date | None) -> str | None:
    """The state that a stateless office or institution in `context` most likely belongs to.

    The only state named; else the one named last before the phrase; else the first after it.
    """
    named = [m for m in find_mentions(context, date) if m.country and m.kind in BELONGING | {"person"}]
    states = [m for m in named if m.country not in ORGANISATIONS]
    codes = {m.country for m in states}
    if len(codes) == 1:
        return codes.pop()
    if not states:
        return None
    earlier = [m for m in states if offset >= 0 and m.start < offset]
    return earlier[-1].country if earlier else states[0].country
