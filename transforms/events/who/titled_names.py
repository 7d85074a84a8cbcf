"""Names that stand beside a title: after it, in apposition, or several after a plural."""

from __future__ import annotations

import re
from dataclasses import replace

from transforms.events.who.actor import Actor
from transforms.events.who.modifiers import BELONGING
from transforms.events.who.names import find_name, is_person_like
from transforms.events.who.passage import HONORIFIC, Passage

APPOSED = re.compile(
    r",? ?,\s+(?:(?:who (?:is|was)|then|currently|now|also)\s+)?(?:the |a |an |his |her |its |their )?$"
)
_OF = (" of ", " of the ", " for ", " for the ", " to ", " to the ", " in ", " from ")
# "deputy prime minister for reintegration X Y": a portfolio the lexicon does not have.
_PORTFOLIO = re.compile(r" (?:for|of) (?:the )?[a-z]+(?:,? (?:and )?[a-z]+){0,3}(?= [A-Z])")
_AFTER_NAME = re.compile(r"\s?[,.;:)]|\s?$|\s?\n| who | and ")
_DEFINITE = re.compile(r"(?i)\b(?:the|its|his|her|their) (?:[a-z]+ ){0,2}$")


def titled_names(passage: Passage, index: int) -> list[Actor]:
    """People named right after an office, in apposition to it, or before it."""
    office = passage.mentions[index]
    start, tail = passage.phrase_start(index), _tail_end(passage, index)
    if "plural" in office.traits or office.text.lower() == "counterparts":
        found = _several(passage, index, start, tail)
        if found:
            return found
    return (
        _right_after(passage, index, start, tail)
        or _after_comma(passage, index, start, tail)
        or _before(passage, index, start, tail)
    )


def _named(passage: Passage, titled: Actor, spot: tuple[int, int]) -> Actor:
    return replace(titled, name=passage.text[slice(*spot)], kind="person", entity_id=None, span=spot)


def _tail_end(passage: Passage, index: int) -> int:
    """Where "of Georgia", "for the Sudanese army", "for reintegration" after an office ends."""
    end = passage.mentions[index].end
    links = 0
    for later in passage.mentions[index + 1 : index + 4]:
        gap = passage.text[end : later.start]
        opening = gap in _OF and later.kind in BELONGING | {"agent"}
        going_on = links and gap == " " and later.kind == "agent"
        if not opening and not going_on:
            break
        links += 1
        end = later.end
    if links == 0:
        portfolio = _PORTFOLIO.match(passage.text, end)
        if portfolio:
            end = portfolio.end()
    return end


def _right_after(passage: Passage, index: int, start: int, tail: int) -> list[Actor]:
    """ "Foreign Minister X Y", "Foreign Minister of Kazakhstan X Y"."""
    office, text = passage.mentions[index], passage.text
    for end in dict.fromkeys((office.end, tail)):
        opening = re.match(rf" {HONORIFIC}(?=\S)", text[end : end + 14])
        spot = passage.free_name(end + opening.end(), index) if opening else None
        if spot is None:
            continue
        name = text[slice(*spot)]
        if end == tail and end != office.end:
            if is_person_like(name):
                return [_named(passage, passage.resolve(start, tail), spot)]
            continue
        actor = passage.resolve(start, passage.of_end(spot[1]))
        if actor.kind == "person":
            return [actor]
        if office.kind == "agent" and is_person_like(name):
            return [replace(_named(passage, passage.resolve(start, office.end), spot), role="Counterpart")]
    return []


