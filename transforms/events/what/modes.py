"""PLOVER modes that the trigger alone does not give: what is asked, refused or threatened, and how people meet."""

from __future__ import annotations

import functools
from dataclasses import replace

from transforms.events.drafts import Draft
from transforms.events.parsed import Parsed as Doc
from transforms.events.parsed import Word as Token
from transforms.events.what import tree, weapons
from transforms.events.what.patterns import Patterns, _rows
from transforms.events.what.words import singular
from transforms.events.who.discourse import ORGANISATION_CODES
from transforms.events.who.party import Party, unnamed

YIELDING = frozenset(
    """release free withdraw withdrawal pullout retreat ceasefire cease-fire truce lift lifting end halt stop cease
    de-escalate de-escalation hostility hostilities fighting peace vacate evacuate hand return disarm disarmament
    ease surrender lay pull repatriate unblock reopen allow let access stand refrain drop renounce""".split()
)
MEETING = frozenset(
    """talk talks meeting meet summit dialogue negotiation negotiations session consultation conference negotiate mediation mediate visit
    mediator arbitration audience sit table roundtable invitation invite attendance""".split()
)
HELPING = frozenset(
    """aid help assistance assist support fund funding money cash loan weapon weapons arms missile missiles tank ammunition
    supply supplies deliver delivery send provide donate relief grant defence defense jets vaccine extradite extradition cooperate
    cooperation bailout credit rescue battery howitzer jet warplane drone rocket instructor trainer adviser engineer doctor medic
    medicine food fuel grain gas electricity rescuer backing contribution troops peacekeeper peacekeepers dollar euro water purification investment trade share asylum tents visa equipment""".split()
)
PHONE_WORDS = frozenset(
    [
        "phone",
        "telephone",
        "telephoned",
        "phoned",
        "video",
        "videolink",
        "videoconference",
        "teleconference",
        "hotline",
        "remotely",
        "virtually",
        "virtual",
        "zoom",
        "skype",
        "screen",
        "screens",
        "telephoning",
        "online",
    ]
)
ASSEMBLY_WORDS = frozenset(
    """summit conference assembly congress forum session sidelines margins ministerial plenary council conclave convention gathering
    seminar symposium""".split()
)
LEGISLATURES = frozenset(
    """parliament congress senate knesset bundestag duma diet majlis sejm riksdag storting rada cortes bunge legislature commons
    lawmakers deputies legislators""".split()
)
GATHERINGS = frozenset("summit conference congress forum assembly plenary convention conclave".split())
THREAT_MODES: dict[str, str] = {
    "ASSAULT": "violence",
    "MOBILIZE": "violence",
    "COERCE": "restrict",
    "SANCTION": "relations",
    "PROTEST": "restrict",
}


def content_tokens(trigger: Token) -> list[Token]:
    """Return the words of what is asked, refused or threatened, in order."""
    out: list[Token] = []
    for child in trigger.children:
        if child.dep_ in ("xcomp", "ccomp", "dobj", "pcomp", "oprd", "nsubjpass", "acl") or (
            child.dep_ in ("prep", "dative", "advcl") and child.i > trigger.i
        ):
            out.extend(child.subtree)
    return sorted(out, key=_index)


