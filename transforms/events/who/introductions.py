"""How articles introduce people: title and name, apposition, "Qatar's X Y", "X Y of Peru"."""

from __future__ import annotations

import re

from transforms.events.who.actor import Actor
from transforms.events.who.mentions import Mention
from transforms.events.who.modifiers import BELONGING
from transforms.events.who.names import find_name, is_person_like
from transforms.events.who.passage import HONORIFIC, Passage
from transforms.events.who.persons import known_by_surname
from transforms.events.who.titled_names import APPOSED, titled_names

_OWNERS = frozenset({"country", "capital", "organisation", "metonym", "region", "dependency"})
_LINKS = (" ", "'s ", "’s ", " of ", " for ", " of the ", " to the ", " to ")


def introductions(passage: Passage, index: int) -> list[Actor]:
    """Every person introduced around mention number `index`; spans are offsets in the article."""
    mention = passage.mentions[index]
    if mention.kind == "person":
        return [_known(passage, index)]
    if mention.kind == "office" or mention.text.lower() in ("counterpart", "counterparts", "colleague"):
        return titled_names(passage, index)
    if mention.kind in _OWNERS:
        return _possessed(passage, index) or _of_state(passage, index)
    return []


def _known(passage: Passage, index: int) -> Actor:
    """A lexicon person read with the title and apposition around the name."""
    mention = passage.mentions[index]
    start, end = passage.phrase_start(index), _apposition_end(passage, index)
    actor = passage.resolve(start, end)
    if actor.kind != "person" or actor.entity_id != mention.entity_id:
        actor = passage.resolve(mention.start, mention.end)
    return actor


def _apposition_end(passage: Passage, index: int) -> int:
    """Where an apposition after a name ends: "X Y, the Slovak foreign minister |"; else the name's end."""
    end = last = passage.mentions[index].end
    offices = 0
    for later in passage.mentions[index + 1 : index + 4]:
        gap = passage.text[last : later.start]
        allowed = APPOSED.fullmatch(gap) if last == end else gap in _LINKS
        if not allowed or later.kind not in BELONGING | {"office", "agent"}:
            break
        last = later.end
        offices += later.kind == "office"
    return last if offices else end


def _possessed(passage: Passage, index: int) -> list[Actor]:
    """ "Qatar's Mohammed al-Sada", "Tiraspol's negotiator": a name right after a possessive."""
    text, mention = passage.text, passage.mentions[index]
    after = re.match(rf"['’]s {HONORIFIC}(?=\S)", text[mention.end : mention.end + 16])
    if after is None:
        return []
    spot = passage.free_name(mention.end + after.end(), index)
    if spot is None or re.match(r"['’]s? | [A-Z]", text[spot[1] : spot[1] + 3]):
        return []
    name = text[slice(*spot)]
    if not is_person_like(name) and known_by_surname(name, mention.country, None, passage.date) is None:
        return []
    actor = passage.resolve(mention.start, spot[1])
    if actor.kind == "person":
        return [actor]
    return [Actor(name, mention.country, kind="person", span=spot)]


def _of_state(passage: Passage, index: int) -> list[Actor]:
    """ "Alan García of Peru", and "Radu Ceban for Moldova" where negotiators are listed."""
    text, mention = passage.text, passage.mentions[index]
    link = re.search(r" (?:of|for) (?:the )?$", text[max(0, mention.start - 10) : mention.start])
    if link is None or mention.kind == "organisation" and link.group().startswith(" for"):
        return []
    end = mention.start - len(link.group())
    if link.group().startswith(" for") and not _is_listed(text, end, mention):
        return []
    spot = _name_ending(passage, end)
    if spot is None:
        return []
    return [Actor(text[slice(*spot)], mention.country, kind="person", span=spot)]


def _is_listed(text: str, end: int, mention: Mention) -> bool:
    """Whether "X Y for Z" stands in a list: set off by commas or "and" on both sides."""
    before = text[max(0, end - 40) : end]
    after = text[mention.end : mention.end + 5]
    return bool(re.search(r"(?:, |and |: )[A-Z][^,:]*$", before)) and bool(re.match(r",| and|\.|;|\)", after))


def _name_ending(passage: Passage, end: int) -> tuple[int, int] | None:
    """The longest full name that ends exactly at `end` and holds no lexicon mention."""
    base = max(0, end - 60)
    for word in list(re.finditer(r"\S+", passage.text[base:end]))[-6:]:
        spot = find_name(passage.text, base + word.start())
        if spot is None or spot[1] != end or not is_person_like(passage.text[slice(*spot)]):
            continue
        if not any(m.start < spot[1] and spot[0] < m.end for m in passage.mentions):
            return spot
    return None
