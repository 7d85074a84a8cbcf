"""A party as the linker hands it on."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.events.who.mentions import Mention


@dataclass(frozen=True, slots=True)
class Actor:
    """A party as resolved: canonical name, code, sectors, office, and where its most telling words stand.

    `country` is an ISO alpha-3 or organisation code; None where the party belongs to no single one or it
    cannot be told. `kind` is the head's kind ("person", "office", "agent", "country", …; "unknown" for a
    noun that the lexicon does not have). `span` holds the offsets, in the text given, of the most specific
    verbatim mention: person, then office, institution, metonym or country. `guessed` marks a country taken
    from the surroundings instead of the words themselves.
    """

    name: str
    country: str | None = None
    sector: str | None = None
    sectors_other: tuple[str, ...] = ()
    role: str | None = None
    entity_id: str | None = None
    kind: str = "unknown"
    span: tuple[int, int] = (0, 0)
    guessed: bool = False


def from_mention(mention: Mention, span: tuple[int, int]) -> Actor:
    """What a lexicon mention says of a party by itself."""
    return Actor(
        mention.name, mention.country, mention.sector, mention.sectors_other, mention.role, mention.entity_id,
        mention.kind, span,
    )  # fmt: skip
