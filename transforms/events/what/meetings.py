"""Who else belongs to a meeting: go-betweens, the host a place stands for, the place a traveller goes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from transforms.events.drafts import Draft
from transforms.events.parsed import Parsed as Doc
from transforms.events.parsed import Word as Token
from transforms.events.what import tree
from transforms.events.what.words import singular
from transforms.events.who.discourse import ORGANISATION_CODES
from transforms.events.who.party import Party

if TYPE_CHECKING:
    from transforms.events.what.match import Hit, Matcher

GOOD_OFFICES = frozenset(
    """mediation auspices chairmanship aegis supervision sponsorship facilitation good-offices offices brokerage patronage eye
    gaze umbrella intercession arbitration stewardship""".split()
)
GO_BETWEENS = frozenset(
    "mediator mediators intermediary intermediaries go-between go-betweens channel channels facilitator facilitators broker brokers envoy envoys".split()
)
MEDIATED = frozenset(
    """mediated brokered facilitated moderated sponsored convened arranged overseen chaired steered refereed co-chaired cochaired
    co-mediated co-sponsored supervised""".split()
)
HOSTED = frozenset("hosted organised organized co-hosted cohosted".split())
HOSTING = frozenset("hosts hosting host chairs".split())
CHAIRS = frozenset("presidency chairmanship leadership".split())
ASSEMBLIES = frozenset(
    """summit conference meeting gathering session seminar assembly forum congress summits conferences meetings sessions round
    talks""".split()
)
"""Nouns for what an organisation holds and a state hosts."""
TALKING = frozenset("speak speaks spoke spoken talk talks talked talking speaking".split())
PHONES = frozenset("phone telephone video zoom".split())
PLACES = frozenset("in at".split())
GOALS = frozenset("in at to into for".split())


def complete(
    matcher: Matcher,
    hit: Hit,
    flags: frozenset[str],
    actors: tuple[Party, ...],
    recipients: tuple[Party, ...],
) -> tuple[tuple[Party, ...], tuple[Party, ...], frozenset[str]]:
    """Return actors, recipients and flags of a meeting with those added whom its surroundings name.

    "under Omani mediation", "through Swiss go-betweens", "hosted by the mission's chief" add a third party;
    "was received in Rabat" names the host by a place; a traveller's goal without a party is the country it
    lies in; an assembly without a name is the organisation last named.
    """
    tokens = [t for t in (hit.token, hit.light) if t is not None]
    if hit.verb is not None:
        tokens += tree.objects(hit.token)
    travels = bool(flags & {"V", "host", "guest", "attend"})
    seat = () if travels or matcher.parties.anyone else tuple(_seat(matcher, tokens))
    if seat:
        body = _body(matcher, tokens, (*actors, *recipients))
        if body is not None and {p.country for p in (*actors, *recipients)} <= {
            body.country,
            seat[0].country,
        }:
            return (body,), seat, flags - {"R", "mediate"} | {"hosted"}
    if not travels:
        known = {p.country for p in (*actors, *recipients)}
        third = tuple(
            p for t in tokens for p in _go_betweens(matcher, t) if p.country and p.country not in known
        )
        if third and (len(known - {None}) > 1 or "R" in flags):
            return actors, (*recipients, *third), flags | {"mediate", "R"}
        return actors, recipients, flags
    if "host" in flags and not actors and tree.is_verb(hit.token) and tree.is_passive(hit.token):
        actors = tuple(_at_places(matcher, tokens, PLACES))
    elif "attend" in flags and not recipients and not matcher.parties.anyone:
        found = matcher.parties.discourse.organisation(matcher.parties.offset + hit.token.idx)
        if found is not None and found.country not in {p.country for p in actors}:
            recipients = (replace(found, inferred=True),)
    elif "V" in flags and not recipients:
        mine = {p.country for p in actors}
        recipients = tuple(p for p in _at_places(matcher, tokens, GOALS) if p.country not in mine)[:1]
    return actors, recipients, flags


SEPARATE = frozenset("separate separately both each respectively individually individual one-on-one".split())
"""Words for meetings with one after the other."""
JOINT_CALLS = frozenset(
    "conference joint three-way four-way five-way trilateral quadrilateral group virtual summit together".split()
)


def each(draft: Draft, doc: Doc) -> Iterator[Draft]:
    """Yield a call to several, or separate talks with them, as one meeting with each: "telephoned Abbas and Netanyahu"."""
    sides: dict[str, list[Party]] = {}
    for party in draft.recipients:
        sides.setdefault(party.country or "", []).append(party)
    trigger = doc[draft.trigger]
    words = {t.lower_ for t in (trigger, *trigger.children)}
    words |= {g.lower_ for c in trigger.rights for g in c.subtree if c.dep_ in ("dobj", "prep", "advmod")}
    apart = draft.mode == "phone" or trigger.lower_ in TALKING and bool(words & PHONES) or words & SEPARATE
    if (
        draft.type != "CONSULT"
        or not draft.reciprocal
        or draft.flags & {"mediate", "hosttalks"}
        or len(sides) < 2
        or "" in sides
        or len({p.country for p in draft.actors}) != 1
        or not apart
        or words & JOINT_CALLS
    ):
        yield draft
        return
    for side in sides.values():
        yield replace(draft, recipients=tuple(side), votes=dict(draft.votes))


def _seat(matcher: Matcher, tokens: list[Token]) -> Iterator[Party]:
    """Return who is host of an assembly: "hosted by China", "under Japan's presidency", "that Fernández hosts"."""
    above = [t.head for t in tokens if t.dep_ in tree.SUBJECTS and tree.is_verb(t.head)]
    for token in (*tokens, *above):
        for prep, obj in tree.prepositions(token):
            if prep == "under" and obj.lower_ in CHAIRS:
                yield from (
                    p for p in matcher.parties.owner(obj) or matcher.parties.modifier(obj) if p.country
                )
        for child in token.children:
            if child.dep_ in ("acl", "relcl", "advcl") and child.lower_ in HOSTED | HOSTING:
                who = tree.agents(child) if child.lower_ in HOSTED else []
                for host in who or (tree.subjects(child) if child.dep_ == "relcl" else []):
                    yield from (p for p in matcher.parties.of(host) if p.country)


def _body(matcher: Matcher, tokens: list[Token], known: tuple[Party, ...]) -> Party | None:
    """Return the organisation whose assembly it is: named in the clause, or the last named before "the next gathering"."""
    nouns = [t for t in tokens if tree.is_noun(t)]
    nouns += [s for t in tokens if tree.is_verb(t) for s in tree.subjects(t)]
    nouns = [n for n in nouns if n.lower_ in ASSEMBLIES]
    if not nouns:
        return None
    found = [p for n in nouns for p in (*matcher.parties.owner(n), *matcher.parties.modifier(n))]
    found += [p for p in known if p.country in ORGANISATION_CODES]
    bodies = [p for p in found if p.country in ORGANISATION_CODES]
    if bodies:
        return bodies[0]
    last = matcher.parties.discourse.organisation(matcher.parties.offset + nouns[0].idx)
    return replace(last, inferred=True) if last is not None else None


def _go_betweens(matcher: Matcher, token: Token) -> Iterator[Party]:
    for prep, obj in tree.prepositions(token):
        low = obj.lower_
        if prep in ("under", "with") and (low in GOOD_OFFICES or singular(low) in GOOD_OFFICES):
            yield from matcher.parties.owner(obj) or matcher.parties.modifier(obj) or _of(matcher, obj)
        elif prep in ("through", "via"):
            if low in GO_BETWEENS:
                yield from matcher.parties.target(obj)
            elif obj.tag_ in ("NNP", "NNS", "NN") and matcher.parties.place_at(obj) is None:
                yield from matcher.parties.of(obj)
    below = [
        inner
        for prep, obj in tree.prepositions(token)
        if prep in ("between", "with", "in", "at", "on")
        for inner in (obj, *tree.children(obj, "conj", "appos"))
    ]
    above = [token.head.head] if token.dep_ == "pobj" and token.head.lower_ == "of" else []
    loose = [  # "after days of talks in Glion, chaired by the envoy": the parser hangs it on the verb
        c
        for c in tree.clause_of(token).children
        if c.dep_ == "advcl" and c.tag_ == "VBN" and 0 < c.i - token.right_edge.i <= 2
    ]
    for child in (*(c for t in (token, *below, *above) for c in t.children), *loose):
        if child.dep_ in ("acl", "advcl", "conj", "relcl") and child.lower_ in MEDIATED | HOSTED:
            for agent in tree.agents(child):
                yield from matcher.parties.of(agent)


def _of(matcher: Matcher, token: Token) -> tuple[Party, ...]:
    for prep, obj in tree.prepositions(token):
        if prep == "of":
            return matcher.parties.target(obj)
    return ()


def _at_places(matcher: Matcher, tokens: list[Token], prepositions: frozenset[str]) -> Iterator[Party]:
    for token in tokens:
        for prep, obj in tree.prepositions(token):
            if prep not in prepositions:
                continue
            place = matcher.parties.place_at(obj)
            if place is not None and place.kind not in ("water", "region"):
                start = matcher.parties.offset + place.start
                yield Party(
                    name=place.name, mention=place.text, text=place.text, start=start,
                    end=matcher.parties.offset + place.end, country=place.country,
                )  # fmt: skip
                return
