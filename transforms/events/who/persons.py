"""The person a noun phrase names: by the lexicon, or by title, possessive and apposition."""

from __future__ import annotations

import datetime
from dataclasses import replace

from transforms.events.who.actor import Actor, from_mention
from transforms.events.who.folding import fold
from transforms.events.who.lexicon import ORGANISATIONS, load
from transforms.events.who.mentions import Mention, person_mention
from transforms.events.who.modifiers import (
    BELONGING,
    BODIES,
    FORMER,
    Segment,
    basis_of,
    is_possessor,
    owner_after,
    owner_of,
    ranked,
)
from transforms.events.who.names import find_name, is_person_like

# Titles that say less than the lexicon does.
VAGUE = frozenset(
    {
        "Minister",
        "Secretary",
        "Director",
        "Commissioner",
        "Head",
        "Politician",
        "Diplomat",
        "Governor",
        "Leader",
        "Military Officer",
    }
)


def named_person(
    text: str, mentions: tuple[Mention, ...], parts: list[Segment], date: datetime.date | None
) -> Actor | None:
    """The person the phrase is about, if it names one."""
    head_end = parts[0].end
    for mention in mentions:
        if mention.kind != "person":
            continue
        apposed = mention.start >= head_end and any(
            p.opener == "," and p.start <= mention.start < p.end for p in parts
        )
        # "Mugabe's party" is the party's; "government of X" the government's.
        if (mention.start < head_end or apposed) and not _possesses(text, mention):
            return _known_person(text, mention, mentions, parts, date)
    spot = _name_spot(text, mentions, parts, date)
    if spot is None:
        return None
    start, end = spot
    title = _title(text, start, end, mentions, parts)
    country, others = _country_of_person(text, start, end, mentions, parts, title)
    known = known_by_surname(text[start:end], country, title.role if title else None, date)
    if known is not None:
        mention = person_mention(load(), known, text, start, end, date)
        return _known_person(text, mention, (*mentions, mention), parts, date)
    return _titled(text, start, end, text[start:end], None, country, title, others, mentions, parts)


def _possesses(text: str, mention: Mention) -> bool:
    if not is_possessor(text, mention):
        return False
    return bool(text[mention.end :].lstrip("'’sS ").strip(" .,"))


def _name_spot(
    text: str, mentions: tuple[Mention, ...], parts: list[Segment], date: datetime.date | None
) -> tuple[int, int] | None:
    """Where a person's name stands: after a title, after "Qatar's", or in apposition to a title."""
    head_end = parts[0].end
    taken = [m for m in mentions if m.kind not in ("office", "agent")]
    for mention in mentions:
        if mention.kind != "office" or "plural" in mention.traits and mention.start < head_end:
            continue
        if mention.start >= head_end:
            continue
        if text[mention.end : mention.end + 1] == " ":
            spot = _clean_name(text, mention.end + 1, taken, mentions)
            if spot is not None:
                return spot
        if len(parts) > 1:
            for part in parts[1:]:
                if part.opener != ",":
                    continue
                begin = part.start + (
                    len(text[part.start : part.end]) - len(text[part.start : part.end].lstrip())
                )
                spot = _clean_name(text, begin, taken, mentions)
                if spot is not None and is_person_like(text[spot[0] : spot[1]]) and spot[1] >= part.end - 1:
                    return spot
                break
    # "Qatar's Mohammed al-Sada"; "Germany's Scholz"
    for mention in mentions:
        if mention.kind in ("country", "organisation", "region", "dependency") and is_possessor(
            text, mention
        ):
            begin = mention.end + 3
            spot = _clean_name(text, begin, [m for m in taken if m != mention], mentions)
            if spot is None or spot[1] < head_end - 1:
                continue
            name = text[slice(*spot)]
            if is_person_like(name) or known_by_surname(name, mention.country, None, date) is not None:
                return spot
    if len(parts) > 1 and parts[0].start == 0:
        offices = [m for m in mentions if m.kind == "office" and m.start >= head_end]
        spot = _clean_name(text, 0, taken, mentions)
        apposed = offices and parts[1].opener in (",", "who")
        of_state = parts[1].opener == "of" and any(
            m.kind == "country" and m.start >= head_end for m in mentions
        )
        if (
            spot is not None
            and (apposed or of_state)
            and spot[1] >= head_end
            and is_person_like(text[spot[0] : spot[1]])
        ):
            return spot
    return None


def _clean_name(
    text: str, begin: int, taken: list[Mention], mentions: tuple[Mention, ...]
) -> tuple[int, int] | None:
    """A name that starts at `begin` and does not run into another actor."""
    spot = find_name(text, begin)
    if spot is None:
        return None
    start, end = spot
    for mention in mentions:
        if mention.kind == "office" and mention.start <= start < mention.end:
            return None
    for mention in taken:
        if mention.start <= start < mention.end or start <= mention.start < end:
            words = text[start:end].split(" ")
            # Given names that are also places ("Jordan Smith") are left to names of two words or more.
            if mention.start == start and mention.kind in ("city", "region", "capital") and len(words) > 1 \
                    and mention.end < end and " " not in mention.text:  # fmt: skip
                continue
            if mention.start > start:
                end = mention.start
                while end > start and text[end - 1] in " -":
                    end -= 1
                if end <= start:
                    return None
                continue
            return None
    return (start, end)


def _title(
    text: str, start: int, end: int, mentions: tuple[Mention, ...], parts: list[Segment]
) -> Mention | None:
    """The office named with a person: just before the name, else in apposition."""
    before = [m for m in mentions if m.kind == "office" and m.end <= start]
    if before:
        return before[-1]
    after = [m for m in mentions if m.kind == "office" and m.start >= end]
    return after[0] if after else None


