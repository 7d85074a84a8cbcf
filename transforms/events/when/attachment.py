"""Which time word of a sentence belongs to which act: by the tree, within the clause and along coordination."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transforms.events.parsed import Word as Token
from transforms.events.what import tense, tree
from transforms.events.when.dates import TimeExpression

SAME_TIME = frozenset(["as", "while", "when"])
GATHERED = frozenset("assembled gathered meeting convened sitting speaking huddled".split())
"""What the subject does while it acts: "leaders meeting in Accra on Friday called for"."""
VISITING = frozenset(
    "visit trip tour visits meeting talks summit stopover exercise exercises drill drills".split()
)
"""What is dated more often than what is said of it."""
ASIDE = frozenset("at despite after over following amid before".split())
"""Prepositions of what others asked or said and of what went before: not of the day of the clause."""
ARRIVED = frozenset("reached arrived landed docked".split())
ARRANGED = frozenset(
    "planned scheduled due set slated expected held fixed arranged convened begun opened".split()
)


@dataclass(frozen=True, slots=True)
class TimeWord:
    """A time expression with the words it hangs on: the nouns above it, if any, and the verb of its clause."""

    expression: TimeExpression
    first: Token
    nouns: tuple[int, ...]
    clause: int


def choose(trigger: Token, words: Sequence[TimeWord], *, own_report: bool = False) -> TimeWord | None:
    """Return the time word that dates an act: the one below it, else that of its clause, else of the clauses it hangs on.

    `own_report` lets a clause of speech date what its own speaker did: "said on Monday that it had recalled".
    """
    direct = [w for w in words if trigger.i in w.nouns[:1]]
    if direct:
        return direct[0]
    words = [w for w in words if not _of_its_subject(w, trigger)]
    below = [
        w for w in words if any(a.i == trigger.i for a in w.first.ancestors) and _same_clause(w, trigger)
    ]
    if below:
        return _nearest(below, trigger)
    if tree.is_noun(trigger):
        planned = _planned(trigger, words)
        if planned is not None:
            return planned
    verb = tree.clause_of(trigger)
    if verb.dep_ == "relcl" and any(c.lower_ == "when" for c in verb.lefts):  # "in 2016, when soldiers shot"
        then = [w for w in words if w.first.i <= verb.head.i < verb.i and w.expression.bound is None]
        if then and not tree.is_noun(trigger):
            return _nearest(then, verb)
    chain = [verb.i]
    node = verb
    climbs = ("xcomp", "acl", "conj", "pcomp", "advcl", *(("ccomp",) if own_report else ()))
    while node.dep_ in climbs and node.head.i != node.i:
        marks = {c.lower_ for c in node.children if c.dep_ in ("mark", "advmod")}
        if node.dep_ == "advcl" and node.tag_ not in ("VB", "VBG") and not marks & SAME_TIME:
            break
        if node.dep_ == "acl" and node.tag_ == "VBN" or tree.apart(node, node.head):
            break  # "the junta, suspended by the bloc, received its envoys last week"
        if (
            node.dep_ == "conj"
            and tree.children(node, "nsubj", "nsubjpass")
            and tense.tense_of(node) != "past"
        ):
            break
        if (
            node.dep_ == "conj"
            and tense.tense_of(node) == "perfect"
            and tense.tense_of(tree.clause_of(node.head)) == "past"
        ):
            break  # "recognised it in June and has expelled the consul"
        if node.dep_ == "conj":
            earlier = [
                w
                for w in words
                if w.clause == node.head.i and w.first.i < node.i and not _claimed(w, trigger)
            ]
            if earlier:
                return _nearest(earlier, trigger)
        node = tree.clause_of(node.head)
        chain.append(node.i)
    for clause in chain:
        found = [
            w
            for w in words
            if w.clause == clause and not _claimed(w, trigger) and not _later_coordinated(w, trigger, clause)
        ]
        if found:
            return _nearest(found, trigger)
    for child in verb.children:  # "is set to visit … on Monday" with the date below the complement
        if child.dep_ == "xcomp" or (
            child.dep_ == "ccomp" and verb.lower_ in ("let", "lets", "letting", "made", "saw")
        ):
            found = [w for w in words if w.clause == child.i]
            if found and (not tree.is_noun(trigger) or trigger.dep_ in ("nsubj", "nsubjpass")):
                return _nearest(found, trigger)
    return _gathered(verb, words) or _behind_predicate(verb, words)


def _of_its_subject(word: TimeWord, trigger: Token) -> bool:
    """Whether a time word that stands before a verb belongs to its subject: "an American's visit to Georgetown last week was
    denounced"."""
    if not tree.is_verb(trigger) or not tree.is_passive(trigger) or word.first.i > trigger.i:
        return False
    for subject in tree.children(trigger, "nsubjpass"):
        if subject.i < word.first.i < trigger.i and subject.lower_ in VISITING:
            between = subject.doc[subject.i : word.first.i]
            return not any(t.text == "," for t in between)
    return False


