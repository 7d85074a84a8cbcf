"""One noun phrase read as a party: its head, whose it is, what office it names, and who holds it.

"Kuwait's parliament speaker", "the former French president Nicolas Sarkozy", "government of Néstor Kirchner":
the reading needs no parser, only the lexicon's mentions and the order of words. What the phrase alone does
not tell (a bare surname, "the foreign minister") is left open here; `actors.resolve_actor` fills it from the
article.
"""

from __future__ import annotations

import datetime
import functools
import re
from dataclasses import replace

from transforms.events.who.actor import Actor, from_mention
from transforms.events.who.lexicon import ORGANISATIONS
from transforms.events.who.mentions import Mention, find_mentions
from transforms.events.who.modifiers import (
    BELONGING,
    BODIES,
    DETERMINER,
    FORMER,
    QUANTITY,
    Segment,
    basis_of,
    owner_after,
    owner_of,
    phrase_start,
    ranked,
    segments,
)
from transforms.events.who.persons import named_person

_TERRITORIES = frozenset({"country", "capital", "city", "region", "dependency", "demonym", "people"})

PRONOUNS = frozenset(
    [
        "he",
        "she",
        "it",
        "they",
        "him",
        "her",
        "them",
        "his",
        "hers",
        "its",
        "their",
        "theirs",
        "we",
        "us",
        "our",
        "i",
        "me",
        "my",
        "you",
        "your",
        "himself",
        "herself",
        "itself",
        "themselves",
        "ourselves",
        "who",
        "whom",
        "whose",
        "which",
        "that",
        "this",
        "these",
        "those",
        "one",
        "someone",
        "somebody",
        "anyone",
        "anybody",
        "everyone",
        "everybody",
        "nobody",
        "both",
        "others",
        "another",
        "each",
        "each",
        "other",
        "some",
        "many",
        "several",
    ]
)
KEPT_PHRASES = 4096
"""Phrases whose party is remembered: the same few are asked for again and again."""

_ARMED = frozenset({"MIL", "REB", "PRM"})
_ELIGIBLE_FOR_FORMER = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "PTY"})


@functools.lru_cache(maxsize=KEPT_PHRASES)
def resolve_phrase(text: str, *, date: datetime.date | None = None) -> Actor:
    """The party that the noun phrase `text` names, by its own words and the lexicon alone."""
    stripped = text.strip()
    if not stripped:
        return Actor("", span=(0, 0))
    if stripped.lower() in PRONOUNS:
        start = text.index(stripped)
        return Actor(stripped, sector="UNK", kind="pronoun", span=(start, start + len(stripped)))
    mentions = find_mentions(text, date)
    counted = QUANTITY.match(text)
    if counted is not None and not any(
        m.start < counted.end() for m in mentions if m.kind in BELONGING or " " in m.text
    ):
        rest = resolve_phrase(text[counted.end() :], date=date)
        offset = counted.end()
        return replace(rest, span=(rest.span[0] + offset, rest.span[1] + offset))
    parts = segments(text, mentions)
    head_part = parts[0]
    within = [m for m in mentions if m.start < head_part.end]
    # "French and German ministers": the bare adjective shares the noun that follows.
    while (
        len(parts) > 1 and parts[1].opener in ("and", "or") and within and within[-1].kind == "demonym"
        and not text[within[-1].end : head_part.end].strip()
    ):  # fmt: skip
        head_part = Segment("", head_part.start, parts[1].end)
        parts = [head_part, *parts[2:]]
        within = [m for m in mentions if m.start < head_part.end]
    person = named_person(text, mentions, parts, date)
    if person is not None:
        return person
    if not within:
        return _unnamed(text, head_part, mentions, parts)
    head = within[-1]
    tail = text[head.end : head_part.end]
    if re.sub(r"^['’]s?\b|['’]", "", tail).strip(" .\"”“'’?!"):
        return _unnamed(text, head_part, mentions, parts)
    if head.kind in _TERRITORIES:
        return _territory(text, head, within)
    if head.kind in BODIES:
        return _body(text, head, within, mentions, parts)
    return _group(text, head, within, mentions, parts)


