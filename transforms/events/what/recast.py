"""Acts that are another type by the words around them: promised yielding concedes, yielding refused on terms rejects,
harm its author holds possible threatens; and targets that are one's own ground."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.events.drafts import Draft
from transforms.events.parsed import Parsed as Doc
from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.what.match import Matcher
from transforms.events.what.modes import THREAT_MODES, content_tokens
from transforms.events.where.places import PlaceMention
from transforms.events.who.parties import SentenceParties
from transforms.events.who.party import Party

YIELDING = ("RETREAT", "CONCEDE")


def concession(draft: Draft, matcher: Matcher) -> None:
    """Turn what is promised or announced as yielding into CONCEDE: words now, the deed later.

    "pledged to comply with the ruling", "announced that it was halting its operation", "will pull out, the ministry said".
    """
    codes = {p.country for p in draft.actors if p.country}
    if len(codes) > 1 or len(draft.actors) > 1:  # what both sides of a war agree to do, they agree on
        return
    if draft.type == "AGREE" and draft.status == "occurred":
        for token in content_tokens(matcher.doc[draft.trigger])[:4]:
            reading = matcher.choose(token) if tree.is_verb(token) else None
            if reading is not None and (reading.type in YIELDING or reading.id == "accept.ruling"):
                draft.type, draft.mode, draft.cameo = "CONCEDE", None, "035"
                return
    if (
        draft.type == "RETREAT"
        and draft.speaker is not None
        and draft.speaker.country in codes
        and draft.status in ("ongoing", "scheduled")
    ):
        draft.type, draft.mode, draft.status, draft.cameo = "CONCEDE", None, "occurred", "035"


MENACES = {"SANCTION": "130", "COERCE": "132", "ASSAULT": "138", "MOBILIZE": "138", "PROTEST": "133"}


def menace(draft: Draft, matcher: Matcher) -> None:
    """Turn harm that its own author says is possible into THREATEN: "Ankara said it might freeze the contracts"."""
    trigger = matcher.doc[draft.trigger]
    if (
        draft.rule == "ready.adj" and draft.type == "AGREE" and draft.status == "occurred"
    ):  # "ready to cut off the gas"
        for clause in tree.children(trigger, "xcomp"):
            reading = matcher.choose(clause)
            if reading is not None and reading.type in ("SANCTION", "COERCE", "ASSAULT"):
                draft.type, draft.mode, draft.cameo = (
                    "THREATEN",
                    THREAT_MODES[reading.type],
                    MENACES[reading.type],
                )
        return
    if draft.type not in MENACES or draft.status != "hypothetical" or draft.speaker is None:
        return
    if draft.speaker.country is None or draft.speaker.country not in {p.country for p in draft.actors}:
        return
    mode = THREAT_MODES[draft.type]
    if draft.mode in ("expel", "arrest", "seize", "restrict"):
        mode = "territory" if draft.mode == "seize" else draft.mode
    draft.type, draft.mode, draft.status, draft.cameo = "THREATEN", mode, "occurred", MENACES[draft.type]


DRILLS = frozenset(
    """exercise exercises drill drills manoeuvre manoeuvres maneuver maneuvers wargame wargames games patrol patrols
    patrolling training""".split()
)


def exercise_off(draft: Draft, matcher: Matcher) -> None:
    """Turn a joint exercise that is suspended or called off into COOPERATE, cancelled: no exchange under way is cut."""
    trigger = matcher.doc[draft.trigger]
    if (
        draft.type != "SANCTION"
        or draft.rule != "suspend.coop"
        or draft.status not in ("occurred", "scheduled")
    ):
        return
    if not any(o.lower_ in DRILLS for obj in tree.objects(trigger) for o in tree.coordinated(obj)):
        return
    draft.type, draft.mode, draft.status, draft.cameo = "COOPERATE", None, "cancelled", "062"
    if draft.recipients:
        draft.actors, draft.recipients, draft.reciprocal = (*draft.actors, *draft.recipients), (), True


REFUSED = {"0841": "1243", "085": "1244", "086": "1245", "087": "1246", "081": "1241", "082": "1242"}
"""CAMEO codes of yielding, and of refusing to."""


def refusal(draft: Draft, doc: Doc) -> None:
    """Turn yielding that is refused on terms into REJECT: "will not lift the blockade until", "would not free them despite"."""
    trigger = doc[draft.trigger]
    if draft.status != "negated" or not draft.actors:
        return
    if draft.type in NOT_GIVEN and _will_not(trigger) and any(p.country for p in draft.actors):
        draft.cameo = "122" if draft.type == "AID" else "120"
        draft.type, draft.mode, draft.status = "REJECT", "assist" if draft.type == "AID" else None, "occurred"
        return
    if draft.rule in ("ready.adj", "express.willing") and any(
        p.country for p in draft.actors
    ):  # "was not prepared to"
        draft.type, draft.mode, draft.status, draft.cameo = "REJECT", None, "occurred", "120"
        return
    if draft.type not in ("RETREAT", "CONCEDE") and draft.rule not in HANDED:
        return
    if not tree.is_verb(trigger) or tree.is_passive(trigger):
        return
    if not _will_not(trigger):
        return
    if draft.mode == "access" or draft.rule in HANDED and any(p.country for p in draft.recipients):
        draft.type, draft.mode, draft.status = "REJECT", None, "occurred"
        return
    terms = {t.lower_ for t in trigger.subtree} & {
        "until",
        "unless",
        "till",
        "before",
        "despite",
        "whatever",
        "if",
    }
    never = any(c.lower_ == "never" for c in (*trigger.children, *trigger.head.children))
    if not terms and not never:
        return
    code = draft.cameo or ""
    draft.cameo = next((new for old, new in REFUSED.items() if code.startswith(old)), "124")
    draft.type, draft.mode, draft.status = "REJECT", "yield", "occurred"


HANDED = frozenset(["hand.captive", "extradite.v", "return.captive", "restore.prefs"])
"""Readings of handing somebody over or renewing a privilege, which is then asked in vain."""
NOT_GIVEN = frozenset(["SUPPORT", "AID", "AGREE"])
"""What a state "will not" do, it refuses: recognition, a signature, help."""


def _will_not(trigger: Token) -> bool:
    return (
        tree.is_verb(trigger)
        and not tree.is_passive(trigger)
        and (
            trigger.dep_ == "xcomp"
            and trigger.head.lower_ == "going"
            or any(
                c.lower_ in ("will", "wo", "would", "'ll", "’ll") for c in trigger.children if c.dep_ == "aux"
            )
        )
    )


def _is_ground(party: Party) -> bool:
    """Whether a party nobody knows may be the ground under an emergency: "in Pando", "in the town"; not the state of siege."""
    return party.text[:1].isupper() or party.text.lower().startswith("the ")


FORCES = frozenset(["COP", "MIL", "SPY", "PRM"])
"""Sectors of those whom protesters meet in their own streets."""


def at_home(draft: Draft, places: Sequence[PlaceMention], parties: SentenceParties) -> None:
    """Drop one's own ground from the targets of forces readied, of protests and of emergencies: "moved tanks into Sinai" threatens
    nobody named, "marched through Lima" is aimed at no Peruvian. A bare sentence (`anyone`) keeps them if it names nothing else."""
    kept = draft.recipients
    spans = [(parties.offset + p.start, parties.offset + p.end) for p in places]
    if draft.type not in ("MOBILIZE", "PROTEST") and draft.mode != "martial-law":
        return
    own = {p.country for p in draft.actors if p.country}
    if (
        draft.type == "PROTEST"
    ):  # the streets of one's own capital; a ministry or the police there are another thing
        draft.recipients = tuple(
            p
            for p in draft.recipients
            if p.country not in own
            or p.person
            or p.sector in FORCES
            or not any(a < p.end and p.start < b for a, b in spans)
        )
    elif own:
        draft.recipients = tuple(
            p
            for p in draft.recipients
            if p.country not in own and (p.country is not None or draft.type == "MOBILIZE")
        )
    if parties.anyone and not draft.recipients and draft.type != "PROTEST":
        acting = {(p.start, p.end) for p in draft.actors}
        draft.recipients = tuple(
            p
            for p in kept
            if (p.start, p.end) not in acting
            and (
                draft.type == "MOBILIZE" or any(a < p.end and p.start < b for a, b in spans) or _is_ground(p)
            )
        )
