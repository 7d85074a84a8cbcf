"""Conditions of a verb's readings that look beyond the verb: who acts on whom, and what stands with them.

`docs/coding.md` lists the flags. Each takes the trigger as the parser sees it and says whether the reading
is possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from transforms.events.parsed import Word as Token
from transforms.events.what import humans, nominal, nominalised, peacekeeping, predicates, tree
from transforms.events.what.words import singular

if TYPE_CHECKING:
    from transforms.events.what.match import Matcher
    from transforms.events.what.patterns import VerbPattern

TOGETHER = frozenset("together jointly alongside side collectively".split())
JOINT = frozenset(
    "joint combined common shared bilateral trilateral binational multinational cross-border".split()
)
TALK_WORDS = frozenset(
    "talk negotiation meeting consultation discussion dialogue bargaining diplomacy mediation".split()
)
NOBODY = frozenset(["neither", "nobody", "none"])
CARRYING = frozenset(
    "carrying carried carry bearing bringing laden loaded transporting hauling delivering".split()
)
PROTESTING = frozenset(
    """complain protest explain convey express hear demand register lodge answer receive clarify account apologise apologize
    object condemn denounce reject warn hand give deliver remonstrate voice raise communicate inform justify criticise criticize deplore
    rebuke reprimand note present make issue submit file relay listen discuss""".split()
)
"""What envoys are called in for, if not for talks."""


def _laden(matcher: Matcher, carrier: Token) -> bool:
    """Whether a plane, ship, convoy carries relief: "two ships carrying rice", "lorries with flour", "a planeload of tents"."""
    goods = [o for prep, o in tree.prepositions(carrier) if prep in ("with", "of")]
    for clause in tree.children(carrier, "acl", "relcl"):
        if clause.lower_ in CARRYING:
            goods += [*tree.objects(clause), *(o for prep, o in tree.prepositions(clause) if prep == "with")]
    goods = [part for g in goods for part in tree.coordinated(g)]
    goods += [o for g in goods for prep, o in tree.prepositions(g) if prep == "of"]  # "tonnes of rice"
    relief = matcher.patterns.classes["reliefgoods"]
    return any(matcher._accepts(relief, [g], carrier) for g in goods) and matcher._is_any(
        [carrier], "carriers"
    )


def on_a_day(token: Token) -> bool:
    """Whether all a verb has with "on" are days."""
    told = [obj for prep, obj in tree.prepositions(token) if prep == "on"]
    return bool(told) and all(obj.lower_ in humans.CALENDAR for obj in told)


def fits(
    matcher: Matcher, token: Token, pattern: VerbPattern, objects: list[Token], subject: list[Token]
) -> bool:
    """Whether the verb's surroundings meet the flags of a reading that this module knows."""
    flags = pattern.flags
    if "oftalks" in flags and any(_of_something_else(o) for o in objects):
        return False
    if not predicates.manner_fits(matcher, token, flags):
        return False
    if "ownact" in flags and not any(_owned_act(matcher, o) for o in objects):
        return False
    if "personobj" in flags and not any(humans.is_person(matcher, o) for o in objects):
        return False
    if "humanobj" in flags and not any(humans.is_human(matcher, o) for o in objects):
        return False
    if (
        "humansubj" in flags
        and subject
        and not any(humans.is_person(matcher, s) or _is_organisation(matcher, s) for s in subject)
    ):
        return False
    if "humansubj" in flags and not subject and not tree.is_passive(token) and token.dep_ != "ROOT":
        return False
    if (
        "nosolo" in flags
        and not subject
        and token.dep_ in ("relcl", "acl", "advcl", "xcomp")
        and not tree.is_passive(token)
    ):
        return False
    if pattern.type == "SUPPORT" and any(o.lower_ in NOBODY for _, o in tree.prepositions(token)):
        return False  # "sided with neither"
    if "laden" in flags and not any(_laden(matcher, s) for s in subject):
        return False  # "two planes with tents landed", "ships carrying rice reached"
    if "particle" in flags and not _particle(token, pattern.rest[-1]):
        return False
    if "ceremony" in flags and not _ceremonial(matcher, token, objects, subject):
        return False
    if "company" in flags and not _several(matcher, token, subject):
        return False
    if "active" in flags and tree.is_passive(token):
        return False
    if flags & {"hungry", "nohunger"} and ("hungry" in flags) != any(
        t.lower_ in ("hunger", "hunger-strike") for t in token.subtree
    ):
        return False
    if "toprotest" in flags and not any(
        c.dep_ in ("xcomp", "advcl", "ccomp", "acl") and c.lower_ in PROTESTING
        for t in (token, *objects)
        for c in t.children
    ):
        return False
    if "verbal" in flags and not any(nominal.is_verbal(o) for o in objects):
        return False
    if "fromby" in flags and not any(
        prep in ("from", "by")
        for t in (token, *(obj for _, obj in tree.prepositions(token)))
        for prep, _ in tree.prepositions(t)
    ):
        return False
    if "notjoint" in flags and (matcher._is_joint(token, objects) or _jointly(token)):
        return False
    if "statesubj" in flags and any(
        p.sector in ("REB", "PRM", "CRM", "UAF") for s in subject for p in matcher.parties.of(s)
    ):
        return False
    if "orgsubj" in flags and not any(_is_organisation(matcher, s) for s in subject):
        return False
    if "placeobj" in flags and not any(_is_place(matcher, o) for o in objects):
        return False
    if "placeprep" in flags and not any(
        _is_place(matcher, o) and not _at_home(matcher, o, subject) or humans.is_person(matcher, o)
        for prep, o in matcher._prepositions(token)
        if any(prep == name for name, _ in pattern.prepositions)
    ):
        return False
    if "personprep" in flags and not any(
        humans.is_person(matcher, o) for _, o in matcher._prepositions(token)
    ):
        return False
    if "needdat" in flags and not tree.datives(token):
        return False
    if "together" in flags and not (_jointly(token) and _several(matcher, token, subject)):
        return False
    if "worktogether" in flags and not any(
        c.lower_ in ("closely", "together", "jointly", "directly") for c in token.children
    ):
        return False
    if "jointobj" in flags and not any(c.lower_ in JOINT for o in objects for c in o.lefts):
        return False
    if "facetoface" in flags and not any(t.lower_ == "face" for t in token.subtree):
        return False
    if "joinin" in flags and not any(
        c.dep_ == "prep"
        and c.lower_ == "in"
        and any(g.dep_ == "pcomp" and _joinable(matcher, g) for g in c.children)
        for c in token.children
    ):
        return False
    if "twoforces" in flags and not _two_forces(matcher, subject):
        return False
    if "noback" in flags and any(c.lower_ == "back" for c in token.children):
        return False
    if "gratis" in flags and not _gratis(token):
        return False
    if "orgname" in flags and any(  # "joined the League in protesting": nobody becomes a member
        c.lower_ == "in" and tree.children(c, "pcomp") for c in tree.children(token, "prep")
    ):
        return False
    if "orgname" in flags and not any(
        o.tag_ in ("NNP", "NNPS") or o.lower_ in ("bloc", "alliance", "league", "union") for o in objects
    ):
        return False
    if "peacekeeping" in flags and not peacekeeping.in_clause(token):
        return False
    if "keepers" in flags and not any(peacekeeping.is_keeper(s) for s in subject or tree.subjects(token)):
        return False
    if "twostates" in flags and len(_states(matcher, token)) < 2:
        return False
    return all(
        _subject_in(matcher, tree.subjects(token), flag[5:]) for flag in flags if flag.startswith("subj=")
    )


