"""Nouns made from verbs take the frame of their verb: "Turkey's delivery of drones to Kyiv" as "Turkey delivered drones to Kyiv".

The possessor, the by-phrase or a nationality word is the subject, the of-phrase the object. Only nouns the noun lexicon has no
reading for are looked at, and only with a doer who is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.what.patterns import NounPattern, VerbPattern
from transforms.events.what.words import singular

if TYPE_CHECKING:
    from transforms.events.what.readings import Readings

VERBS: dict[str, str] = {
    "abolition": "abolish", "abrogation": "abrogate", "acceptance": "accept", "acquisition": "acquire", "approval": "approve",
    "blacklisting": "blacklist", "cancellation": "cancel", "closure": "close", "confiscation": "confiscate",
    "delivery": "deliver", "denial": "deny", "designation": "designate", "dismissal": "dismiss", "donation": "donate",
    "downing": "down", "endorsement": "endorse", "handover": "hand_over", "imposition": "impose", "interception": "intercept",
    "provision": "provide", "purchase": "buy", "ratification": "ratify", "reimposition": "reimpose", "removal": "remove",
    "restoration": "restore", "resumption": "resume", "return": "return", "sale": "sell", "shipment": "ship",
    "shootdown": "shoot_down", "sinking": "sink", "termination": "terminate", "transfer": "transfer", "violation": "violate",
    "reinstatement": "reinstate", "renunciation": "renounce", "revocation": "revoke", "poisoning": "poison",
    "exemption": "exempt", "evacuation": "evacuate", "requisition": "requisition", "tightening": "tighten",
}  # fmt: skip
"""Nouns whose verb one cannot tell from their form; a particle follows an underscore."""
STOPS = frozenset("ban halt curb freeze boycott clampdown".split())
"""Nouns that name their object with "on", "to" or "in": "a halt to gas deliveries"."""


def reading(room: Readings, noun: Token) -> VerbPattern | None:
    """Return the reading of the verb behind a noun, if its frame is there and the doer is known; notes the doers in `room`."""
    if noun.dep_ in ("compound", "amod", "nmod") or not tree.is_noun(noun):
        return None
    lemma, _, particle = _verb_of(noun).partition("_")
    patterns = room.patterns.verbs.get(lemma)
    if not patterns:
        return None
    doers = [o for prep, o in tree.prepositions(noun) if prep == "by" and tree.is_noun(o)]
    doers += [
        o
        for _, inner in _of(noun)
        for prep, o in tree.prepositions(inner)
        if prep == "by" and tree.is_noun(o)
    ]
    doers = doers or tree.children(noun, "poss")
    known = [p for d in doers for p in room.parties.of(d)] or [*room.parties.modifier(noun)]
    if not any(p.country for p in known):
        return None
    objects = [part for _, o in _of(noun) for part in tree.coordinated(o)]
    if not objects and singular(noun.lower_) in STOPS:
        objects = [o for prep, o in tree.prepositions(noun) if prep in ("on", "to", "in") and tree.is_noun(o)]
    room.nominalised[noun.i] = tuple(known)
    room.stand_for_verb(noun, doers, objects)
    best: VerbPattern | None = None
    best_weight = 0.0
    for pattern in patterns:
        if pattern.rest != ((particle,) if particle else ()) or pattern.complement:
            continue
        if not pattern.prepositions and (pattern.objects is None or pattern.objects.nothing or not objects):
            continue
        if pattern.weight > best_weight and room.fits_frame(noun, pattern):
            best, best_weight = pattern, pattern.weight
    return best


def threatens(room: Readings, noun: Token, pattern: NounPattern) -> bool:
    """Whether a noun that needs a verb to lend it a subject has a doer and says what he threatens: "Mali's threat to close"."""
    if pattern.type != "THREATEN" or not any(c.tag_ == "VB" for c in tree.children(noun, "acl")):
        return False
    doers = [o for prep, o in tree.prepositions(noun) if prep == "by"] or tree.children(noun, "poss")
    return any(p.country for d in doers for p in room.parties.of(d)) or any(
        p.country for p in room.parties.modifier(noun)
    )


def _of(noun: Token) -> list[tuple[str, Token]]:
    return [(prep, o) for prep, o in tree.prepositions(noun) if prep == "of"]


def _verb_of(noun: Token) -> str:
    """Return the verb behind a noun: by the table, by its -ing before "of", or the noun itself ("an airlift of")."""
    low = singular(noun.lower_)
    return VERBS.get(low, low)
