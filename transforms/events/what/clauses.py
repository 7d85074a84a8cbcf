"""What a clause says of its subject: that it has to act, that it would hit back, that all hangs on a condition."""

from __future__ import annotations

from transforms.events.parsed import Word as Token
from transforms.events.what import tense, tree

YIELDING = frozenset(
    """leave withdraw quit go return disarm surrender halt cease pull depart free release apologise apologize comply hand
    answer""".split()
)
"""What is demanded of others, not told of them."""
ANSWERING = frozenset("response reaction answer reprisal reprisals retaliation countermeasures reply".split())


def obliged(clause: Token) -> bool:
    """Whether a clause says what somebody has to do in the indicative: "must", "needs to", "has to"."""
    if any(c.lower_ == "yet" for c in clause.children):
        return False  # "had yet to admit": that is no demand
    if clause.lower_ in ("need", "needs", "needed"):
        return not any(c.dep_ in ("neg", "aux") for c in clause.children)
    if clause.lower_ in ("has", "have", "had") and any(
        c.dep_ == "xcomp" and c.tag_ == "VB" for c in clause.rights
    ):
        return not any(c.dep_ == "neg" for c in clause.children)
    if any(
        a.lower_ == "should" and a.i < n.i
        for a in tree.children(clause, "aux")
        for n in tree.children(clause, "nsubj", "nsubjpass")
    ):
        return False  # "should the firm win" is a condition
    if any(c.dep_ == "aux" and c.lower_ in ("would", "will") for c in clause.children):
        return False  # "would act should the firm win": a condition
    return any(
        c.dep_ in ("aux", "auxpass") and c.lower_ in ("must", "should", "ought") for c in clause.children
    )


def deontic(clause: Token) -> bool:
    """Whether a clause says what somebody has to do: "must", "should" or a subjunctive, first persons left out."""
    if any(c.dep_ in ("nsubj", "nsubjpass") and c.lower_ in ("i", "we") for c in clause.children):
        return False
    auxiliaries = [c.lower_ for c in clause.children if c.dep_ in ("aux", "auxpass")]
    if any(a in ("must", "should", "ought") for a in auxiliaries):
        return True
    if "be" in auxiliaries:
        return len(auxiliaries) == 1
    if not auxiliaries and clause.tag_ in ("VB", "VBP") and clause.lower_ in YIELDING:
        if clause.head.lower_.startswith("insist") and tree.children(clause, "mark"):
            return True  # "insists that all soldiers leave"
    # a bare form after a singular subject: "insists that every soldier leave"
    return not auxiliaries and any(
        c.dep_ == "nsubj"
        and (clause.tag_ == "VB" or (clause.tag_ == "VBP" and c.tag_ in ("NN", "NNP")))
        and not tree.children(c, "conj")
        for c in clause.children
    )


def retaliates(clause: Token) -> bool:
    """Whether a clause answers harm with harm: "would retaliate", "will hit back", "would respond in kind"."""
    if tense.has_negation(clause):
        return False
    if clause.lower_ in ("retaliate", "avenge", "reciprocate", "punish"):
        return True
    if tree.is_passive(clause) and clause.lower_ in ("answered", "avenged", "punished", "repaid"):
        return True  # "warned that any missile would be answered"
    words = {t.lower_ for t in clause.children}
    if clause.lower_ in ("hit", "strike", "fight", "fire", "punch"):
        return "back" in words
    below = {t.lower_ for t in clause.subtree}
    if clause.lower_ in ("bring", "draw", "trigger", "meet", "provoke", "invite", "elicit", "prompt", "go"):
        return bool(below & ANSWERING) and clause.lower_ != "go" or {"go", "unanswered"} <= below
    if clause.lower_ in ("hold", "call", "bring", "make"):  # "vowed to hold Tehran to account"
        return bool(below & {"account", "accountable", "pay", "justice"})
    return clause.lower_ in ("respond", "react", "answer") and bool(
        below
        & {
            "kind",
            "force",
            "firmly",
            "harshly",
            "forcefully",
            "militarily",
            "decisively",
            "strongly",
            "countermeasures",
            "retaliation",
        }
    )


def conditional(clause: Token) -> bool:
    """Whether a condition hangs on a clause: "unless the frigate turns away", "should Lima go on"."""
    for child in clause.children:
        if child.dep_ == "advcl":
            words = {c.lower_ for c in child.children if c.dep_ in ("mark", "advmod", "aux")}
            if words & {"if", "unless", "until", "till", "should", "were"}:
                return True
    return False