def aside(trigger: Token) -> bool:
    """Whether an act is told beside what its clause dates: "at Macri's request", "recalled its envoy after accusing"."""
    if trigger.dep_ == "pcomp" and trigger.tag_ == "VBG":
        return trigger.head.lower_ in ("after", "before")
    return tree.is_noun(trigger) and trigger.dep_ == "pobj" and trigger.head.lower_ in ASIDE


def in_content(word: TimeWord, trigger: Token) -> bool:
    """Whether a time word dates what is said, not the saying: "promised to send troops next week"."""
    node = word.first
    inside = False
    while node.head.i != node.i and node.i != trigger.i:
        inside = inside or node.dep_ in ("xcomp", "ccomp", "pcomp")
        if node.dep_ == "pobj" and tree.is_noun(node.head.head) and node.head.head.i != trigger.i:
            inside = inside or node.head.lower_ == "in"
        node = node.head
    return inside and node.i == trigger.i


def lasting(word: TimeWord, trigger: Token) -> bool:
    """Whether a time word bounds what an act of speech is about: "extended it until October and asked", "blamed the police
    for the killings since April"."""
    bound = word.expression.bound
    return bound == "until" or bound == "since" and bool(word.nouns) and word.nouns[0] != trigger.i


def of_the_first(word: TimeWord) -> bool:
    """Whether "since March" only says how new something is: "the first talks between the two since March"."""
    if word.expression.bound != "since":
        return False
    return any(
        c.lower_ in ("first", "worst", "biggest") for n in word.nouns for c in word.first.doc[n].children
    )


def of_its_object(trigger: Token, words: Sequence[TimeWord]) -> TimeWord | None:
    """Return "on Wednesday" of "shot down a drone that was heading for Erbil on Wednesday": what an object was doing when it
    was met, or where it got to when it was given, tells the day."""
    if not tree.is_verb(trigger) or tense.tense_of(trigger) not in ("past", "perfect"):
        return None
    objects = {o.i for o in trigger.subtree if o.dep_ in ("dobj", "nsubjpass", "pobj")}
    for word in words:
        verb = word.first.doc[word.clause]
        if (
            verb.dep_ == "relcl"
            and verb.head.i in objects
            and (tense.tense_of(verb) == "past-progressive" or verb.lower_ in ARRIVED)
            and word.expression.bound is None
        ):
            return word
    return None


def for_the_purpose(trigger: Token, words: Sequence[TimeWord]) -> TimeWord | None:
    """Return "on Monday" of "sent troops to guard the plant on Monday": who has sent them by then has them guard then."""
    if not tree.is_verb(trigger) or tense.tense_of(trigger) != "past":
        return None
    for word in words:
        verb = word.first.doc[word.clause]
        if (
            verb.dep_ in ("advcl", "xcomp", "acl")
            and verb.tag_ in ("VB", "VBP", "NN")
            and not tree.children(verb, "nsubj", "nsubjpass")
            and (verb.head.i == trigger.i or verb.dep_ == "acl" and verb.head.head.i == trigger.i)
            and word.first.i > trigger.i
            and word.expression.bound is None
            and not word.expression.text.casefold().startswith(("next", "tomorrow"))
            and not any(tree.is_noun(word.first.doc[n]) for n in word.nouns)
        ):
            return word
    return None