def _after_comma(passage: Passage, index: int, start: int, tail: int) -> list[Actor]:
    """ "Eritrea's president, X Y,"; "a spokesman for the army, X Y, said"."""
    office, text = passage.mentions[index], passage.text
    comma = re.match(rf" ?, {HONORIFIC}(?=\S)", text[tail : tail + 16])
    known_whose = (
        start < office.start or tail > office.end or _DEFINITE.search(text[max(0, start - 30) : start])
    )
    if comma is None or not known_whose:
        return []
    spot = passage.free_name(tail + comma.end(), index)
    if spot is None or not is_person_like(text[slice(*spot)]):
        return []
    if not _AFTER_NAME.match(text[spot[1] : spot[1] + 5]):
        return []
    actor = _named(passage, passage.resolve(start, tail), spot)
    return [replace(actor, role="Counterpart")] if office.kind == "agent" else [actor]


def _before(passage: Passage, index: int, start: int, tail: int) -> list[Actor]:
    """ "X Y, the Slovak foreign minister"."""
    text = passage.text
    base = max(0, start - 90)
    joint = APPOSED.search(text[base:start])
    if joint is None:
        return []
    end = base + joint.start()
    low = max(0, end - 60)
    for word in list(re.finditer(r"\S+", text[low:end]))[-6:]:
        spot = find_name(text, low + word.start())
        if spot is None or spot[1] != end or not is_person_like(text[slice(*spot)]):
            continue
        if any(m.start < spot[1] and spot[0] < m.end and m.kind != "office" for m in passage.mentions):
            continue
        return [_named(passage, passage.resolve(start, tail), spot)]
    return []


def _several(passage: Passage, index: int, start: int, tail: int) -> list[Actor]:
    """ "the foreign ministers of A and B, X Y and Z W": names and states in the same order."""
    office, text = passage.mentions[index], passage.text
    codes, tail = _codes(passage, index, tail)
    names: list[tuple[int, int]] = []
    for end in dict.fromkeys((office.end, tail)):
        opening = re.match(rf" ?,? {HONORIFIC}(?=\S)", text[end : end + 16])
        names = _names(passage, index, end + opening.end()) if opening else []
        if names:
            break
    if not names:
        return []
    titled = passage.resolve(start, office.end)
    if len(codes) == len(names) > 1:
        return [
            replace(_named(passage, titled, spot), country=code)
            for spot, code in zip(names, codes, strict=True)
        ]
    if len(codes) > 1:
        titled = replace(titled, country=None)
    return [_named(passage, titled, spot) for spot in names]


def _codes(passage: Passage, index: int, tail: int) -> tuple[list[str], int]:
    """The states of a plural office: "Greek and Turkish ministers", "ministers of A and B"; and its end."""
    mentions, text = passage.mentions, passage.text
    after: list[str] = []
    end = mentions[index].end
    for later in mentions[index + 1 : index + 8]:
        gap = text[end : later.start]
        allowed = (
            gap in _OF if not after else gap in (", ", " and ", ", and ", " and the ", ", the ", " and of ")
        )
        if not allowed or later.kind not in BELONGING or later.country is None:
            break
        after.append(later.country)
        end = later.end
    if after:
        return after, max(tail, end)
    before: list[str] = []
    start = mentions[index].start
    for earlier in reversed(mentions[:index]):
        gap = text[earlier.end : start]
        allowed = gap == " " if not before else gap in (" ", ", ", " and ", ", and ")
        if not allowed or earlier.kind not in BELONGING or earlier.country is None:
            break
        before.append(earlier.country)
        start = earlier.start
    return before[::-1], tail


def _names(passage: Passage, index: int, at: int) -> list[tuple[int, int]]:
    """Full names joined by commas and "and", from `at` on; lexicon persons count as names."""
    spots: list[tuple[int, int]] = []
    while True:
        known = next((m for m in passage.mentions if m.start == at and m.kind == "person"), None)
        spot = (known.start, known.end) if known else passage.free_name(at, index)
        if spot is None or not known and not is_person_like(passage.text[slice(*spot)]):
            return spots
        spots.append(spot)
        end = passage.of_end(spot[1], "of|for")
        joint = re.match(rf"(?: ?, and | and | ?, ){HONORIFIC}", passage.text[end : end + 16])
        if joint is None:
            return spots
        at = end + joint.end()
