"""Parties further down: inside what a decision, an effort or an expense is for."""

from __future__ import annotations

from collections.abc import Callable

from transforms.events.parsed import Word as Token
from transforms.events.what import complements, tree


def of_clause(_: Token, objects: list[Token]) -> list[Token]:
    """Return the nouns in the infinitive that hangs on the object: "reversed a decision to bar Turkish wrestlers"."""
    return [noun for o in objects for c in tree.children(o, "acl") if c.tag_ == "VB" for noun in _nouns(c)]


def of_gerund(verb: Token, objects: list[Token]) -> list[Token]:
    """Return the nouns of a gerund after a preposition: "spent millions on helping Liberia", "on rebuilding Gaza"."""
    return [
        noun
        for source in (verb, *objects)
        for prep in tree.children(source, "prep")
        for gerund in tree.children(prep, "pcomp")
        for noun in _nouns(gerund)
    ]


def of_subject(verb: Token, _: list[Token]) -> list[Token]:
    """Return the subject, where what it does is what it is blamed for: "said Moscow had crossed a line"."""
    return [n for n in tree.subjects(verb) if tree.is_noun(n)]


def against_whom(verb: Token, _: list[Token]) -> list[Token]:
    """Return whom the clause is against: "warned that all options were on the table against Niamey"."""
    return [
        o for c in tree.children(verb, "ccomp") for p, o in tree.prepositions(c) if p in ("against", "for")
    ]


def of_condition(verb: Token, _: list[Token]) -> list[Token]:
    """Return whose move a threat hangs on: "would not stand idly by if Kosovo police moved", "should Israel strike again"."""
    found = []
    heads = [verb, *tree.children(verb, "xcomp")]
    heads += [
        a for a in tree.children(verb, "advmod") if a.lower_ in ("long", "soon")
    ]  # "as long as Israel strikes"
    for clause in (c for v in heads for c in tree.children(v, "advcl")):
        words = {c.lower_ for c in clause.children if c.dep_ in ("mark", "advmod", "aux")}
        if words & {"if", "unless", "until", "till", "should", "while", "as"}:
            found += tree.agents(clause) if tree.is_passive(clause) else tree.subjects(clause)
    return [n for n in found if tree.is_noun(n)]


def of_told(verb: Token, _: list[Token]) -> list[Token]:
    """Return who is the subject further down: "asked the tribunal to rule that Russia broke the convention", "to order Oslo to"."""
    return [
        s
        for c in tree.children(verb, "xcomp", "ccomp")
        for inner in tree.children(c, "ccomp", "xcomp")
        for s in tree.subjects(inner)
        if tree.is_noun(s)
    ]


def of_passive(verb: Token, _: list[Token]) -> list[Token]:
    """Return whom a passive clause is about: "said Kabul would be made to pay"."""
    return [s for c in tree.children(verb, "ccomp") if tree.is_passive(c) for s in tree.subjects(c)]


def of_owner(verb: Token, _: list[Token]) -> list[Token]:
    """Return whose things an infinitive is about: "would not hesitate to take Georgetown's blocks"."""
    return [
        p for c in tree.children(verb, "xcomp") for o in tree.objects(c) for p in tree.children(o, "poss")
    ]


def told_off(verb: Token, _: list[Token]) -> list[Token]:
    """Return whose business something is said not to be."""
    return [s for c in tree.children(verb, "ccomp") for s in complements.not_for(c)]


def of_steps(verb: Token, _: list[Token]) -> list[Token]:
    """Return whom measures are against: "said further steps against Minsk were under review"."""
    return [
        o
        for c in tree.children(verb, "ccomp")
        for s in tree.subjects(c)
        for prep, o in tree.prepositions(s)
        if prep in ("against", "on")
    ]


PROTESTING = frozenset("protest protesting denounce denouncing condemn condemning oppose opposing".split())


def in_protest(verb: Token, objects: list[Token]) -> list[Token]:
    """Return whom an act answers: "downed tools in protest at the firm's decision", "in response to GE's move", "protesting
    against the levy"."""
    clauses = [*tree.children(verb, "advcl", "xcomp"), *(c for o in objects for c in tree.children(o, "acl"))]
    told = [
        o
        for c in clauses
        if c.tag_ in ("VB", "VBG") and c.lower_ in PROTESTING
        for o in (*tree.objects(c), *(o for prep, o in tree.prepositions(c) if prep in ("against", "at")))
    ]
    return told + [
        target
        for t in (verb, *objects)
        for prep, state in tree.prepositions(t)
        if prep in ("in", "as") and state.lower_ in ("protest", "response", "reaction", "defiance")
        for inner, target in tree.prepositions(state)
        if inner in ("at", "against", "to", "of", "over")
    ]


def facing(verb: Token, objects: list[Token]) -> list[Token]:
    """Return whom forces stand before: "took up positions facing Azerbaijani posts"."""
    return [
        o
        for t in (verb, *objects)
        for c in t.rights
        if c.lower_ == "facing"
        for o in c.children
        if o.dep_ in ("dobj", "pobj")
    ]


def beside_agent(verb: Token, _: list[Token]) -> list[Token]:
    """Return whom a pact is with that stands as agent: "no longer bound by the deal with Washington"."""
    return [
        o for pact in tree.agents(verb) for prep, o in tree.prepositions(pact) if prep in ("with", "between")
    ]


def of_that_clause(verb: Token, _: list[Token]) -> list[Token]:
    """Return the nouns of the clause: "acknowledged that it had spied on Oslo"."""
    return [n for c in tree.children(verb, "ccomp") for n in _nouns(c)]


def _nouns(verb: Token) -> list[Token]:
    inner = [s for c in tree.children(verb, "ccomp", "xcomp") for s in tree.children(c, "nsubj")]
    found = [*tree.objects(verb), *inner, *(o for _, o in tree.prepositions(verb))]
    return [n for n in found if tree.is_noun(n)]


def below_office(verb: Token, _: list[Token]) -> list[Token]:
    """Return where an office is held: "named a judge as its ambassador to Vietnam"."""
    return [
        o
        for prep, office in tree.prepositions(verb)
        if prep == "as"
        for inner, o in tree.prepositions(office)
        if inner in ("to", "in", "at")
    ]


def who_sought(_: Token, objects: list[Token]) -> list[Token]:
    """Return the subject of a relative clause of the object: "handed over a suspect whom Lusaka had been seeking"."""
    return [
        s
        for o in objects
        for clause in tree.children(o, "relcl")
        for s in tree.children(clause, "nsubj")
        if tree.is_noun(s) and not s.tag_.startswith("W")
    ]


ROLES: dict[str, Callable[[Token, list[Token]], list[Token]]] = {
    "acl_obj": of_clause,
    "gerund_obj": of_gerund,
    "subj": of_subject,
    "ccagainst": against_whom,
    "awaited": of_condition,
    "xsubj": of_told,
    "xposs": of_owner,
    "ccpass": of_passive,
    "facing": facing,
    "notforsubj": told_off,
    "stepsagainst": of_steps,
    "inprotest": in_protest,
    "ccobj": of_that_clause,
    "agent_with": beside_agent,
    "as_to": below_office,
    "relsubj": who_sought,
}
"""Roles of the lexicon that this module finds."""
