"""Tense, modality and negation of one verb, by its own auxiliaries and children."""

from __future__ import annotations

from transforms.events.parsed import Word as Token
from transforms.events.what import tree

FUTURE = frozenset(["will", "shall", "'ll", "’ll", "wo"])
POSSIBLE = frozenset(["may", "might", "could", "can", "ca"])
NEGATIONS = frozenset(
    ["not", "n't", "n’t", "never", "no", "nor", "neither", "hardly", "scarcely", "without", "none"]
)
MERELY = frozenset("only just merely simply".split())
NOBODY = frozenset(["nobody", "none", "neither", "no-one"])
ENDS_IN_ED = frozenset(
    "need feed heed bleed breed seed speed proceed exceed succeed accede embed shed wed".split()
)


def has_negation(token: Token) -> bool:
    """Whether a token is negated by a child of its own ("did not", "no plans", "without")."""
    for child in token.children:
        if child.dep_ == "dobj" and tree_negative(child):
            return True
        if child.lower_ == "not" and child.doc[child.i + 1 : child.i + 2].text.strip().lower() in MERELY:
            continue  # "not only expelled the envoy but closed the border"
        if child.dep_ == "neg" or (
            child.lower_ in NEGATIONS and child.dep_ in ("det", "advmod", "preconj", "mark")
        ):
            return True
        if child.lower_ == "longer" and any(c.lower_ == "no" for c in child.children):
            return True  # "is no longer bound by the treaty"
        if child.lower_ == "without" and child.dep_ == "prep" and not tree.is_verb(token):
            return True
        if child.dep_ in ("nsubj", "nsubjpass") and (
            child.lower_ in NOBODY
            or any(
                g.dep_ in ("det", "preconj", "cc") and g.lower_ in ("no", "neither") for g in child.children
            )
        ):
            return True
    return token.dep_ == "pcomp" and token.head.lower_ == "without"


def tree_negative(noun: Token) -> bool:
    """Whether an object is nothing at all: "will contribute no troops", "promised him nothing"."""
    return noun.lower_ in ("nothing", "nobody", "none") or any(
        c.dep_ == "det" and c.lower_ in ("no", "neither") for c in noun.children
    )


def tense_of(verb: Token) -> str:
    """Return past, present, perfect, progressive, future, possible, obligation, reported-future or infinitive."""
    auxiliaries = [c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")]
    if any(a in FUTURE for a in auxiliaries):
        return "future"
    if "would" in auxiliaries or "'d" in auxiliaries:
        return "reported-future"
    if any(a in POSSIBLE for a in auxiliaries):
        return "possible"
    if any(a in ("should", "must", "ought") for a in auxiliaries):
        return "obligation"
    if "to" in auxiliaries:
        return "infinitive"
    if verb.tag_ == "VBG":
        if any(a in ("is", "are", "am", "'s", "'re", "’s", "’re") for a in auxiliaries):
            return "progressive"
        if "been" in auxiliaries and any(a in ("has", "have") for a in auxiliaries):
            return "progressive"
        if any(a in ("was", "were") for a in auxiliaries):
            return "past-progressive"
        return "participle"
    if any(a in ("has", "have", "had", "'ve", "’ve") for a in auxiliaries):
        return "perfect"
    if any(a in ("was", "were", "did") for a in auxiliaries) or verb.tag_ in ("VBD", "VBN"):
        return "past"
    if verb.tag_ == "VBP" and verb.lower_.endswith("ed") and verb.lower_ not in ENDS_IN_ED:
        return "past"  # the tagger takes a rare past tense ("decreed") for a present
    if verb.tag_ == "VB":
        return "infinitive"
    return "present"