def _country_of_person(
    text: str,
    start: int,
    end: int,
    mentions: tuple[Mention, ...],
    parts: list[Segment],
    title: Mention | None,
) -> tuple[str | None, tuple[str, ...]]:
    """The state or organisation a named person acts for, from the words around the name."""
    before = [m for m in mentions if m.end <= start and m.kind in BELONGING]
    posting = title is not None and "posting" in title.traits
    owner = owner_of(
        text,
        [m for m in before if title is None or m.end <= title.start or title.start >= end],
        posting=posting,
    )
    if owner is None and before:
        owner = owner_after(text, title, mentions, parts, within_place=False) if title is not None else None
    if owner is None:
        # "Alan García of Peru"; ", the Slovak foreign minister"; ", minister of Y"
        later = [m for m in mentions if m.start >= end]
        if title is not None and title.start >= end:
            owner = owner_of(text, [m for m in later if m.end <= title.start], posting=posting)
        if owner is None and (title is None or title.start < end or not posting):
            owner = next(
                (m for m in later if m.kind in BELONGING and m.country and _opener(m, parts) == "of"), None
            )
    if owner is None:
        return None, ()
    return owner.country, owner.sectors_other if owner.kind in ("region", "dependency", "demonym") else ()


def _opener(mention: Mention, parts: list[Segment]) -> str:
    return next((part.opener for part in parts if part.start <= mention.start < part.end), "")


def _titled(
    text: str,
    start: int,
    end: int,
    name: str,
    entity_id: str | None,
    country: str | None,
    title: Mention | None,
    others: tuple[str, ...],
    mentions: tuple[Mention, ...],
    parts: list[Segment],
) -> Actor:
    """A person with the office the phrase itself gives."""
    if title is None:
        return Actor(name, country, None, others, None, entity_id, "person", (start, end))
    sector, more, role = title.sector, title.sectors_other, title.role
    modifiers = [m for m in mentions if m.end <= title.start]
    basis = basis_of(text, title, modifiers, mentions, parts)
    if basis is not None:
        sector, more = basis.sector, basis.sectors_other
    elif country in ORGANISATIONS and "posting" not in title.traits:
        owner = owner_of(text, [m for m in mentions if m.kind in BODIES and m.country == country])
        sector, more = (owner.sector, owner.sectors_other) if owner else (None, ())
    role = ranked(role, text[: title.start])
    if FORMER.search(text[max(0, title.start - 60) : title.start]):
        sector, more, role = "ELI", (), f"Former {role}"
    return Actor(
        name,
        country,
        sector,
        (*more, *(o for o in others if o not in more)),
        role,
        entity_id,
        "person",
        (start, end),
    )


def _known_person(
    text: str,
    mention: Mention,
    mentions: tuple[Mention, ...],
    parts: list[Segment],
    date: datetime.date | None,
) -> Actor:
    """A person of the lexicon: an office in the phrase beats the lexicon's, and so does a state."""
    title = _title(text, mention.start, mention.end, mentions, parts)
    span = (mention.start, mention.end)
    if title is None:
        country, _ = _country_of_person(text, mention.start, mention.end, mentions, parts, None)
        mention = _namesake(text, mention, country, date)
        actor = from_mention(mention, span)
        if country and country not in ORGANISATIONS and mention.country is None:
            actor = replace(actor, country=country)
        return actor
    country, others = _country_of_person(text, mention.start, mention.end, mentions, parts, title)
    mention = _namesake(text, mention, country, date)
    tenures = load().tenures[mention.entity_id]
    # Of several employers in a life, the title tells which: "EU foreign policy chief Josep Borrell".
    if country is None:
        fitting = [t for t in tenures if t.role.lower() == (title.role or "").lower()]
        country = fitting[-1].country if fitting and mention.country is None else mention.country
        if fitting and all(t.country != country for t in fitting):
            country = fitting[-1].country
    held = [
        t
        for t in tenures
        if t.role.lower() == (title.role or "").lower() and (not country or t.country == country)
    ]
    in_office = mention.role and mention.sector != "ELI" and not FORMER.search(text[: title.start])
    vague = title.traits & {"inherits", "envoy", "head"} or title.role in VAGUE
    if not held and in_office and vague:
        actor = from_mention(mention, span)
        return replace(actor, country=country or actor.country)
    return _titled(
        text,
        mention.start,
        mention.end,
        mention.name,
        mention.entity_id,
        country,
        title,
        others,
        mentions,
        parts,
    )


def _namesake(text: str, mention: Mention, country: str | None, date: datetime.date | None) -> Mention:
    """The bearer of the same name whose state the phrase gives: "Jordan's King Abdullah"."""
    if country is None or country == mention.country:
        return mention
    lexicon = load()
    for person in lexicon.namesakes.get(fold(mention.text).lower(), ()):
        other = person_mention(lexicon, person, text, mention.start, mention.end, date)
        if other.country == country:
            return other
    return mention


def known_by_surname(
    name: str, country: str | None, role: str | None, date: datetime.date | None
) -> str | None:
    """The lexicon person meant by a bare surname, when office, state and date leave exactly one."""
    lexicon = load()
    candidates = lexicon.surnames.get(fold(name).lower(), ())
    if not candidates:
        return None
    fitting: list[str] = []
    when = date or datetime.date.max
    for person in candidates:
        for tenure in lexicon.tenures[person]:
            if country is not None and tenure.country != country:
                continue
            if role is not None and tenure.role.lower() != role.lower():
                continue
            if country is None and role is None:
                continue
            if tenure.covers(when) or date is None:
                fitting.append(person)
                break
    return fitting[0] if len(set(fitting)) == 1 else None
