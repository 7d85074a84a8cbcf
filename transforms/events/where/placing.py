"""Where an event takes place: only if the text says so, visits excepted (the host is the place)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.event import Place
from transforms.events.drafts import Draft
from transforms.events.parsed import Parsed as Doc
from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.where.places import Place as GazetteerPlace
from transforms.events.where.places import PlaceMention, seat
from transforms.events.who.mentions import Mention

SPOKEN = frozenset(["REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONCEDE"])
PREPOSITIONS = frozenset(["in", "at", "near", "outside", "inside", "off", "across", "aboard"])
LAND = re.compile(
    r"(?:[’']s)?\s+(?:capital|territory|soil|waters|airspace|side|port|border town|coast|Alps|mountains|desert|jungle|resort|province|town|city|village|peninsula)\b"
)
LEGISLATURE = frozenset("parliament lawmakers deputies legislators mps congress".split())
SITES = frozenset(
    """meeting summit talks conference session rally ceremony round embassy consulate mission embassies consulates office offices centre
    center base camp exercise exercises drill drills hospital school clinic gathering""".split()
)
BORDERS = frozenset(
    "border borders frontier frontiers crossing crossings checkpoint checkpoints ports port bridge airspace crossings".split()
)
MISSIONS = frozenset("embassy consulate mission embassies consulates".split())
PHYSICAL = frozenset(["PROTEST", "ASSAULT", "COERCE", "MOBILIZE", "AID", "RETREAT"])
"""Acts that happen where those stand who act or suffer: "protesters in Ahmedabad burned", "raided shops in the capital"."""
FRIENDLY = frozenset(["CONSULT", "SUPPORT", "AID", "COOPERATE", "AGREE"])
"""Acts whose "capital" is that of whom they are meant for."""
ARRANGED = frozenset("planned scheduled due set slated expected held fixed arranged convened meant".split())
GATHERED = frozenset("assembled gathered meeting convened sitting speaking huddled".split())
TOWARDS = frozenset(["to", "into", "over", "towards", "toward", "from"])


def place_of(draft: Draft, doc: Doc, places: Sequence[PlaceMention], dateline: Place | None) -> Place | None:
    """Return the place of a draft, from its own clause, and note on it how it was found; `places` are those of the sentence."""
    place = _said(draft, doc, places, dateline)
    draft.placed_by = "" if place is None else "clause"
    if place is None and draft.type in ("ASSAULT", "MOBILIZE", "RETREAT") and draft.status != "cancelled":
        place = _clause_place(draft, doc, places, TOWARDS)
        draft.placed_by = "" if place is None else "towards"
    return place


def _said(draft: Draft, doc: Doc, places: Sequence[PlaceMention], dateline: Place | None) -> Place | None:
    trigger = doc[draft.trigger]
    found = _clause_place(draft, doc, places, PREPOSITIONS) or _where(trigger, places)
    if draft.type == "CONSULT" and draft.mode == "visit":
        return _visit_place(draft, places, found)
    if found is not None:
        return found
    if any(t.lower_ == "here" and tree.clause_of(t).i == tree.clause_of(trigger).i for t in doc):
        return dateline
    if _in_the_capital(trigger):
        hosts = (
            draft.actors if draft.type == "PROTEST" else draft.recipients if draft.type in FRIENDLY else ()
        )
        codes = {p.country for p in hosts if p.country}
        if len(codes) == 1 and seat(next(iter(codes))) is None:
            return Place(name=None, country=next(iter(codes)))
    there = _there(trigger)
    if there is not None:
        before = [p for p in places if p.start < there.idx and p.preposition]
        if before:
            last = before[-1]
            return Place(
                name=last.name, country=last.country, latitude=last.latitude, longitude=last.longitude
            )
    return None


def implied_place(draft: Draft, doc: Doc, slug: Place | None) -> Place | None:
    """Return the place the kind of act implies where no words name one.

    A host receives at home, a ministry summons to itself, a state closes its own border, crowds stand before an
    embassy in their own country, and what overruns a country happens there.
    """
    if slug is not None:
        return slug
    states = [p.country for p in draft.actors if p.country and seat(p.country) is None]
    hosts = [p.country for p in draft.recipients if p.country]
    if draft.type == "CONSULT" and draft.mode == "visit" and len(set(hosts)) == 1:
        home = seat(hosts[0])
        return Place(name=home.name if home else None, country=home.country if home else hosts[0])
    if (
        draft.type == "CONSULT"
        and draft.mode == "multilateral"
        and "attend" in draft.flags
        and len(set(hosts)) == 1
    ):
        home = seat(hosts[0])
        if home is not None and not draft.flags & {"remote"}:
            return Place(
                name=home.name, country=home.country, latitude=home.latitude, longitude=home.longitude
            )
    words = {t.lower_ for t in doc[draft.trigger].subtree}
    if (
        draft.type in SPOKEN
        and states
        and any(t.lower_ in LEGISLATURE and t.dep_ in ("dobj", "pobj") for t in doc)
    ):
        return Place(name=None, country=states[0])
    home_act = (
        draft.rule.startswith(("summon", "host.talks"))
        or (draft.rule.startswith("close.border") and words & BORDERS)
        or (draft.type == "PROTEST" and words & MISSIONS)
    )
    if home_act and states:
        return Place(name=None, country=states[0])
    if draft.type == "ASSAULT" and not draft.reciprocal and len(set(hosts)) == 1 and seat(hosts[0]) is None:
        if all(not p.person and p.sector in (None, "CVL", "REF") for p in draft.recipients):
            return Place(name=None, country=hosts[0])
    return None


def capitals(text: str, mentions: Sequence[Mention]) -> tuple[PlaceMention, ...]:
    """Return the places in "the Lao capital", "Ecuadorean territory": a nationality word and a word for land."""
    out = []
    for mention in mentions:
        if (
            not mention.country
            or mention.kind not in ("demonym", "country")
            or seat(mention.country) is not None
        ):
            continue
        match = LAND.match(text, mention.end)
        if match:
            out.append(
                PlaceMention(
                    start=mention.start, end=match.end(), text=text[mention.start : match.end()], name=mention.name,
                    country=mention.country, latitude=None, longitude=None, kind="country", preposition=None,
                    place=GazetteerPlace(
                        id=f"country:{mention.country}", name=mention.name, country=mention.country, latitude=None, longitude=None, kind="country"
                    ),
                )
            )  # fmt: skip
    return tuple(out)


def _visit_place(draft: Draft, places: Sequence[PlaceMention], found: Place | None) -> Place | None:
    hosts = [p for p in draft.recipients if p.country]
    if not hosts:
        return found
    if len({p.country for p in hosts}) > 1:
        return None
    host = hosts[0].country or ""
    for mention in places:
        if mention.country == host and mention.kind in ("city", "building", "venue"):
            return Place(
                name=mention.name, country=host, latitude=mention.latitude, longitude=mention.longitude
            )
    home = seat(host)
    if home is not None and home.country:
        return Place(name=home.name, country=home.country, latitude=home.latitude, longitude=home.longitude)
    return Place(name=None, country=host)


def _clause_place(
    draft: Draft, doc: Doc, places: Sequence[PlaceMention], prepositions: frozenset[str]
) -> Place | None:
    trigger = doc[draft.trigger]
    clauses = _clauses(trigger)
    best: tuple[int, PlaceMention] | None = None
    for mention in places:
        token = doc.at(mention.end - 1) or doc.at(mention.start)
        if token is None:
            continue
        node = token
        while node.dep_ in ("compound", "conj", "appos", "nmod", "poss") and node.head.i != node.i:
            node = node.head
        if node.dep_ != "pobj" or node.head.lower_ not in prepositions:
            continue
        if _aside(node.head.head, trigger, draft.type):
            continue
        anchor = node.head.head
        while anchor.dep_ in ("prep", "pobj") and anchor.head.i != anchor.i:
            anchor = anchor.head
        governor = tree.clause_of(anchor)
        if (
            anchor.i == trigger.i
            or governor.i in clauses
            or (
                governor.tag_ == "VBG"
                and (
                    governor.head.i in clauses or (governor.dep_ == "acl" and governor.head.head.i in clauses)
                )
            )
        ):
            distance = abs(token.i - trigger.i)
            if best is None or distance < best[0]:
                best = (distance, mention)
    if best is None:
        return None
    found = best[1]
    return Place(name=found.name, country=found.country, latitude=found.latitude, longitude=found.longitude)


def _aside(noun: Token, trigger: Token, event_type: str) -> bool:
    """Whether a place hangs on a noun that is no place of the event: "the conflict in Ukraine" said elsewhere."""
    if not tree.is_noun(noun) or noun.i == trigger.i:
        return False
    if event_type in PHYSICAL and noun.dep_ in ("nsubj", "dobj", "nsubjpass"):
        return False
    if noun.lower_ in SITES | LEGISLATURE and noun.dep_ in ("dobj", "nsubj", "nsubjpass", "pobj"):
        return False
    if noun.dep_ == "nsubj":
        return True
    return noun.dep_ != "pobj" or noun.head.lower_ not in PREPOSITIONS


def _where(trigger: Token, places: Sequence[PlaceMention]) -> Place | None:
    """Return the antecedent of a "where" clause around the trigger."""
    verb = tree.clause_of(trigger)
    if verb.dep_ != "relcl" or not any(c.lower_ == "where" for c in verb.children):
        return None
    for mention in places:
        if mention.start <= verb.head.idx < mention.end:
            return Place(
                name=mention.name,
                country=mention.country,
                latitude=mention.latitude,
                longitude=mention.longitude,
            )
    return None


def _in_the_capital(trigger: Token) -> bool:
    """Whether the act's clause is "in the capital", without a name."""
    clause = tree.clause_of(trigger).i
    return any(
        t.lower_ == "capital"
        and t.dep_ == "pobj"
        and t.head.lower_ in ("in", "outside")
        and tree.clause_of(t).i == clause
        and all(c.lower_ == "the" for c in t.children)
        for t in trigger.doc
    )