def _territory(text: str, head: Mention, within: list[Mention]) -> Actor:
    """A state, city or people by name alone."""
    if head.kind == "people" and head.country is None:
        owner = owner_of(text, within[:-1])
        if owner is not None:
            head = replace(head, country=owner.country)
    return from_mention(head, (head.start, head.end))


def _body(
    text: str, head: Mention, within: list[Mention], mentions: tuple[Mention, ...], parts: list[Segment]
) -> Actor:
    """An organisation, armed group or seat of power by name."""
    actor = from_mention(head, (head.start, head.end))
    owner = owner_of(text, within[:-1])
    if owner is None and "weak" in head.traits:
        owner = owner_after(text, head, mentions, parts, within_place=False)
    if (
        owner is not None
        and ("weak" in head.traits or head.country is None)
        and owner.country not in ORGANISATIONS
    ):
        return replace(actor, country=owner.country, span=(phrase_start(text, within[:-1], head), head.end))
    return actor


def _group(
    text: str, head: Mention, within: list[Mention], mentions: tuple[Mention, ...], parts: list[Segment]
) -> Actor:
    """An office or a common noun: whose it is, and its sector."""
    modifiers = within[:-1]
    owner = owner_of(text, modifiers, posting="posting" in head.traits)
    settled = head.kind == "agent" and head.sector == "GOV" or head.sector not in ("GOV", "MIL", None)
    abroad = settled and not head.traits & {"posting", "envoy"}
    end = head.end
    if owner is None:
        owner = owner_after(text, head, mentions, parts, within_place=abroad)
        if owner is not None and any(
            p.opener in ("of", "for") and p.start <= owner.start < p.end for p in parts
        ):
            part = next(p for p in parts if p.start <= owner.start < p.end)
            end = max(m.end for m in mentions if part.start <= m.start < part.end)
    sector, others = head.sector, head.sectors_other
    role = head.role
    basis = basis_of(text, head, modifiers, mentions, parts)
    if basis is not None:
        sector, others = basis.sector, basis.sectors_other
    elif (
        head.sector in _ARMED | {"UAF"}
        and modifiers
        and modifiers[-1].kind in BODIES
        and modifiers[-1].sector in _ARMED
    ):
        # Hamas troops are Hamas's kind of troops.
        sector, others = modifiers[-1].sector, modifiers[-1].sectors_other
    elif (
        owner is not None
        and owner.country in ORGANISATIONS
        and head.sector in (None, "GOV")
        and "posting" not in head.traits
    ):
        sector, others = owner.sector, owner.sectors_other
    if head.traits & {"ngo"} and owner is None:
        return Actor(
            text[head.start : head.end], "NGO", sector, others, None, head.entity_id, head.kind,
            (phrase_start(text, modifiers, head), head.end),
        )  # fmt: skip
    if "ref" in head.traits:
        sector = None
    role = ranked(role, text[: head.start])
    if FORMER.search(text[: head.start]) and (sector in _ELIGIBLE_FOR_FORMER or head.kind == "office"):
        sector, others = "ELI", ()
        role = f"Former {role}" if role else None
    if owner is not None and "PRE" in owner.sectors_other and "PRE" not in others:
        others = (*others, "PRE")
    span = (phrase_start(text, modifiers, head), end)
    country = owner.country if owner is not None else head.country
    return Actor(text[span[0] : span[1]], country, sector, others, role, head.entity_id, head.kind, span)


def _unnamed(text: str, part: Segment, mentions: tuple[Mention, ...], parts: list[Segment]) -> Actor:
    """A noun the lexicon does not have: only its modifiers tell whose it is."""
    within = [m for m in mentions if m.start < part.end]
    owner = owner_of(text, within)
    if owner is None:
        pseudo = Mention(
            part.start, part.end, text[part.start : part.end], "agent", "", "", None, "CVL", None
        )
        owner = owner_after(text, pseudo, mentions, parts, within_place=True)
    match = DETERMINER.match(text)
    start = match.end() if match and match.end() < part.end else 0
    end = part.end
    while end > start and text[end - 1] in " .'’\"”":
        end -= 1
    bodies = [m for m in within if m.kind in BODIES | {"agent", "office"} and m.sector]
    sector = bodies[-1].sector if bodies and bodies[-1].sector else None
    return Actor(text[start:end], owner.country if owner else None, sector, span=(start, end))
