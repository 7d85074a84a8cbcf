"""What counts as diplomatic: an event with an international dimension."""

from __future__ import annotations

from typing import Literal

from transforms.events.drafts import Draft
from transforms.events.what.words import singular
from transforms.events.who.discourse import ORGANISATION_CODES
from transforms.events.who.party import Party

Scope = Literal["international", "all"]
PRIVATE = frozenset(
    """striker goalkeeper keeper midfielder winger coach referee fan fans sprinter runner cyclist swimmer
    boxer wrestler golfer skier skater rider jockey athlete champion squad batsman bowler actor actress singer chef
    cook novelist poet painter sculptor pianist violinist composer rapper band orchestra choir film series novel song
    opera album designer dancer comedian critic baker bakers brewer brewery winemaker retailer supermarket chain
    restaurant hotel marathon half-marathon stamp music polyphony fashion cuisine cooking wine cheese beer shopper
    holidaymaker moviegoer juggler acrobat clown conjuror surfer skateboarder rower weightlifter jumper footballer cricketer
    batter gymnast judoka grandmaster angler beekeeper vintner hippo panda cat dog penguin gorilla elephant parrot
    carnival circus zoo quiz hotelier couple bride groom drama festival airline tourist hiker climber watchmaker winger pianist violinist team-mate teammate
    crooner playwright sommelier chocolatier""".split()
)
"""Players, artists and tradespeople: what they say, refuse, promise or put up with is no diplomacy."""
NATURE = frozenset(
    """cyclone hurricane typhoon tornado storm blizzard earthquake quake tsunami volcano flood avalanche landslide drought
    heatwave wildfire bushfire""".split()
)
"""What strikes without anybody's will."""
FIRMS = frozenset(
    """company firm maker miner retailer airline carmaker brewery brewer supplier manufacturer bank insurer broker exporter importer
    grower shareholder investor analyst franchise subsidiary conglomerate chain competitor rival hotelier trader""".split()
)
"""Those whose quarrels with one another are business."""
PUBLIC_MAKERS = frozenset("lawmaker peacemaker policymaker policy-maker troublemaker decision-maker".split())
AMONG_CROWDS = frozenset(["PROTEST", "COERCE"])
ALONE = frozenset(["REQUEST", "AGREE", "REJECT", "MOBILIZE"])
DEALINGS = frozenset("AGREE CONSULT SUPPORT COOPERATE CONCEDE REQUEST ACCUSE REJECT THREATEN".split())
"""What states do by their offices: not "a Greek", "my aunt in Montevideo"."""
MATERIAL_AT_HOME = frozenset(["PROTEST", "COERCE", "MOBILIZE", "ASSAULT", "RETREAT"])


def in_scope(draft: Draft, scope: Scope, *, home: bool = False) -> bool:
    """Whether a draft is kept: it must have an actor, and abroad must be involved unless the scope is `all`; what an article on
    an election at home (`home`) tells of no named addressee abroad stays at home."""
    if not draft.actors and not draft.recipients:
        return False
    if draft.type not in AMONG_CROWDS and draft.actors and all(_is_private(p) for p in draft.actors):
        return False
    if draft.actors and all(_is_nature(p) for p in draft.actors):
        return False
    if scope == "international" and draft.actors and all(_is_firm(p) for p in draft.actors):
        if all(p.inferred or _is_firm(p) or p.sector == "BUS" for p in draft.recipients):
            return False
    if (
        scope == "international"
        and draft.type in DEALINGS
        and draft.actors
        and all(map(_is_anyone, draft.actors))
    ):
        return False
    if scope == "international" and _only_supposed(draft):
        return False
    if home and draft.type in ALONE and all(p.inferred for p in draft.recipients):
        return False
    if draft.type == "SUPPORT" and draft.recipients and all(_is_private(p) for p in draft.recipients):
        return False
    if scope == "all":
        return True
    actors = {p.country for p in draft.actors if p.country}
    recipients = {p.country for p in draft.recipients if p.country}
    codes = actors | recipients
    if len(codes) >= 2:
        return True
    if draft.type == "CONSULT" and draft.mode == "multilateral" and not draft.recipients:
        return bool(codes) or any(_foreign(p.name) or _foreign(p.text) for p in draft.actors)
    if (
        draft.reciprocal
        and len({p.name for p in draft.actors}) > 1
        and any(p.sector == "REB" for p in draft.actors)
        and draft.type in ("AGREE", "CONSULT", "SUPPORT")
    ):
        return True
    if draft.type == "AGREE" and len(draft.actors) > 1 and draft.speaker is not None:
        if draft.speaker.country not in codes | {None}:
            return True  # a deal within one state that a go-between announces
    if codes & ORGANISATION_CODES and not (
        draft.type in ("CONSULT", "COOPERATE") and not draft.recipients and draft.mode is None
    ):
        return True
    if draft.type in MATERIAL_AT_HOME and draft.country and recipients - {draft.country} and not actors:
        return True  # gunmen nobody names kill Germans in Kosovo
    unknown = [p for p in draft.parties() if p.country is None]
    if codes and unknown and draft.recipients and draft.actors and any(_foreign(p.name) for p in unknown):
        return True
    if len(codes) == 1 and draft.type in ALONE and not draft.recipients and draft.status != "negated":
        return draft.votes.get("abroad", 0) > 0
    return False


def _is_private(party: Party) -> bool:
    """Whether a party is no more than its trade: "Brazil's striker", "the Spanish chef"."""
    words = party.text.lower().replace("'s", " ").replace("’s", " ").split()
    if not words or party.role:
        return False
    last = words[-1] if words[-1] in PRIVATE else singular(words[-1])
    return last in PRIVATE or last.endswith("maker") and last not in PUBLIC_MAKERS


def _only_supposed(draft: Draft) -> bool:
    """Whether none of the parties of an act of force or of a meeting is named where it is told: "since the war", "the talks"."""
    if draft.type not in ("ASSAULT", "COERCE", "MOBILIZE", "CONSULT"):
        return False
    if draft.type == "CONSULT" and ("noun" not in draft.votes or draft.recipients):
        return False
    return all(p.inferred and not (p.text and draft.start <= p.start < draft.end) for p in draft.parties())


def _is_anyone(party: Party) -> bool:
    """Whether a party is one of the many of its country, in no office: "a Lebanese bidder", "my aunt in Montevideo"."""
    words = party.text.lower().split()
    if not words or party.inferred or party.role or party.person or party.country in ORGANISATION_CODES:
        return False
    return words[0] == "my" or words[0] in ("a", "an") and party.sector is None


def _is_nature(party: Party) -> bool:
    """Whether a party is a storm or a quake: "Cyclone Ana"."""
    words = party.text.lower().split()
    return bool(words) and not party.role and (words[-1] in NATURE or words[0] in NATURE and len(words) == 2)


def _is_firm(party: Party) -> bool:
    """Whether a party is no more than a company: "the Canadian miner"; one by name is somebody."""
    words = party.text.lower().replace("'s", " ").replace("’s", " ").split()
    return bool(words) and not party.role and singular(words[-1]) in FIRMS


def _foreign(name: str) -> bool:
    low = name.lower()
    return any(
        word in low
        for word in (
            "nations",
            "countries",
            "states",
            "foreign",
            "leaders",
            "powers",
            "allies",
            "governments",
            "west",
        )
    )
