"""Which time words date which event: by clause, with the inheritance rules of docs/coding.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from transforms.events.drafts import Draft
from transforms.events.parsed import Parsed as Doc
from transforms.events.parsed import Word as Token
from transforms.events.what import tense, tree
from transforms.events.when import attachment
from transforms.events.when.attachment import TimeWord
from transforms.events.when.date_readings import Anchored
from transforms.events.when.dates import (
    DateSpan,
    Direction,
    DurationExpression,
    TimeExpression,
    find_durations,
    find_time_expressions,
    origin_to_the_day,
    resolve,
    span_of_duration,
)

SPEECH = frozenset(["AGREE", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "CONCEDE", "SUPPORT"])
ENDING = frozenset(
    """end ended ends ending conclude concluded concludes concluding close closed closes wound wrapped finish finished finishes
    left leaves departed returned back after""".split()
)
STARTING = frozenset(
    "begin began begins beginning start started starts starting arrive arrived arrives arriving open opened opens kick kicked embarked landed".split()
)
BEGINS = frozenset("start starts begin begins commence open kick".split())
DESCRIBING = frozenset("used owned led based called known named headed backed run".split())
ANNOUNCING = frozenset(
    "announce announced announces announcing scheduled schedules arranged arrange planned plan".split()
)
NAMING = frozenset("called calls described describes termed considers regards".split())
WEEK = 7


@dataclass(frozen=True, slots=True)
class Times:
    """All that a parsed sentence says about time."""

    doc: Doc
    words: tuple[TimeWord, ...]
    durations: tuple[DurationExpression, ...]
    is_title: bool
    clock_day: bool = False
    is_item: bool = False
    anchored: dict[int, DateSpan] = field(default_factory=dict)
    """What an expression counted from another event was found to mean: the same for all events it dates."""


def times_of(
    doc: Doc,
    *,
    is_title: bool = False,
    clock_day: bool = False,
    is_item: bool = False,
    names: Sequence[tuple[int, int]] = (),
) -> Times:
    """Return the time expressions of a parsed sentence with their attachment; none inside `names` ("Mr Ramadan")."""
    out = []
    for expression in find_time_expressions(doc.text):
        if (
            expression.kind == "label"
            or _in_name(expression, doc)
            or any(a < expression.end and expression.start < b for a, b in names)
        ):
            continue
        inside = [t for t in doc if t.idx < expression.end and t.idx + len(t) > expression.start]
        if not inside:
            continue
        members = {t.i for t in inside}
        top = next((t for t in inside if t.head.i not in members or t.head.i == t.i), inside[0])
        nouns: list[int] = []
        node = top
        while node.head.i != node.i and not (tree.is_verb(node) or node.pos_ == "AUX"):
            node = node.head
            if tree.is_noun(node) and node.i not in members:
                nouns.append(node.i)
        if expression.kind in ("date", "weekday") and _only_describes(node):
            nouns.clear()
            node = tree.clause_of(node.head)
        out.append(TimeWord(expression, top, tuple(nouns), node.i))
    durations = tuple(d for d in find_durations(doc.text) if d.days and (d.attributive or d.of_meeting))
    return Times(doc, tuple(out), durations, is_title, clock_day, is_item)


def _only_describes(verb: Token) -> bool:
    """Whether a verb says what something is, so that a day behind it is that of the clause above: "struck what it called a
    camp on Tuesday", "curbed the sale of gases used by chipmakers on July 4"."""
    if verb.dep_ == "acl":
        return verb.lower_ in DESCRIBING
    return verb.lower_ in NAMING and any(t.lower_ == "what" for t in verb.doc[max(0, verb.i - 3) : verb.i])


def _in_name(expression: TimeExpression, doc: Doc) -> bool:
    """Whether a feast is the last part of a person's name: "Taha Yassin Ramadan reached Amman"."""
    if expression.kind != "date" or " " in expression.text or any(c.isdigit() for c in expression.text):
        return False
    token = next((t for t in doc if t.idx == expression.start), None)
    return (
        token is not None
        and token.i > 1
        and all(
            t.tag_ == "NNP" and t.dep_ == "compound" and t.head.i == token.i
            for t in doc[token.i - 2 : token.i]
        )
    )


