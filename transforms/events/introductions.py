"""How articles introduce people: title and name, apposition, "Qatar's X Y", "X Y of Peru"."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from transforms.events.actor import Actor
from transforms.events.mentions import Mention
from transforms.events.modifiers import BELONGING
from transforms.events.names import find_name, is_person_like
from transforms.events.phrases import resolve_phrase

# What may stand between a state and the office it owns: "France's outgoing foreign minister".
_GAP = re.compile(r"(?:['’]s?)? (?:[a-z][a-z-]+ ){0,3}$")
_APPOSED = re.compile(
    r",? ?,\s+(?:(?:who (?:is|was)|then|currently|now|also)\s+)?(?:the |a |an |his |her |its |their )?$"
)


def introductions(
    text: str, mentions: tuple[Mention, ...], index: int, date: datetime.date | None
) -> list[Actor]:
    """Every person introduced around `mentions[index]`; spans are offsets in `text`."""
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
        apposed = _free_name(text, mentions, tail_end + comma.end(), index)
        if (
            apposed
            and is_person_like(text[slice(*apposed)])
            and re.match(r"\s?[,.;:)]|\s?$|\s?\n| who | and ", text[apposed[1] : apposed[1] + 5])
        ):
            resolved = resolve_phrase(text[start:tail_end], date=date)
            actors.append(
                replace(resolved, name=text[slice(*apposed)], kind="person", entity_id=None, span=apposed)
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
