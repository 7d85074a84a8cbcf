"""Signs that an event is conditional, under way or came to nothing, beyond what tense and governing verbs say.

"Were Moscow to ban the wine", "will sail if the harbour is opened", "talks are under way", "was about to fly",
"were to have met": each function looks at one verb or noun of the tree.
"""

from __future__ import annotations

from transforms.events.parsed import Word as Token
from transforms.events.what import tree

INVERTED = frozenset(["were", "should", "had"])
CONDITIONAL = frozenset(["if", "unless", "provided", "once", "should", "assuming"])
ADJUNCTS = frozenset(
    "at during after following since amid despite upon over before on in under throughout within ahead".split()
)
BOUND_TO = frozenset(
    """be is are was were been go goes went gone take takes took taken engage engaged hold held put come came enter entered
    agree agreed insist insisted embark embarked depend leave left arrive arrived""".split()
)
"""Verbs whose phrase in "on" or "in" is what they do: "did not go on a visit", "was not in talks"."""
HAPPENING = frozenset(
    """take takes took taken taking happen happens happened happening occur occurs occurred go goes went gone going
    begin begins began begun start starts started open opens opened resume resumes resumed materialise materialised
    materialize materialized follow followed come came be is are was were been proceed proceeded convene convened
    ensue ensued""".split()
)
"""Verbs that say of their subject whether it came about at all: "no talks took place", "the visit will not go ahead"."""
UNDERWAY = frozenset("underway ongoing on-going".split())
IN_PROGRESS = frozenset(
    "way progress session swing talks contact negotiations discussions consultations".split()
)
TIES_TO_PRESENT = frozenset("is are 's 're ’s ’re remain remains".split())
WEEKDAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday tomorrow tonight today".split()
)
TO_COME = frozenset("tomorrow next later soon shortly".split())


def conditional(verb: Token) -> bool:
    """Whether a condition hangs on a verb ("will sail if …") or it opens one by inversion ("were Oslo to recall …")."""
    for child in verb.children:
        if child.dep_ == "advcl" and any(
            m.lower_ in CONDITIONAL and m.dep_ in ("mark", "advmod", "aux", "prep") and m.i < child.i
            for m in child.children
        ):
            return True
        if (
            child.lower_ in INVERTED
            and child.dep_ in ("aux", "auxpass")
            and any(s.dep_ in ("nsubj", "nsubjpass") and s.i > child.i for s in verb.children)
            and not any(t.text == "?" for t in verb.doc)
        ):
            return True
    return verb.lower_ == "were" and any(
        c.dep_ in ("nsubj", "nsubjpass") and c.i > verb.i and c.lower_ != "there" for c in verb.children
    )


def asked(verb: Token) -> bool:
    """Whether a verb stands in a question about what would or could happen: "Would Washington bomb the mainland?"."""
    return any(
        child.dep_ == "aux"
        and child.lower_ in ("would", "will", "could", "can", "might")
        and any(s.dep_ in ("nsubj", "nsubjpass") and s.i > child.i for s in verb.children)
        for child in verb.children
    )


def guessed(verb: Token) -> bool:
    """Whether a verb says what may already have happened: "may have launched an attack"."""
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    return verb.tag_ in ("VBN", "VBD") and "have" in auxiliaries and bool(auxiliaries & {"may", "might"})


def averted(verb: Token) -> bool:
    """Whether a plan is told as one that failed: "were to have met", "had intended to", "was about to airlift"."""
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if verb.tag_ == "VBN" and "have" in auxiliaries:
        if "should" in auxiliaries:
            return True
        if "to" in auxiliaries and verb.head.lower_ in (
            "was",
            "were",
            "due",
            "supposed",
            "meant",
            "scheduled",
        ):
            return True
    return False


def had_been_meant(governor: Token) -> bool:
    """Whether a word of intention stands in the past perfect, or "about to" and "on the verge of" in the past."""
    verb = governor if tree.is_verb(governor) or governor.pos_ == "AUX" else governor.head
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if auxiliaries & {"had", "'d"}:
        return True
    return governor.lower_ in ("about", "verge", "point", "brink") and verb.lower_ in ("was", "were")


def is_to(verb: Token) -> bool:
    """Whether "is" or "are" tells what is arranged: "are to resume", "is to be signed"."""
    return verb.lower_ in ("is", "are") and any(
        c.dep_ == "xcomp" and c.tag_ == "VB" and any(g.dep_ == "aux" and g.lower_ == "to" for g in c.children)
        for c in verb.children
    )


def under_way(noun: Token) -> bool:
    """Whether the verb an event noun is subject of, or the phrase it stands in, says that it is going on now."""
    verb = noun.head
    if noun.dep_ in ("nsubj", "nsubjpass") and verb.lower_ in TIES_TO_PRESENT:
        return any(
            c.lower_ in UNDERWAY
            or c.lower_ == "under"
            and any(g.lower_ == "way" for g in c.children)
            or c.lower_ == "in"
            and any(g.lower_ in ("progress", "session", "swing") for g in c.children)
            for c in verb.children
        )
    if noun.dep_ == "pobj" and noun.head.lower_ in ("on", "in"):
        be = noun.head.head
        present = be.lower_ in TIES_TO_PRESENT or any(
            c.dep_ == "aux" and c.lower_ in ("has", "have") for c in be.children
        )
        return present and be.lower_ in TIES_TO_PRESENT | {"been"}
    return False


def in_adjunct(noun: Token) -> bool:
    """Whether a noun stands in a phrase that only says when or where something else was done or not done.

    "could not agree in a video conference" denies no conference; "did not go on a visit" denies the visit.
    """
    prep = noun.head
    if noun.dep_ != "pobj" or prep.lower_ not in ADJUNCTS or not tree.is_verb(prep.head):
        return False
    verb = prep.head
    if prep.lower_ in ("on", "in"):
        return prep.i < verb.i or verb.lower_ not in BOUND_TO
    return True


def day_to_come(verb: Token) -> bool:
    """Whether a verb has a weekday or a word for what is to come among its time words."""
    for child in verb.children:
        if child.dep_ in ("npadvmod", "advmod") and (
            child.lower_ in WEEKDAYS | TO_COME or any(g.lower_ in TO_COME for g in child.children)
        ):
            return True
        if child.lower_ in ("on", "by", "at", "in") and any(
            g.lower_ in WEEKDAYS or any(h.lower_ in TO_COME for h in g.children) for g in child.children
        ):
            return True
    return False


MONTHS = frozenset(
    """january february march april may june july august september october november december spring summer autumn fall
    winter week weeks month months year quarter half end beginning""".split()
)


def dated_ahead(verb: Token) -> bool:
    """Whether "would" tells a plan in somebody's account and not what might be: it has its day and no condition.

    "The committee would meet in Abidjan before the end of October", "experts would return on Monday".
    """
    if conditional(verb) or asked(verb):
        return False
    return day_to_come(verb) or any(
        prep in ("in", "before", "by", "on", "at", "from")
        and (obj.lower_ in MONTHS or obj.lower_ in WEEKDAYS or any(c.lower_ in MONTHS for c in obj.lefts))
        for prep, obj in tree.prepositions(verb)
    )


def new_date(verb: Token) -> bool:
    """Whether a postponement names when instead: "was put off from Wednesday to Friday", "moved to June"."""
    return any(
        prep in ("to", "until", "till")
        and (tree.is_noun(obj) or obj.tag_ == "CD")
        and obj.lower_ not in ("date", "time", "notice", "stage")
        for prep, obj in tree.prepositions(verb)
    )