def _there(trigger: Token) -> Token | None:
    """Return the adverb "there" of the act's clause ("signed a pact there"), not that of "there is"."""
    verb = tree.clause_of(trigger)
    clauses = {verb.i, *((tree.clause_of(verb.head).i,) if verb.dep_ == "ccomp" else ())}
    for token in trigger.doc:
        if token.lower_ == "there" and token.dep_ in ("advmod", "pcomp", "pobj"):
            if tree.clause_of(token).i in clauses:
                return token
    return None


def _clauses(trigger: Token) -> set[int]:
    """Return the verbs whose places are the trigger's: its own, those it completes, the clause it is coordinated to."""
    verb = tree.clause_of(trigger)
    out = {verb.i}
    for subject in tree.children(verb, "nsubj"):  # "leaders meeting in Accra called for"
        out.update(c.i for c in tree.children(subject, "acl") if c.lower_ in GATHERED)
    if verb.dep_ == "advcl" and verb.head.tag_ == "VBG" and verb.head.lower_ in GATHERED:
        if not tree.children(verb.head, "aux"):  # the same, with the participle read as the main verb
            out.add(verb.head.i)
    if tree.is_noun(trigger):
        for child in trigger.children:  # "an exercise planned for next week in Darwin"
            if child.dep_ in ("acl", "amod") and child.lower_ in ARRANGED:
                out.update([child.i, *(c.i for c in child.children if c.dep_ == "xcomp")])
    while (
        verb.dep_ in ("xcomp", "conj")
        and verb.head.i != verb.i
        and not (verb.dep_ == "conj" and tree.children(verb, "nsubj"))
    ):
        verb = tree.clause_of(verb.head)
        out.add(verb.i)
    return out