def surely_past(verb: Token, words: Sequence[TimeWord]) -> TimeWord | None:
    """Return "last Sunday" from the end of "reached a deal on resupplying the ship last Sunday": what lies ahead of the
    verb cannot be past, so the words date the verb."""
    if tense.tense_of(verb) != "past":
        return None
    for word in words:
        inner = word.first.head
        if (
            inner.tag_ in ("VBG", "VB")
            and inner.dep_ in ("pcomp", "xcomp", "acl", "advcl")
            and verb.i in {a.i for a in inner.ancestors}
        ):
            text = word.expression.text.casefold()
            if text.startswith("last ") or text.endswith(" ago") or text == "yesterday":
                return word
    return None


def _gathered(verb: Token, words: Sequence[TimeWord]) -> TimeWord | None:
    """Return "on Sunday" of "the G7, assembled on Sunday, condemned": who meets says there and then."""
    if verb.dep_ == "advcl" and verb.head.lower_ in GATHERED and verb.head.tag_ == "VBG":
        found = [w for w in words if w.clause == verb.head.i]
        if found and not tree.children(verb.head, "aux"):
            return _nearest(found, verb)
    for subject in tree.children(verb, "nsubj", "nsubjpass"):
        for child in tree.children(subject, "acl"):
            if child.lower_ in GATHERED:
                found = [w for w in words if w.clause == child.i]
                if found:
                    return _nearest(found, child)
    return None


def _behind_predicate(verb: Token, words: Sequence[TimeWord]) -> TimeWord | None:
    """Return the date behind "declared him persona non grata on Saturday", where the parser makes the Latin a clause."""
    for child in verb.children:
        if child.dep_ in ("ccomp", "oprd", "xcomp") and child.lower_ in (
            "persona",
            "grata",
            "unwelcome",
            "unwanted",
        ):
            found = [w for w in words if w.clause in (child.i, verb.i) or child.i in w.nouns]
            if found:
                return _nearest(found, child)
    return None


def _planned(noun: Token, words: Sequence[TimeWord]) -> TimeWord | None:
    """Return the date in "an exercise planned for next week", "talks scheduled to start on Friday"."""
    goals = {noun.i, *(o.i for prep, o in tree.prepositions(noun) if prep in ("to", "in", "with", "between"))}
    for child in noun.subtree:
        arranged = (
            child.head.i in goals and child.dep_ in ("acl", "amod")
            or child.dep_ == "relcl" and any(c.dep_ in ("aux", "auxpass") for c in child.children)
        )  # fmt: skip
        begun = child.dep_ == "relcl" and any(c.lower_ in ARRANGED for c in tree.children(child, "xcomp"))
        if arranged and child.lower_ in ARRANGED or begun:
            inner = {child.i, *(c.i for c in child.children if c.dep_ == "xcomp")}
            found = [w for w in words if w.clause in inner]
            if found:
                return _nearest(found, noun)
    return None


def _later_coordinated(word: TimeWord, trigger: Token, clause: int) -> bool:
    """Whether the word stands in a coordinated clause behind the trigger's: a time word dates what follows, not what
    stands before."""
    return word.clause != clause and word.first.i > trigger.i


def _same_clause(word: TimeWord, trigger: Token) -> bool:
    node = word.first
    while node.i != trigger.i and node.head.i != node.i:
        if node.dep_ in ("relcl", "ccomp", "advcl", "acl", "parataxis", "conj") and node.i != trigger.i:
            return False
        if node.tag_ == "VBN" and any(c.lower_ == "having" for c in node.children):
            return False  # "to thank him for having closed the frontier on Thursday"
        node = node.head
    return True


def _claimed(word: TimeWord, trigger: Token) -> bool:
    """Whether a time word hangs on another noun ("the talks on Monday", "Sunday's vote") and so dates that."""
    if not word.nouns or trigger.i in word.nouns:
        return False
    return word.expression.attributive or word.first.dep_ in ("poss", "compound", "amod", "nmod")


def _nearest(words: Sequence[TimeWord], trigger: Token) -> TimeWord:
    return min(words, key=lambda w: abs(w.first.i - trigger.i))
