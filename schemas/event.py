"""Diplomatic events, as `communique extract` prints them and as the tables `events` and `dyads` hold them.

Terms are PLOVER's (Halterman, Bagozzi, Beger, Schrodt and Scarborough, 2023): sixteen root types, modes and
contexts; `status` widens PLOVER's auxiliary status to what analysts ask for.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from schemas.columns import column, quickly_pickled

EVENT_TYPES: tuple[str, ...] = (
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip

STATUSES: tuple[str, ...] = ("occurred", "ongoing", "scheduled", "hypothetical", "negated", "cancelled")

MODES: dict[str, tuple[str, ...]] = {
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": (
        "seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold",
        "misinformation", "cyber",
    ),
    "ASSAULT": (
        "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives",
        "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional",
    ),
}  # fmt: skip
"""PLOVER modes by event type; a type that is missing here has no modes."""


@quickly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One party of an event, with the words that name it."""

    name: str = column(
        "Canonical name of the party, or the mention where none is known.", example="Sergei Lavrov"
    )
    text: str = column(
        "The mention as written; empty where only the context tells the party.",
        example="Russian Foreign Minister Sergei Lavrov",
    )
    start: int = column(
        "Offset of the mention in title + two newlines + text, in characters; of the event if the text is empty.",
        example=412,
    )
    end: int = column("End offset of the mention, exclusive.", example=450)
    country: str | None = column(
        "State or organisation represented: ISO 3166-1 alpha-3 or a code of docs/codes.md; null if unknown.",
        example="RUS",
        default=None,
    )
    sector: str | None = column("PLOVER sector code, null for a bare country.", example="GOV", default=None)
    role: str | None = column(
        "Office held at the event date, as far as known.", example="foreign minister", default=None
    )
    entity_id: str | None = column(
        "Stable id in the actor lexicon.", example="person:sergei-lavrov", default=None
    )


@quickly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an event took or takes place."""

    name: str | None = column("Name of the place as written or canonical.", example="Moscow", default=None)
    country: str | None = column("ISO 3166-1 alpha-3 code.", example="RUS", default=None)
    latitude: float | None = column(
        "Degrees north; null where only a country is known.", example=55.75, default=None
    )
    longitude: float | None = column(
        "Degrees east; null where only a country is known.", example=37.62, default=None
    )


@quickly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One real-world diplomatic event as one article tells it."""

    event_id: str = column(
        "Stable id: the same article and coder give the same id.", example="5f1d0c7a9be24c01a7d3"
    )
    article_id: str = column("The article (in `extract`: the input's id).", example="9d3e5a1b7c204f66")
    event_type: str = column("PLOVER root type of the act itself.", example="CONSULT")
    mode: str | None = column("PLOVER mode, null if none fits.", example="visit", default=None)
    status: str = column(
        "occurred, ongoing, scheduled, hypothetical, negated or cancelled.", example="scheduled"
    )
    plover_type: str = column("Strict PLOVER code of act and status.", example="AGREE")
    cameo: str | None = column("Most specific CAMEO code that can be defended.", example="036", default=None)
    quad: int = column(
        "Quad class: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.",
        example=1,
    )
    intensity: float = column("PLOVER score from -10 (conflict) to 10 (cooperation).", example=4.0)
    contexts: tuple[str, ...] = column("PLOVER contexts.", example=["diplomatic"], default=())
    reciprocal: bool = column("Symmetric event: all parties stand in `actors`.", example=False)
    actors: tuple[Participant, ...] = column("Who acts.", default=())
    recipients: tuple[Participant, ...] = column(
        "At whom the act is aimed; empty if nobody is named.", default=()
    )
    date_start: dt.date | None = column(
        "First day (UTC), only if the text determines it relative to publication.",
        example="2025-03-31",
        default=None,
    )
    date_end: dt.date | None = column("Last day, inclusive.", example="2025-04-02", default=None)
    date_precision: str | None = column(
        "day, range, week, month, quarter, season, half, year, decade or open; null without dates.",
        example="range",
        default=None,
    )
    location: Place | None = column("Where it takes place, null if the text does not say.", default=None)
    evidence: str = column(
        "The words that express the event.", example="is set to visit Russia from March 31 to April 2"
    )
    start: int = column("Offset of the evidence in title + two newlines + text, in characters.", example=67)
    end: int = column("End offset of the evidence, exclusive.", example=114)
    sentence: str = column(
        "The sentence in which the evidence stands.",
        example="Wang Yi is set to visit Russia from March 31 to April 2.",
    )
    speaker: Participant | None = column("Who is reported as saying so, if anybody.", default=None)
    confidence: float = column("Calibrated probability that the record is right, 0 to 1.", example=0.87)
    rule: str = column("Pattern or rule that produced the record.", example="visit.verb")
    coder_version: str = column("Version of rules, lexicons and model.", example="0.1.0")


@quickly_pickled
@dataclass(frozen=True, slots=True, kw_only=True)
class Dyad:
    """One ordered pair of parties of one event, flat, for those who count and join."""

    event_id: str = column("The event.", example="5f1d0c7a9be24c01a7d3")
    article_id: str = column("The article.", example="9d3e5a1b7c204f66")
    event_type: str = column("PLOVER root type of the act.", example="CONSULT")
    mode: str | None = column("PLOVER mode.", example="visit", default=None)
    status: str = column("Status of the event.", example="scheduled")
    plover_type: str = column("Strict PLOVER code of act and status.", example="AGREE")
    cameo: str | None = column("CAMEO code.", example="036", default=None)
    quad: int = column("Quad class 1-4.", example=1)
    intensity: float = column("PLOVER score -10..10.", example=4.0)
    reciprocal: bool = column("Symmetric event: the pair stands in both orders.", example=False)
    actor_name: str = column("Name of the actor.", example="Wang Yi")
    actor_country: str | None = column("Code of the actor.", example="CHN", default=None)
    actor_sector: str | None = column("Sector of the actor.", example="GOV", default=None)
    actor_role: str | None = column("Office of the actor.", example="foreign minister", default=None)
    recipient_name: str | None = column(
        "Name of the recipient; null if the event has none.", example="Sergei Lavrov", default=None
    )
    recipient_country: str | None = column("Code of the recipient.", example="RUS", default=None)
    recipient_sector: str | None = column("Sector of the recipient.", example="GOV", default=None)
    recipient_role: str | None = column("Office of the recipient.", example="foreign minister", default=None)
    date_start: dt.date | None = column("First day of the event.", example="2025-03-31", default=None)
    date_end: dt.date | None = column("Last day of the event.", example="2025-04-02", default=None)
    country: str | None = column("Country of the event's location.", example="RUS", default=None)
    confidence: float = column("Calibrated probability that the event is right.", example=0.87)