def speech_mode(draft: Draft, doc: Doc, patterns: Patterns) -> str | None:
    """Return the mode of a request, refusal or threat from its content."""
    words = content_tokens(doc[draft.trigger])
    lows = [singular(t.lower_) for t in words] + [t.lower_ for t in words]
    if draft.type == "THREATEN":
        if draft.mode:
            return draft.mode
        told = {t.lower_ for t in words}
        if told & SHUTTING and told & THROUGH:
            return "restrict"  # "threatens to close every frontier", "to choke off the gas"
        for token in words:
            low = token.lower_
            if (
                low
                in (
                    "sanctions",
                    "sanction",
                    "tariffs",
                    "tariff",
                    "embargo",
                    "ban",
                    "blockade",
                    "boycott",
                    "strike",
                )
                and low != "strike"
            ):
                return "restrict"
            if low in (
                "war",
                "attack",
                "strike",
                "invade",
                "force",
                "violence",
                "bomb",
                "destroy",
                "strikes",
                "attacks",
                "shell",
                "kill",
            ):
                return "violence"
            if low in ("expel", "expulsion", "deport"):
                return "expel"
            if low in ("annex", "occupy", "seize", "annexation"):
                return "territory"
            if low in ("arrest", "prosecute", "jail", "detain"):
                return "arrest"
            for pattern in patterns.verbs.get(low, ())[:1]:
                if tree.is_verb(token) and pattern.type in THREAT_MODES:
                    return THREAT_MODES[pattern.type]
            for noun in patterns.nouns.get(low, ())[:1]:
                if noun.type in THREAT_MODES:
                    return THREAT_MODES[noun.type]
        return None
    others = _asked_of_others(words) if draft.type == "REQUEST" else frozenset()
    for token, low in zip(words, lows, strict=False):
        if token.i in others or _qualifies(token):
            continue
        if token.lower_ in MEETING or low in MEETING:
            return "meet"
        if token.lower_ in YIELDING or low in YIELDING:
            return "yield"
        if token.lower_ in HELPING or low in HELPING:
            return "assist"
    return "change" if draft.type == "REQUEST" else None


SHUTTING = frozenset("close closing shut block blocking cut choke turn switch".split())
THROUGH = frozenset(
    """border borders frontier frontiers crossing crossings airspace strait straits port ports gas oil fuel water electricity power
    deliveries supplies supply transit pipeline""".split()
)
"""What passes or is passed through: who threatens to shut it threatens to restrict."""
PRESSING = frozenset("press pressure persuade convince urge push lean ask tell force exert use put".split())
"""What one party is asked to do to another: "urged China to press Moscow to pull back" asks Beijing for a change of policy."""


def _asked_of_others(words: list[Token]) -> frozenset[int]:
    """Return the words of what a third party is to be pressed to do."""
    return frozenset(
        inner.i
        for token in words
        if token.tag_ == "VB" and token.lower_ in PRESSING
        for clause in (
            *tree.children(token, "xcomp", "ccomp", "advcl"),
            *(c for o in tree.objects(token) for c in tree.children(o, "acl")),
        )
        for inner in clause.subtree
    )


def _qualifies(token: Token) -> bool:
    """Whether a word of yielding only describes what is asked: "free elections", "a peace conference", "stop meddling"."""
    low = token.lower_
    if low == "free":
        return token.tag_ not in ("VB", "VBD", "VBN", "VBG", "VBP")
    if low == "peace":
        return token.dep_ in ("compound", "amod", "nmod")
    if low in ("stop", "cease", "end", "halt"):
        return any(c.dep_ in ("xcomp", "dobj") and c.lower_ in TALKING for c in token.rights)
    return False


TALKING = frozenset(
    "making losing meddling interfering lecturing talking spreading pretending playing wasting accusing blaming saying".split()
)
"""What is no act of force or hold that one could give up."""


