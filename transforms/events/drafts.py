"""An event while it is being put together, and the codes that follow from act and status."""

from __future__ import annotations

from dataclasses import dataclass, field

from transforms.events.choice import Option
from transforms.events.who.cast import KEPT, Cast
from transforms.events.who.party import Candidate, Party

QUADS: dict[str, int] = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "CONCEDE": 1, "COOPERATE": 2, "AID": 2, "RETREAT": 2,
    "REQUEST": 3, "ACCUSE": 3, "REJECT": 3, "THREATEN": 3,
    "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip
"""PLOVER quad classes (ontology: SANCTION is material conflict)."""

INTENSITY: dict[str, float] = {
    "AGREE": 2.5, "CONSULT": 2.5, "SUPPORT": 5.0, "CONCEDE": 4.5, "COOPERATE": 9.5, "AID": 10.0, "RETREAT": 6.5,
    "REQUEST": 0.0, "ACCUSE": -3.0, "REJECT": -2.0, "THREATEN": -3.5, "PROTEST": -5.0, "SANCTION": -6.0,
    "MOBILIZE": -5.5, "COERCE": -7.0, "ASSAULT": -9.0,
    "CONSULT/visit": 4.0, "CONSULT/third-party": 1.0, "CONSULT/multilateral": 4.0, "CONSULT/phone": 1.5,
    "RETREAT/withdraw": 8.0, "RETREAT/release": 6.5, "RETREAT/disarm": 10.0, "RETREAT/ceasefire": 7.5,
    "RETREAT/access": 6.5, "RETREAT/resign": 4.5, "REQUEST/assist": 0.5, "REQUEST/change": -1.0, "REQUEST/yield": -1.0,
    "REQUEST/meet": 0.0, "ACCUSE/disapprove": -2.0, "ACCUSE/investigate": -3.5, "ACCUSE/allege": -3.5,
    "REJECT/assist": -1.5, "REJECT/change": -2.0, "REJECT/yield": -2.0, "REJECT/meet": -2.0, "THREATEN/restrict": -3.0,
    "THREATEN/territory": -4.0, "PROTEST/riot": -7.0, "PROTEST/hunger": -4.5, "PROTEST/boycott": -4.5,
    "PROTEST/obstruct": -4.5, "SANCTION/expel": -5.5, "MOBILIZE/troops": -6.5, "MOBILIZE/weapons": -6.5,
    "MOBILIZE/militia": -6.0, "COERCE/censor": -6.5, "COERCE/curfew": -6.5, "COERCE/martial-law": -7.5,
    "COERCE/misinformation": -6.5, "ASSAULT/abduct": -8.5, "ASSAULT/beat": -7.5, "ASSAULT/torture": -8.5,
    "ASSAULT/sexual": -8.5, "ASSAULT/targeted": -9.5, "ASSAULT/destroy": -8.5, "ASSAULT/primitive": -8.0,
    "ASSAULT/suicide-attack": -9.5, "ASSAULT/aerial": -9.5, "ASSAULT/drone": -9.5, "ASSAULT/heavy-weapons": -9.5,
    "ASSAULT/crowd-control": -7.5, "ASSAULT/unconventional": -10.0,
}  # fmt: skip
"""PLOVER 2.0 intensity by type, and by type/mode where the manual prints one."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """A candidate event of one sentence; offsets count in title + two newlines + text."""

    type: str
    mode: str | None
    cameo: str | None
    status: str
    rule: str
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    reciprocal: bool
    start: int
    end: int
    trigger: int
    sentence: int
    future: bool = False
    speaker: Party | None = None
    flags: frozenset[str] = frozenset()
    span: object | None = None
    dated: bool = False
    country: str | None = None
    place: object | None = None
    placed_by: str = ""
    """What gave the place: `clause`, `towards` (whereto), `kind` of act, `occasion`; nothing where none is known."""
    words: frozenset[str] = frozenset()
    votes: dict[str, float] = field(default_factory=dict)
    addressees: tuple[Candidate, ...] = ()
    addressed: bool = False
    sites: tuple[Option, ...] = ()
    signs: tuple[str, ...] = ()
    casts: tuple[Cast, ...] = ()
    cast_kind: str = KEPT
    cast_chance: float = 1.0

    def parties(self) -> tuple[Party, ...]:
        """Actors, then recipients."""
        return self.actors + self.recipients


def intensity(event_type: str, mode: str | None) -> float:
    """Return PLOVER's score of a type and mode."""
    return INTENSITY.get(f"{event_type}/{mode}", INTENSITY[event_type])


def plover_type(event_type: str, status: str, *, future: bool = True) -> str:
    """Return the strict PLOVER code of an act and its status (the manual's auxiliary matrix).

    What may have happened ("may have launched an attack": hypothetical, not future) is neither promised nor threatened.
    """
    ahead = status == "scheduled" or status == "hypothetical" and future
    undone = status in ("negated", "cancelled")
    if event_type in ("CONSULT", "SUPPORT", "COOPERATE", "AID"):
        if ahead:
            return "AGREE"
        if undone:
            return "SANCTION" if event_type in ("COOPERATE", "AID") else "REJECT"
    elif event_type in ("CONCEDE", "RETREAT"):
        if ahead:
            return "CONCEDE"
        if undone:
            return "REJECT"
    elif event_type in ("PROTEST", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT"):
        if ahead:
            return "THREATEN"
        if undone:
            return "CONCEDE"
    elif event_type == "AGREE" and undone:
        return "REJECT"
    return event_type


AHEAD_CAMEO: dict[str, str] = {
    "CONSULT": "036",
    "SUPPORT": "032",
    "COOPERATE": "031",
    "AID": "033",
    "CONCEDE": "035",
    "RETREAT": "035",
}
UNDONE_CAMEO: dict[str, str] = {
    "CONSULT": "125",
    "SUPPORT": "120",
    "COOPERATE": "160",
    "AID": "162",
    "CONCEDE": "124",
    "RETREAT": "124",
}
THREAT_CAMEO: dict[str, str] = {
    "PROTEST": "133",
    "MOBILIZE": "138",
    "SANCTION": "131",
    "COERCE": "132",
    "ASSAULT": "138",
}

GENERIC_CAMEO = frozenset(["100", "120", "130"])
CONTENT_CAMEO: dict[str, str] = {
    "REQUEST/assist": "103", "REQUEST/change": "104", "REQUEST/yield": "105", "REQUEST/meet": "106",
    "REJECT/assist": "122", "REJECT/change": "123", "REJECT/yield": "124", "REJECT/meet": "125",
    "THREATEN/relations": "131", "THREATEN/restrict": "132", "THREATEN/arrest": "132", "THREATEN/expel": "136",
    "THREATEN/violence": "138", "THREATEN/territory": "1382",
}  # fmt: skip
"""What a generic request, refusal or threat is about, as far as the mode says it."""


def cameo_code(
    event_type: str, mode: str | None, base: str | None, status: str, *, future: bool = True
) -> str | None:
    """Return the CAMEO code of an act in its status; `base` is the code of the act if it takes place."""
    if base in GENERIC_CAMEO and mode:
        base = CONTENT_CAMEO.get(f"{event_type}/{mode}", base)
    if status == "scheduled" or status == "hypothetical" and future:
        return AHEAD_CAMEO.get(event_type) or THREAT_CAMEO.get(event_type) or base
    if status in ("negated", "cancelled"):
        return UNDONE_CAMEO.get(event_type) or ("080" if event_type in THREAT_CAMEO else base)
    return base