def _owned_act(matcher: Matcher, noun: Token) -> bool:
    """Whether a noun is what somebody did: "Kenya's lifting of the ban", "the Dutch offer"."""
    low = singular(noun.lower_)
    if low not in matcher.patterns.nouns and low not in nominalised.VERBS:
        return False
    return any(p.country for p in (*matcher.parties.owner(noun), *matcher.parties.modifier(noun)))


def _of_something_else(noun: Token) -> bool:
    """Whether a round or session is one of something else than talks: "a new round of joint exercises"."""
    return singular(noun.lower_) in ("round", "session", "process") and any(
        prep == "of" and tree.is_noun(o) and singular(o.lower_) not in TALK_WORDS
        for prep, o in tree.prepositions(noun)
    )


def company_below(noun: Token) -> Iterator[tuple[str, Token]]:
    """Yield with-phrases the parser hung too deep: "raised the case of the pilots with the Iraqi minister"."""
    for child in noun.children:
        if child.dep_ == "prep":
            for inner in child.children:
                if inner.dep_ == "pobj":
                    yield from ((prep, obj) for prep, obj in tree.prepositions(inner) if prep == "with")


def goal_below(noun: Token) -> Iterator[tuple[str, Token]]:
    """Yield goals the parser hung on what follows "of": "sent a delegation of clerics to Niamey"."""
    for prep, inner in tree.prepositions(noun):
        if prep == "of" and tree.is_noun(inner):
            yield from (
                (name, obj) for name, obj in tree.prepositions(inner) if name in ("to", "into", "for")
            )