def consult(draft: Draft, doc: Doc, host_country: str | None) -> Draft:
    """Settle mode, roles and reciprocity of a meeting.

    Visitor and host are told apart by the trigger, or by where the two parties meet; more than two sides, a summit
    or its sidelines make it multilateral; a place in a third country or a mediator makes it third-party.
    """
    flags = draft.flags
    words = {t.lower_ for t in doc}
    remote = bool(PHONE_WORDS & words) and _near(draft, doc, PHONE_WORDS)
    if "attend" in flags and (draft.mode == "phone" or remote):
        draft.mode, draft.reciprocal = "phone", False
        return draft
    if draft.mode == "phone":
        return _mutual(draft)
    if remote and not flags & {"V", "host", "guest"}:
        draft.mode = "phone"
        return _mutual(draft)
    if "hosted" in flags:  # an organisation meets, and a member is host
        draft.mode, draft.reciprocal = "multilateral", False
        return draft
    if "hosttalks" in flags:
        return _hosted(draft, doc)
    if "host" in flags:
        draft.actors, draft.recipients = draft.recipients, draft.actors
        draft.reciprocal = False
        return draft
    if "guest" in flags:
        draft.mode = "visit"
        return draft
    if "V" in flags:
        draft.mode = "visit"
        draft.reciprocal = False
        if _for_assembly(doc[draft.trigger]) or (
            any((p.country or "") in ORGANISATION_CODES for p in draft.recipients)
            and _near(draft, doc, ASSEMBLY_WORDS)
        ):
            draft.mode = "multilateral"
        return draft
    if "attend" in flags:
        draft.mode = "multilateral"
        draft.reciprocal = False
        if any(
            LEGISLATURES & set(p.text.lower().split()) and p.country not in ORGANISATION_CODES
            for p in draft.recipients
        ):
            draft.mode = "visit"
        elif draft.rule.startswith("attend") and draft.recipients and not _near(draft, doc, ASSEMBLY_WORDS):
            # a parade, a funeral, an inauguration: a visit to whose it is, unless an organisation's
            if not any((p.country or "") in ORGANISATION_CODES for p in draft.recipients):
                draft.mode = "visit"
        return draft
    if "mediate" in flags:
        draft.mode = "third-party"
        return _mutual(draft)
    codes = [c for c in dict.fromkeys(p.country for p in draft.parties()) if c]
    trigger = doc[draft.trigger]
    assembly = ASSEMBLY_WORDS & words and (
        _near(draft, doc, ASSEMBLY_WORDS) or trigger.lower_ in ASSEMBLY_WORDS
    )
    if len(codes) == 1 and codes[0] in ORGANISATION_CODES:
        draft.mode = "multilateral"
        draft.reciprocal = False
        if not draft.actors:  # "a summit of the Arab League convenes": its members meet
            draft.actors, draft.recipients = draft.recipients, ()
        if draft.actors:
            draft.recipients = tuple(p for p in draft.recipients if p.country != codes[0])
        return draft
    if len(codes) == 1 and host_country and host_country != codes[0] and not assembly and draft.actors:
        # "during a meeting in Beijing, the French minister said …": who is met is not named, the place tells
        draft.mode, draft.reciprocal = "visit", False
        draft.recipients = (unnamed(host_country, draft.start),)
        return draft
    if len(codes) > 2 or assembly:
        draft.mode = "multilateral"
        return _mutual(draft)
    if len(codes) == 2 and host_country:
        organisation = next((c for c in codes if c in ORGANISATION_CODES), None)
        host = host_country if host_country in codes else None
        if host is None and organisation is not None and seat_of(organisation) == host_country:
            host = organisation
        if host is not None:
            draft.mode = "visit"
            hosts = tuple(p for p in draft.parties() if p.country == host)
            visitors = tuple(p for p in draft.parties() if p.country != host)
            draft.actors, draft.recipients, draft.reciprocal = visitors, hosts, False
            return draft
        if organisation is None:
            draft.mode = "third-party"
    return _mutual(draft)


def _for_assembly(trigger: Token) -> bool:
    """Whether a journey is made to an assembly: "landed in Xiamen for the summit"."""
    return any(
        prep in ("for", "to") and singular(obj.lower_) in GATHERINGS
        for prep, obj in tree.prepositions(trigger)
    )