def date_of(
    draft: Draft, times: Times, published: dt.date, anchor: DateSpan | None
) -> tuple[DateSpan | None, bool]:
    """Return the days a draft's own clause gives it, and whether its clause holds any time word (a vague one blocks
    inheritance)."""
    trigger = times.doc[draft.trigger]
    own_report = (
        draft.status not in ("scheduled", "hypothetical")
        and draft.speaker is not None
        and draft.speaker.country in {p.country for p in draft.actors}
    )
    words = [w for w in times.words if not attachment.of_the_first(w)]
    if draft.type in SPEECH:
        words = [
            w for w in words if not (attachment.in_content(w, trigger) or attachment.lasting(w, trigger))
        ]
    aside = draft.type in SPEECH and attachment.aside(trigger)
    if aside:
        words = [w for w in words if trigger.i in {a.i for a in w.first.ancestors}]
    chosen = attachment.choose(trigger, words, own_report=own_report)
    if chosen is None and not aside:
        chosen = attachment.surely_past(tree.clause_of(trigger), times.words)
    if chosen is None and draft.type not in SPEECH and draft.status == "occurred":
        chosen = attachment.for_the_purpose(trigger, times.words) or attachment.of_its_object(
            trigger, times.words
        )
    if chosen is None:
        if times.clock_day and _at_that_hour(draft, trigger):
            return DateSpan(published, published, "day"), True
        chosen = _only(times, trigger)
        if chosen is None:
            return None, False
    if _of_what_is_to_come(chosen, trigger, times):
        return None, False
    expression = chosen.expression
    if anchor is not None and anchor.end is not None:
        anchor = DateSpan(anchor.end, anchor.end, "day")
    anchor = _coordinate(chosen, times, published) or anchor
    known = times.anchored.get(expression.start)
    if known is None and _counts_back(chosen, times):
        span = _counted_back(chosen, times, published)
    else:
        span = (
            known
            or origin_to_the_day(expression, published)
            or resolve(expression, published, _direction(draft, times, chosen), anchor)
        )
    if span is not None and _old_matter(draft, chosen, span, published):
        return None, False
    if expression.kind == "anchored" and span is not None:
        times.anchored[expression.start] = span
    if span is not None:
        span = _stretched(span, draft, times)
        if "returned" in draft.flags:  # who came home on Tuesday had been there until then
            span = DateSpan(None, span.end, "open")
        elif (
            times.doc[chosen.clause].lower_ in BEGINS
            and tree.is_noun(trigger)
            and draft.status in ("scheduled", "cancelled")
        ):
            span = DateSpan(span.start, None, "open")
    return span, True


def _of_what_is_to_come(chosen: TimeWord, trigger: Token, times: Times) -> bool:
    """Whether a date is that of a coordinated clause about the future and the act is past: "Oslo will host talks in May, and
    Moscow offered to buy the catch"."""
    clause = times.doc[chosen.clause]
    return (
        tree.is_verb(trigger)
        and clause.i < trigger.i
        and (_coordinated(trigger, clause) or clause.i not in {a.i for a in trigger.ancestors})
        and tense.tense_of(trigger) in ("past", "perfect")
        and tense.tense_of(clause) in ("future", "reported-future")
    )


def _coordinated(verb: Token, first: Token) -> bool:
    node = verb
    while node.dep_ == "conj" and node.i != first.i:
        node = node.head
    return node.i == first.i


def _coordinate(chosen: TimeWord, times: Times, published: dt.date) -> DateSpan | None:
    """Return the day "a day later" counts from where the clause before gives it: "was sworn in on Sunday and left a day later"."""
    verb = times.doc[chosen.clause]
    if chosen.expression.kind != "anchored" or verb.dep_ != "conj":
        return None
    for other in times.words:
        if other.clause == verb.head.i and other.first.i < chosen.first.i:
            return resolve(other.expression, published, "past")
    return None


def _old_matter(draft: Draft, chosen: TimeWord, span: DateSpan, published: dt.date) -> bool:
    """Whether a date behind a noun is that of the matter spoken of: "condemned the killing of a boy on February 3"."""
    if draft.type not in SPEECH or not chosen.nouns or draft.trigger in chosen.nouns or span.end is None:
        return False
    return chosen.expression.kind == "date" and (published - span.end).days > WEEK


def _at_that_hour(draft: Draft, trigger: Token) -> bool:
    """Whether an entry with a clock time tells the act as news: not what lies ahead, nor what had come before."""
    if draft.status not in ("occurred", "ongoing", "cancelled", "negated"):
        return False
    verb = tree.clause_of(trigger)
    return tense.tense_of(verb) != "perfect" and not (verb.tag_ == "VBN" and verb.dep_ in ("acl", "relcl"))


def _counts_back(word: TimeWord, times: Times) -> bool:
    """Whether a clause behind "six days after" is what the days are counted from."""
    reading, verb = word.expression.reading, times.doc[word.clause]
    if not isinstance(reading, Anchored) or reading.whole or reading.amount < 1:
        return False
    return verb.dep_ == "advcl" and any(c.dep_ == "mark" and c.i > word.first.i for c in verb.children)