CEREMONIAL = frozenset(
    "wreath wreaths stone ribbon tree trees ground foundation plaque monument memorial".split()
)
SHOWN = frozenset(
    "visit inspect tour view survey inaugurate open unveil fly stroll walk pose pray break".split()
)


def _ceremonial(matcher: Matcher, token: Token, objects: list[Token], subject: list[Token]) -> bool:
    """Whether officials of two countries show themselves together: "inspected a bridge", "laid a wreath", "walked through"."""
    states = {p.country for s in subject for p in matcher.parties.of(s) if p.country}
    if len(states) < 2 and not any(prep == "with" for prep, _ in tree.prepositions(token)):
        return False
    if not any(humans.is_person(matcher, s) for s in subject):
        return False
    if any(o.lower_ in CEREMONIAL for o in objects):
        return True
    verbs = {pattern.lemma for pattern in matcher.patterns.verbs.get(token.lower_, ())}
    return bool(verbs & SHOWN) and not any(p.country for o in objects for p in matcher.parties.of(o))


def _particle(token: Token, word: str) -> bool:
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    if after is not None and after.lower_ == word:
        return True
    return any(
        c.lower_ == word
        and c.i > token.i
        and c.dep_ != "dobj"  # "turned its back on"
        and (c.dep_ in ("prt", "advmod") or not any(g.dep_ in ("pobj", "pcomp") for g in c.children))
        for c in token.children
    )


def _joinable(matcher: Matcher, gerund: Token) -> bool:
    return any("together" in p.flags for p in matcher.patterns.verbs.get(gerund.lower_, ()))


def _is_organisation(matcher: Matcher, token: Token) -> bool:
    return any((p.country or "") in _organisations() for p in matcher.parties.of(token))


def _jointly(token: Token) -> bool:
    tokens = [token, token.head] if token.dep_ == "xcomp" else [token]
    return any(
        c.lower_ in TOGETHER
        or any(g.lower_ in TOGETHER for g in c.children if c.dep_ in ("advmod", "npadvmod", "prep"))
        for t in tokens
        for c in t.children
    )


def _several(matcher: Matcher, token: Token, subject: list[Token]) -> bool:
    codes = {p.country for s in subject for p in matcher.parties.of(s) if p.country}
    names = {prep for prep, _ in tree.prepositions(token)}
    return len(codes) > 1 or bool(names & {"with", "alongside"}) or len(subject) > 1


def _two_forces(matcher: Matcher, subject: list[Token]) -> bool:
    """Whether police or forces of two countries act: "Turkish and Bulgarian police broke up a ring"."""
    parties = [p for s in subject for p in matcher.parties.of(s)]
    return len({p.country for p in parties if p.country and p.sector in ("COP", "MIL", "SPY")}) > 1


def _gratis(token: Token) -> bool:
    """Whether what is delivered costs nothing or is lent: "free of charge", "as a gift", "on credit"."""
    words = {t.lower_ for t in token.subtree}
    return bool(
        words & {"free", "gratis", "gift", "donation", "grant", "credit", "concessional", "subsidised"}
    )


def _states(matcher: Matcher, token: Token) -> set[str]:
    clause = {t.i for t in token.subtree} | {t.i for s in tree.subjects(token) for t in s.subtree}
    doc = matcher.doc
    found = set()
    for mention in matcher.parties.mentions:
        if mention.country and any(mention.start <= doc[i].idx < mention.end for i in clause):
            found.add(mention.country)
    return found


def _subject_in(matcher: Matcher, subject: list[Token], name: str) -> bool:
    wanted = matcher.patterns.classes[name]
    for token in subject:
        if token.lower_ in wanted.forms or singular(token.lower_) in wanted.forms:
            return True
        window = matcher.doc[max(0, token.i - 2) : token.i + 4].text.lower()
        if any(f" {phrase}" in f" {window}" for phrase in wanted.phrases):
            return True
    return False


def _at_home(matcher: Matcher, noun: Token, subject: list[Token]) -> bool:
    """Whether a place lies in the subject's own country: "the chancellor boarded a train to Graz"."""
    place = matcher.parties.place_at(noun)
    own = {p.country for s in subject for p in matcher.parties.of(s) if p.country}
    return place is not None and bool(own) and place.country in own


def _is_place(matcher: Matcher, token: Token) -> bool:
    if matcher.parties.place_at(token) is not None:
        return True
    return any(
        p.country and not p.person and p.country not in _organisations() for p in matcher.parties.of(token)
    )


def _organisations() -> frozenset[str]:
    from transforms.events.who.discourse import ORGANISATION_CODES

    return ORGANISATION_CODES