def _hosted(draft: Draft, doc: Doc) -> Draft:
    """Settle "A hosted talks": between others it mediates, with somebody it is visited, alone it holds a conference."""
    trigger = doc[draft.trigger]
    hosts = {p.country for p in draft.actors}
    guests = tuple(p for p in draft.recipients if p.country not in hosts)
    if not guests:
        draft.mode, draft.reciprocal, draft.recipients = "multilateral", False, ()
        return draft
    below = {t.lower_ for t in trigger.subtree}
    if below & {"between", "among"} or len({p.country for p in guests}) > 1:
        draft.mode = "third-party"
        return _mutual(draft)
    assembly = any(singular(o.lower_) in ASSEMBLY_WORDS for o in held(trigger))
    meets = assembly and guests[0].country in ORGANISATION_CODES
    draft.mode, draft.reciprocal = "multilateral" if meets else "visit", False
    draft.actors, draft.recipients = guests, draft.actors
    return draft


def held(trigger: Token) -> list[Token]:
    """Return what a host holds: the object, the passive subject, the noun the clause hangs on."""
    found = [*tree.objects(trigger), *(tree.subjects(trigger) if tree.is_passive(trigger) else [])]
    return found or ([trigger.head] if trigger.dep_ in ("relcl", "acl") else [])


@functools.cache
def _seats() -> dict[str, str]:
    return {row["code"]: row["country"] for _, row in _rows("seats.csv")}


def seat_of(organisation: str) -> str | None:
    """Return the country an organisation has its seat in; None if the project's table does not list it."""
    return _seats().get(organisation)


def _mutual(draft: Draft) -> Draft:
    draft.actors, draft.recipients, draft.reciprocal = _together(draft.actors, draft.recipients), (), True
    return draft


def _together(*groups: tuple[Party, ...]) -> tuple[Party, ...]:
    out: list[Party] = []
    for party in (p for group in groups for p in group):
        if all((p.start, p.country) != (party.start, party.country) for p in out):
            out.append(party)
    return tuple(out)


def _near(draft: Draft, doc: Doc, words: frozenset[str]) -> bool:
    trigger = doc[draft.trigger]
    clause = tree.clause_of(trigger)
    return any(
        t.lower_ in words and (abs(t.i - trigger.i) <= 6 or tree.clause_of(t).i == clause.i) for t in doc
    )


def settle(draft: Draft, doc: Doc, patterns: Patterns, host_country: str | None) -> Draft:
    """Return the draft with mode, roles and reciprocity settled for its type."""
    if draft.type == "CONSULT":
        return consult(draft, doc, host_country)
    if draft.type == "ASSAULT" and draft.mode is None:
        draft.mode = weapons.mode_of(doc[draft.trigger])
    if draft.type in ("REQUEST", "REJECT", "THREATEN"):
        told = (
            draft.mode if draft.type == "REJECT" else None
        )  # "stayed away" refuses to meet, whatever it is about
        draft.mode = told or speech_mode(draft, doc, patterns) or draft.mode
    if "taker" in draft.flags:  # "got grain from Cairo", "walked free": the subject receives
        draft.actors, draft.recipients, draft.reciprocal = draft.recipients, draft.actors, False
        return draft
    if draft.reciprocal:
        codes = {p.country for p in draft.parties()}
        sides = {p.sector == "REB" for p in draft.actors}  # a government and its rebels
        if len(codes) < 2 and len(sides) < 2 and not draft.recipients:
            draft.reciprocal = False
        elif draft.type == "ASSAULT" and draft.recipients and "fights" in draft.flags:
            return _mutual(draft)
        else:
            return _mutual(draft)
    elif "pair" in draft.flags:
        codes = {p.country for p in draft.actors if p.country}
        beside = any(p in ("with", "between") for p, _ in tree.prepositions(doc[draft.trigger]))
        if codes <= ORGANISATION_CODES and len(codes) == 1 and not beside:
            return draft  # "NATO ministers agreed to send units to Romania"
        if len(codes) > 1 or draft.recipients:
            return _mutual(draft)
        if len({p.sector == "REB" for p in draft.actors}) > 1:  # a government and its rebels
            return _mutual(draft)
    return draft


def with_country(party: Party, country: str | None) -> Party:
    """Return the party with another country."""
    return replace(party, country=country)


def _index(token: Token) -> int:
    return token.i
