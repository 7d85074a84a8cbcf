"""Status before type: did it happen, is it going on, planned, possible, denied or called off?

Read from the trigger upwards: its own auxiliaries and negation, then every word that governs it.
"""

from __future__ import annotations

from dataclasses import dataclass

from transforms.events.parsed import Word as Token
from transforms.events.what import outlook, tree
from transforms.events.what.patterns import Operator, Patterns
from transforms.events.what.tense import has_negation, tense_of

CONDITIONS = frozenset(["if", "unless", "whether", "once", "provided", "should", "lest", "until", "till"])
ADJECTIVES: dict[str, str] = {
    "ready": "scheduled", "due": "scheduled", "set": "scheduled", "bound": "scheduled", "slated": "scheduled",
    "scheduled": "scheduled", "expected": "scheduled", "poised": "scheduled", "about": "scheduled", "likely": "hypothetical", "verge": "scheduled", "brink": "scheduled",
    "underway": "ongoing",
    "prepared": "scheduled", "certain": "scheduled", "willing": "hypothetical", "able": "same", "unlikely": "negated",
    "unable": "negated", "unwilling": "negated", "possible": "hypothetical", "unclear": "hypothetical",
    "uncertain": "hypothetical", "doubtful": "hypothetical", "keen": "hypothetical", "eager": "hypothetical",
    "impossible": "negated", "open": "hypothetical", "free": "hypothetical", "premature": "negated", "conceivable": "hypothetical",
    "reluctant": "hypothetical", "loath": "hypothetical", "planned": "scheduled", "proposed": "hypothetical", "upcoming": "scheduled",
    "forthcoming": "scheduled", "future": "scheduled", "potential": "hypothetical", "possible_visit": "hypothetical",
    "alleged": "same", "next": "scheduled", "cancelled": "cancelled", "canceled": "cancelled", "postponed": "cancelled",
    "failed": "same", "ongoing": "ongoing", "continuing": "ongoing", "eventual": "scheduled", "expected_visit": "scheduled",
    "off": "cancelled", "attempted": "same", "threatened": "hypothetical", "mooted": "hypothetical", "looming": "scheduled",
    "hypothetical": "hypothetical", "prospective": "scheduled", "imminent": "scheduled", "impending": "scheduled", "coming": "scheduled",
}  # fmt: skip
STOPS = frozenset(["stop", "stopped", "stops", "stopping", "fell", "fall", "falls", "fallen"])
ORDER = ("occurred", "ongoing", "scheduled", "hypothetical", "cancelled", "negated")


@dataclass(frozen=True, slots=True)
class Reading:
    """Status of a trigger, and what was seen on the way up."""

    status: str
    future: bool
    reporter: Token | None
    path: tuple[Token, ...]
    operators: tuple[str, ...]
    tense: str


def operator_of(token: Token, patterns: Patterns) -> Operator | None:
    """Return the operator a token is, if any; multi-word operators need their other words among the right children."""
    table = (
        patterns.operator_verbs
        if tree.is_verb(token) or token.pos_ in ("AUX", "ADJ")
        else patterns.operator_nouns
    )
    best: Operator | None = None
    for operator in table.get(token.lower_, ()):
        if operator.rest and not all(_stands(word, token) for word in operator.rest):
            continue
        if best is None or len(operator.rest) > len(best.rest):
            best = operator
    return best


def _stands(word: str, token: Token) -> bool:
    """Whether a further word of an operator follows it; what "is to open" is no "is open"."""
    return any(r.lower_ == word and (r.dep_ != "xcomp" or r.tag_ != "VB") for r in token.rights)


