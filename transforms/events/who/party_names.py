"""What is written like a name, and the party a lexicon mention stands for."""

from __future__ import annotations

import re

from transforms.events.who.mentions import Mention
from transforms.events.who.party import Party

NAME = re.compile(
    r"^(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.-]*|al-[A-Z]\w+|van|von|der|de|da|di|bin|ibn|el|al|dos|del|la|le)(?:\s+(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.-]*|al-\w+|van|von|der|de|da|di|bin|ibn|el|al|dos|del|la|le))+$"
)


def looks_like_name(text: str) -> bool:
    """Whether words are written like the name of a person or body: two capitals or more."""
    return bool(NAME.match(text))


def bare_name(text: str) -> str:
    """Return words without the trade or title in small letters before a name: "the journalist Moussa Diallo"."""
    found = re.match(r"(?:[Tt]he |[Aa]n? )?(?:[a-z][\w-]*\s+){1,4}(?=[A-ZÀ-Ý])", text)
    return text[found.end() :] if found else text


def party_of(mention: Mention) -> Party:
    """Return the party a lexicon mention stands for."""
    return Party(
        name=mention.name, mention=mention.text, text=mention.text, start=mention.start, end=mention.end,
        country=mention.country, sector=mention.sector, role=mention.role, entity_id=mention.entity_id,
        person=mention.kind == "person",
    )  # fmt: skip
