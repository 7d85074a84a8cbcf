"""Meetings a sentence only shows: officials of two countries side by side, and those who sign or agree at one of them.

"With his Turkish guest at his side", "flanked by Ghana's president", "signed the declaration in Prague",
"told his host in Bamako".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from transforms.events.drafts import Draft
from transforms.events.parsed import Word as Token
from transforms.events.what import humans, tense, tree
from transforms.events.what.match import Hit, Matcher
from transforms.events.what.patterns import NounPattern
from transforms.events.who.party import Party

SHOWN = NounPattern("side.by.side", (), "CONSULT", None, "040", (), frozenset(["R"]))
MET = NounPattern("presence.met", (), "CONSULT", "visit", "042", (), frozenset(["V", "presence"]))
CALLED = NounPattern("remote.act", (), "CONSULT", "phone", "041", (), frozenset(["R"]))
PHONES = frozenset("telephone phone telephones phones videolink hotline zoom".split())
SIDES = frozenset(["side", "elbow", "shoulder"])
FLANKED = frozenset(["flanked", "joined"])
TOLD = frozenset("tell tells told assured assures promised promises informed".split())
SIGNED = frozenset("signed signs sign initialled inked agreed agree exchanged".split())
"""Verbs of acts whose doers, or doer and addressee, are in one room when the clause names the town."""


def shown(matcher: Matcher) -> Iterator[tuple[Hit, tuple[Party, ...], tuple[Party, ...]]]:
    """Yield officials a sentence puts side by side as (trigger, one, the other)."""
    for token in matcher.doc:
        low = token.lower_
        beside: list[Token] = []
        verb = token.head
        if low in SIDES and token.dep_ == "pobj" and token.head.lower_ in ("at", "by"):
            seen = token.head.head
            if not any(c.tag_ == "PRP$" for c in token.children) or seen.dep_ != "pobj":
                continue
            if seen.head.lower_ != "with":
                continue
            beside, verb = [seen], tree.clause_of(seen.head)
        elif low in FLANKED and token.dep_ in ("advcl", "acl") and tree.agents(token):
            beside, verb = tree.agents(token), token if token.dep_ == "acl" else token.head
        if not beside or not tree.is_verb(verb):
            continue
        one = _people(matcher, tree.subjects(verb))
        other = _people(matcher, beside)
        if not one or not other or {p.country for p in one} & {p.country for p in other}:
            continue
        guest = {t.lower_ for t in beside} & {"guest", "visitor"}
        yield Hit(token, None, MET if guest else SHOWN), *((other, one) if guest else (one, other))


def met(
    matcher: Matcher, drafts: Sequence[Draft]
) -> Iterator[tuple[Hit, tuple[Party, ...], tuple[Party, ...]]]:
    """Yield the visits implied by what officials of two countries say or sign in a town of one of them."""
    meetings = [{p.country for p in d.parties()} for d in drafts if d.type == "CONSULT"]
    for token in matcher.doc:
        if token.lower_ not in TOLD | SIGNED or token.i in matcher.content or not tree.is_verb(token):
            continue
        heads = [*tree.subjects(token), *(tree.objects(token) if token.lower_ in TOLD else ())]
        heads += [o for prep, o in tree.prepositions(token) if prep in ("between", "with")]
        people = _people(matcher, heads)
        codes = {p.country for p in people}
        if (
            len(codes) != 2
            or codes in meetings
            or tense.tense_of(token) not in ("past", "perfect", "present")
        ):
            continue
        for prep, obj in (pair for t in (token, *tree.objects(token)) for pair in tree.prepositions(t)):
            place = matcher.parties.place_at(obj) if prep in ("in", "at") else None
            if place is not None and place.country in codes:
                guests = tuple(p for p in people if p.country != place.country)
                yield Hit(token, None, MET), guests, tuple(p for p in people if p.country == place.country)
                break


def remote(
    matcher: Matcher, drafts: Sequence[Draft]
) -> Iterator[tuple[Hit, tuple[Party, ...], tuple[Party, ...]]]:
    """Yield the calls in which something is said or agreed: "lobbied both ministers by telephone", "agreed on the phone"."""
    if not any(t.lower_ in PHONES for t in matcher.doc):
        return
    for draft in drafts:
        trigger = matcher.doc[draft.trigger]
        if draft.type in ("CONSULT", "ASSAULT", "COERCE") or not tree.is_verb(trigger):
            continue
        phones = (
            *tree.prepositions(trigger),
            *(p for o in tree.objects(trigger) for p in tree.prepositions(o)),
        )
        phones += tuple(p for _, o in tree.prepositions(trigger) for p in tree.prepositions(o))
        if not any(prep in ("by", "over", "on", "via") and o.lower_ in PHONES for prep, o in phones):
            continue
        if draft.reciprocal or not draft.recipients:
            yield Hit(trigger, None, CALLED), draft.actors, ()
        for code in dict.fromkeys(p.country for p in draft.recipients if not draft.reciprocal):
            yield (
                Hit(trigger, None, CALLED),
                draft.actors,
                tuple(p for p in draft.recipients if p.country == code),
            )


def _people(matcher: Matcher, heads: list[Token]) -> tuple[Party, ...]:
    """Return the officials among some nouns whose country is known."""
    return tuple(
        p
        for head in heads
        for part in tree.coordinated(head)
        for p in matcher.parties.of(part)
        if p.country and (p.person or p.role or humans.is_person(matcher, part))
    )