def read(trigger: Token, patterns: Patterns, *, speech_act: bool = False) -> Reading:
    """Return the status of a trigger (verb or event noun)."""
    status = "occurred"
    future = False
    reporter: Token | None = None
    path: list[Token] = []
    seen: list[str] = []

    def weaken(to: str) -> None:
        nonlocal status
        if ORDER.index(to) > ORDER.index(status):
            status = to

    node = trigger
    tense = tense_of(node) if tree.is_verb(node) else "noun"
    below_negated = False
    first = True
    steps = 0
    kept_on = arranged = spared = guessed = False
    while steps < 10:
        steps += 1
        path.append(node)
        verbal = tree.is_verb(node) or node.pos_ == "AUX"
        if verbal:
            here = tense_of(node)
            if here == "future" and not kept_on:
                weaken("scheduled")
                future = True
            elif here == "reported-future":
                told = _is_reported(node, patterns) or first and outlook.dated_ahead(node)
                weaken("scheduled" if told else "hypothetical")
                future = True
            elif here == "possible" and not spared:
                weaken("hypothetical")
                guessed = first and outlook.guessed(node)
                future = not guessed
            elif here == "obligation" and first and outlook.averted(node) and not speech_act:
                weaken("cancelled")
            elif here == "obligation" and first:
                due = any(c.lower_ in ("still", "yet") for c in node.children) or (
                    any(c.lower_ == "should" for c in node.children) and outlook.day_to_come(node)
                )
                weaken("scheduled" if due else "hypothetical")
                future = True
            elif (
                here == "infinitive"
                and node.dep_ == "ROOT"
                and any(c.lower_ == "to" for c in node.children if c.dep_ == "aux")
            ):
                weaken("scheduled")
                future = True
            elif (
                first
                and not speech_act
                and (
                    here == "progressive"
                    or (here == "past-progressive" and _is_reported(node, patterns))
                    or (  # "the soldiers held in Bamako since July"
                        here == "past"
                        and node.dep_ == "acl"
                        and any(c.lower_ == "since" and c.dep_ == "prep" for c in node.rights)
                    )
                    or (
                        here == "perfect"
                        and any(c.lower_ == "since" and c.dep_ != "advmod" for c in node.children)
                        and not any(c.lower_ in ("had", "'d") for c in node.children)
                    )
                )
            ):
                status = "ongoing" if status == "occurred" else status
            if (
                first
                and here == "infinitive"
                and node.dep_ == "xcomp"
                and node.head.lower_ in ("is", "are", "was", "were", "be")
            ):
                weaken("scheduled")
                future = True
            if first and outlook.averted(node):
                weaken("cancelled")
            if not speech_act and (
                outlook.conditional(node) and (future or here == "present") or first and outlook.asked(node)
            ):
                weaken("hypothetical")
                future = True
        if node.dep_ == "advcl" or (node.dep_ == "ccomp" and any(c.dep_ == "mark" for c in node.children)):
            marks = {c.lower_ for c in node.children if c.dep_ in ("mark", "advmod")}
            if marks & CONDITIONS and not (
                marks & {"until", "till"} and tense_of(node) in ("past", "perfect", "past-progressive")
            ):
                weaken("hypothetical")
                future = True
            elif "before" in marks and tense_of(node) == "present":
                weaken("scheduled")
                future = True
        if has_negation(node) and not spared:
            if arranged and not first:  # "the visit set for May never took place"
                weaken("cancelled")
            elif first or status in ("occurred", "ongoing", "scheduled", "hypothetical"):
                weaken("negated")
            below_negated = True
        spared = False
        if not verbal:
            if first and outlook.under_way(node):
                status = "ongoing" if status == "occurred" else status
            for child in node.lefts:
                if (
                    child.dep_ in ("amod", "compound")
                    and child.lower_ in ADJECTIVES
                    and ADJECTIVES[child.lower_] != "same"
                    and first
                ):
                    weaken(ADJECTIVES[child.lower_])
                    arranged = arranged or ADJECTIVES[child.lower_] == "scheduled"
                    seen.append(child.lower_)
                    future = future or ADJECTIVES[child.lower_] in ("scheduled", "hypothetical")
            for child in node.rights:  # "an exercise scheduled to start", "talks due next week"
                if child.dep_ in ("acl", "amod") and child.lower_ in (
                    "planned",
                    "scheduled",
                    "due",
                    "expected",
                    "slated",
                    "set",
                    "promised",
                ):
                    arranged = True
                    weaken("scheduled")
                    future = True
        if node.head.i == node.i:
            break
        edge, parent = node.dep_, node.head
        if edge == "conj":
            if verbal and (tree.is_verb(parent) or parent.pos_ == "AUX"):
                own = any(c.dep_ in ("aux", "auxpass", "nsubj", "nsubjpass") for c in node.children)
                # "would review it and announced": what is finite is under no modal
                own = own or node.tag_ in ("VBD", "VBZ") and parent.tag_ == "VB"
                if own and first:
                    node = parent
                    while node.dep_ == "conj":
                        node = node.head
                    if node.head.i == node.i or node.dep_ in ("relcl", "acl", "advcl"):
                        break
                    edge, parent = node.dep_, node.head
                else:
                    node = parent
                    continue
            else:
                node = parent
                if not tree.is_verb(parent):
                    # coordinated nouns share their governor
                    continue
                continue
        if edge in ("relcl", "parataxis", "appos", "meta", "dep") or tree.apart(node, parent):
            break
        if edge == "acl" and node.tag_ not in ("VB", "VBP"):
            break
        if edge == "advcl":
            if not (node.tag_ == "VB" and first):
                break
            # purpose: "flew to Geneva to meet": as the main verb goes
            if tree.is_verb(parent) and tense_of(parent) in ("past", "perfect"):
                break
            node = parent
            first = False
            continue
        if edge in ("advmod", "prep", "pcomp") and parent.lower_ == "short" and parent.head.lower_ in STOPS:
            weaken("negated")
        if edge == "prep" and tree.is_verb(parent) and first is False and outlook.in_adjunct(trigger):
            spared = True  # what is denied of the clause is not denied of its circumstances
        if first and edge == "nsubj" and not verbal and outlook.is_to(parent):
            weaken("scheduled")  # "talks are to resume"
            future = True
        if edge in ("nsubj", "nsubjpass") and not verbal and parent.lower_ not in outlook.HAPPENING:
            spared = edge == "nsubj" or not tree.is_verb(parent)
        operator = operator_of(parent, patterns)
        adjective = ADJECTIVES.get(parent.lower_) if not tree.is_verb(parent) else None
        if parent.lower_ == "due" and node.lower_ == "to":  # "died due to torture": a cause
            adjective = None
        if edge in (
            "ccomp",
            "xcomp",
            "pcomp",
            "dobj",
            "nsubjpass",
            "nsubj",
            "pobj",
            "acl",
            "prep",
            "attr",
            "acomp",
            "oprd",
            "csubj",
            "agent",
        ):
            if operator is not None and operator.kind == "report":
                if edge == "ccomp":
                    reporter = reporter or parent
                    seen.append(operator.id)
                    if has_negation(parent) and not speech_act:
                        pass
                    node = parent
                    break
            elif (
                operator is not None
                and edge != "pobj"
                and not (edge in ("nsubj",) and operator.effect not in ("cancelled", "scheduled", "ongoing"))
            ):
                seen.append(operator.id)
                if operator.effect == "negated":
                    spared = has_negation(parent)
                    weaken("hypothetical" if spared else "negated")
                elif operator.effect == "ongoing":
                    if status == "occurred" and tense_of(parent) in ("present", "progressive", "future"):
                        status, kept_on = "ongoing", True
                elif operator.effect == "cancelled":
                    if edge in ("dobj", "nsubjpass", "xcomp", "nsubj"):
                        moved = operator.id == "postpone.v" and outlook.new_date(parent)
                        weaken("scheduled" if moved else "cancelled")
                        future = future or moved
                elif operator.effect in ("scheduled", "hypothetical"):
                    past_done = edge == "nsubj"
                    if not past_done:
                        failed = operator.effect == "scheduled" and outlook.had_been_meant(parent)
                        weaken("cancelled" if failed and not speech_act else operator.effect)
                        future = True
                elif operator.effect == "occurred":
                    pass
            elif edge in ("ccomp", "csubj", "advcl") and (doubt := _doubt(parent)) is not None:
                weaken(doubt)
                seen.append("doubt")
                future = True
            elif adjective and adjective != "same":
                failed = adjective == "scheduled" and outlook.had_been_meant(parent)
                weaken("cancelled" if failed and not speech_act else adjective)
                seen.append(parent.lower_)
                future = future or adjective in ("scheduled", "hypothetical")
        node = parent
        first = False
        if edge in ("pobj", "prep") and tree.is_verb(node) and not tree.is_verb(trigger):
            # a noun in an adjunct: the clause's tense still says when it lies
            continue
    if below_negated and status == "occurred":
        status = "negated"
    return Reading(
        status,
        future or status in ("scheduled", "hypothetical") and not guessed,
        reporter,
        tuple(path),
        tuple(seen),
        tense,
    )


def _doubt(verb: Token) -> str | None:
    """Return what "it remains unclear when …", "it is unlikely that …" makes of the clause below."""
    for child in verb.children:
        if child.dep_ in ("acomp", "oprd", "attr"):
            effect = ADJECTIVES.get(child.lower_)
            if effect in ("hypothetical", "negated"):
                return effect
    return None


def _is_reported(node: Token, patterns: Patterns) -> bool:
    for ancestor, edge in tree.path_up(node):
        if edge in ("ccomp", "parataxis"):
            operator = operator_of(ancestor, patterns)
            return operator is None or operator.kind == "report"
    return any(
        c.dep_ in ("ccomp", "parataxis")
        and (op := operator_of(c, patterns)) is not None
        and op.kind == "report"
        for c in node.children
    )