def _counted_back(word: TimeWord, times: Times, published: dt.date) -> DateSpan | None:
    """Return the day of what stands behind "six days after" where the main clause is dated: "arrived on Thursday, six
    days after Syria shot it down"."""
    reading, verb = word.expression.reading, times.doc[word.clause]
    assert isinstance(reading, Anchored)
    back = replace(word.expression, reading=Anchored(-reading.amount, reading.unit))
    mains = {verb.head.i}
    for main in (verb.head, *(a for a in verb.head.ancestors if verb.head.dep_ == "conj")):
        # "gave him a day to leave on Monday and froze trade, three days after"
        below = [*main.rights, *(c for o in tree.objects(main) for c in o.rights)]
        mains |= {main.i, *(c.i for c in below if c.tag_ == "VB" and c.dep_ != "ccomp")}
    for other in times.words:
        if other.clause in mains and other is not word:
            day = resolve(other.expression, published, "past")
            if day is not None and day.start is not None and day.start == day.end:
                return resolve(back, published, "past", day)
    if reading.unit == "year":  # "has reopened its embassy, 13 years after it severed relations"
        return resolve(back, published, "past", DateSpan(published, published, "day"))
    return None


def _only(times: Times, trigger: Token) -> TimeWord | None:
    """Return the one date of a diary item, wherever the parser hung it."""
    if not times.is_item:
        return None
    found = [
        w
        for w in times.words
        if w.expression.kind in ("date", "weekday") and w.expression.bound not in ("since",)
    ]
    return found[-1] if found else None


def _direction(draft: Draft, times: Times, chosen: TimeWord) -> Direction | None:
    trigger, expression = times.doc[draft.trigger], chosen.expression
    teller = times.doc[chosen.clause]
    if (
        teller.i != tree.clause_of(trigger).i
        and teller.i in {a.i for a in trigger.ancestors}
        and teller.tag_ == "VBD"
        and draft.status in ("occurred", "ongoing", "negated")
    ):
        return "past"  # "is sending them home, the ministry said on Saturday"
    if draft.status in ("scheduled", "hypothetical"):
        return "future"
    if draft.status in ("cancelled", "negated"):
        words = {t.lower_ for t in times.doc}
        ahead = words & {"next", "upcoming", "would", "will"}
        if not ahead and words & {"planned", "scheduled", "due", "expected"}:
            # "planned for mid-January" may lie behind or ahead; "planned for Friday" would have been said of a past one
            return None if expression.kind == "date" else "future"
        return "future" if ahead else "past"
    told = tree.is_verb(trigger) and tense.tense_of(trigger) in ("past", "perfect")
    if trigger.lower_ in ANNOUNCING and chosen.nouns and draft.type not in SPEECH:
        return "future"
    if trigger.dep_ == "dobj" and trigger.head.lower_ in ANNOUNCING and trigger.i in chosen.nouns:
        return "future"  # "announced drills from Thursday to Sunday"
    if times.is_item and not told:
        return "future"
    if draft.type in SPEECH:
        return "past"
    if times.clock_day:
        return "past"
    verb = tree.clause_of(trigger)
    if not (tree.is_verb(verb) or verb.pos_ == "AUX"):
        return None
    if (
        not times.is_title
        and tense.tense_of(verb) in ("present", "progressive")
        and verb.tag_ in ("VBZ", "VBP", "VBG")
    ):
        weekday_ahead = expression.kind in ("date", "weekday") and expression.bound in (None, "until")
        return "future" if weekday_ahead else None
    return "past"


def _stretched(span: DateSpan, draft: Draft, times: Times) -> DateSpan:
    """Stretch one day to the length the text gives the event: "ended a three-day visit on Monday"."""
    if span.start is None or span.start != span.end:
        return span
    trigger = times.doc[draft.trigger]
    near = [
        d
        for d in times.durations
        if (0 <= trigger.idx - d.start < 60 or 0 <= d.start - trigger.idx < 60)
        and (d.attributive or draft.type == "CONSULT")
    ]
    if not near:
        return span
    days = near[0].days or 1
    clause = tree.clause_of(trigger)
    words = {clause.lower_, *(t.lower_ for t in times.doc[max(0, trigger.i - 8) : trigger.i])}
    if words & ENDING or ("at" in words and ("end" in words or "close" in words)):
        return span_of_duration(days, ends=span.end) or span
    if words & STARTING or draft.status == "scheduled":
        return span_of_duration(days, starts=span.start) or span
    return span
