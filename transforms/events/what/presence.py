"""Implied visits: an official whom the text puts into another country has travelled there.

"Clinton went on to address parliament in Amman", "Musharraf, in Delhi since Saturday", "she is expected in Seoul".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from transforms.events.parsed import Word as Token
from transforms.events.what import humans, status, tree
from transforms.events.what.match import Hit, Matcher
from transforms.events.what.patterns import NounPattern
from transforms.events.what.words import verb_forms
from transforms.events.where.places import PlaceMention
from transforms.events.who.party import Party

MOTION = frozenset(
    form
    for lemma in "come go head travel fly arrive land continue proceed journey jet return cross descend sail drive hurry rush depart".split()
    for form in verb_forms(lemma)
)
STAY = frozenset(
    form
    for lemma in """be stay remain spend wait appear arrive expect await due speak dine lunch dinner address tour inspect open
    attend inaugurate pray lay hold confer host sit stand watch begin end conclude wind wrap join land step""".split()
    for form in verb_forms(lemma)
) | {"due", "expected", "back", "guests", "guest"}
TO = frozenset(["to", "into", "for", "in", "at"])
IN = frozenset(["in", "at"])
BACK = frozenset("return returned returns returning come came comes fly flew flies get got".split())
FROM = frozenset(["from"])
WAYS = frozenset(["way", "road", "plane", "flight", "train"])
"""What a traveller is on: "on her way to Quito", "on a plane to Doha"."""
RETURNED = NounPattern(
    "presence.back", (), "CONSULT", "visit", "042", (), frozenset(["V", "presence", "returned"])
)
AWAITED = frozenset("due expected awaited slated scheduled booked".split())
BEING = frozenset("is are 's 're ’s ’re stays stay remains remain".split())
UNPLACED = frozenset(["expected", "awaited", "due"])
"""Words that tell a visit even without a place."""
PATTERN = NounPattern("presence", (), "CONSULT", "visit", "042", (), frozenset(["V", "presence"]))


def implied_visits(
    matcher: Matcher, taken: Sequence[Hit]
) -> Iterator[tuple[Hit, tuple[Party, ...], tuple[Party, ...]]]:
    """Yield implied visits of a sentence as (trigger, visitors, hosts), those that a trigger already tells left out."""
    told = {
        h.token.i
        for h in taken
        if h.type
        in ("CONSULT", "AID", "MOBILIZE", "RETREAT", "ASSAULT", "PROTEST", "SANCTION", "COOPERATE", "SUPPORT")
    }
    for token in matcher.doc:
        returned = False
        if token.i in matcher.content or token.i in told:
            continue
        low = token.lower_
        if tree.is_verb(token) or token.pos_ == "AUX":
            if token.pos_ == "AUX" and token.dep_ in ("aux", "auxpass"):
                continue
            wanted = TO if low in MOTION else IN if low in STAY else frozenset()
            if not wanted:
                continue
            places = _places(matcher, token, wanted)
            if (
                not places
                and low in BACK | BEING | {"was", "were", "been"}
                and (low.startswith("return") or any(c.lower_ in ("home", "back") for c in token.children))
            ):
                places = _places(matcher, token, FROM)
                returned = bool(places)
            if not places and low not in UNPLACED:
                continue
            visitors = _officials(matcher, tree.subjects(token))
        elif tree.is_noun(token) and token.tag_ in ("NNP", "NN"):
            places = [p for p in _places(matcher, token, IN) if _set_off(token, p)]
            back = [c for c in token.children if c.lower_ in ("back", "home") and c.i > token.i]
            if (
                not places and token.dep_ == "ROOT" and token.i <= 2
            ):  # headline: "Blinken in Beijing for talks"
                off = [c for c in token.children if c.lower_ == "off" and c.i > token.i]
                places = _places(matcher, token, IN)
                places += [p for c in off for p in _places(matcher, c, TO)]
            if not places and back:  # headline: "Barroso's deputy back from Kiev"
                places = [p for c in back for p in _places(matcher, c, FROM)]
                returned = bool(places)
            if not places and low not in UNPLACED:
                continue
            visitors = _officials(matcher, [token])
        elif low in AWAITED and token.dep_ in ("amod", "acl") and tree.is_noun(token.head):
            # "an IMF mission due next week", "the envoy expected in Lomé"
            visitors = _officials(matcher, [token.head])
            places = _places(matcher, token, IN)
            if visitors and not places and token.head.i not in told:
                guests = tuple(v for v in visitors if v.country)
                if guests:
                    yield Hit(token.head, None, PATTERN), guests, ()
                continue
        else:
            continue
        if not places and low in UNPLACED and not tree.children(token, "xcomp") and visitors:
            guests = tuple(v for v in visitors if v.country)
            if guests:  # "a delegation is expected within days": the context tells where
                yield Hit(token, None, PATTERN), guests, ()
            continue
        for place in places:
            guests = tuple(v for v in visitors if v.country and v.country != place.country)
            if guests:
                hosts = tuple(v for v in visitors if v.country == place.country) or (_host(matcher, place),)
                yield Hit(token, None, RETURNED if returned else PATTERN), guests, hosts
                break


def _officials(matcher: Matcher, heads: list[Token]) -> tuple[Party, ...]:
    out: list[Party] = []
    for head in heads:
        for part in tree.coordinated(head):
            official = humans.is_person(matcher, part)
            for party in matcher.parties.of(part):
                person = party.person or party.role or official
                if person and (official or not matcher._is_force(part)):
                    out.append(party)
    return tuple(out)


def _places(matcher: Matcher, token: Token, prepositions: frozenset[str]) -> list[PlaceMention]:
    out = []
    sources = [
        token,
        *(
            c
            for c in token.children
            if c.dep_ in ("acomp", "xcomp", "prep", "advmod", "attr", "dobj") and c.i > token.i
        ),
    ]
    for source in sources:
        for prep, obj in tree.prepositions(source):
            if prep == "on" and obj.lower_ in WAYS:
                sources.append(obj)
            if (
                prep in prepositions
                or prep == "on"
                and prepositions is IN
                or (source.lower_ in WAYS and prep in TO)
            ):
                found = matcher.parties.place_at(obj)
                if found is not None and found.kind not in ("water", "region"):
                    out.append(found)
    going = token.lower_ in UNPLACED | MOTION | BEING
    if not out and going and any(c.lower_ == "there" for s in sources for c in s.children):
        # "has accepted an invitation to China and is due there": the last place named before
        before = [
            p for p in matcher.parties.places if p.end <= token.idx and p.kind not in ("water", "region")
        ]
        out = before[-1:]
    return out


def _set_off(token: Token, place: PlaceMention) -> bool:
    """Whether the place stands between commas behind a name: "Musharraf, in Delhi since Saturday, …"."""
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    return after is not None and after.lower_ == "," and place.start > token.idx


def _host(matcher: Matcher, place: PlaceMention) -> Party:
    offset = matcher.parties.offset
    return Party(
        name=place.name,
        mention=place.text,
        text=place.text,
        start=offset + place.start,
        end=offset + place.end,
        country=place.country,
    )


def reading_of(hit: Hit, matcher: Matcher) -> status.Reading:
    """Return the status of an implied visit: "is due in" lies ahead, "is in" and "stays in" go on."""
    token = hit.token
    reading = status.read(token, matcher.patterns)
    if reading.status != "occurred":
        return reading
    if token.lower_ in AWAITED or any(
        c.lower_ in AWAITED for c in token.children if c.dep_ in ("acomp", "oprd", "xcomp", "attr")
    ):
        return replace(reading, status="scheduled", future=True)
    if any(c.dep_ == "xcomp" and c.tag_ == "VB" for c in token.children) and token.lower_ in BEING:
        return replace(reading, status="scheduled", future=True)  # "is to speak in Quito"
    if token.lower_ in BEING and not any(c.lower_ in ("back", "home") for c in token.children):
        return replace(reading, status="ongoing")
    return reading
