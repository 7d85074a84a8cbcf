"""One record per real event: mentions of the same act by the same parties at compatible times become one."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.events.drafts import Draft
from transforms.events.parsed import Parsed as Doc
from transforms.events.parsed import Word as Token
from transforms.events.when.dates import DateSpan
from transforms.events.where.places import seat
from transforms.events.who.party import Party

MUTUAL = frozenset(["CONSULT", "AGREE", "COOPERATE"])


def merge(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with coreferent mentions merged, in order of first mention.

    The fuller mention gives the fields; the others fill what it lacks.
    """
    kept: list[Draft] = []
    for draft in drafts:
        for i, other in enumerate(kept):
            if _same_event(other, draft):
                kept[i] = _merged(other, draft)
                break
        else:
            kept.append(draft)
    return kept


DEADLINES = frozenset(["give.time", "give.days", "issue.ultimatum"])
"""Rules of a time given to comply; to envoys who are thrown out it is part of the expulsion."""


def time_to_leave(drafts: Sequence[Draft]) -> list[Draft]:
    """Drop the hours given to leave beside the expulsion itself: "expelled the ambassador and gave him 72 hours to go"."""
    expellers = {
        p.country for d in drafts if d.type == "SANCTION" and d.mode == "expel" for p in d.actors if p.country
    }
    return [d for d in drafts if d.rule not in DEADLINES or not expellers & {p.country for p in d.actors}]


def host_is_met(drafts: Sequence[Draft], doc: Doc) -> list[Draft]:
    """Fold "travels to Brussels for a meeting with NATO's secretary-general" into one visit whose host is who is met."""
    out = list(drafts)
    for visit in drafts:
        if (
            visit.type != "CONSULT"
            or visit.mode != "visit"
            or len(visit.recipients) != 1
            or not visit.country
        ):
            continue
        for meeting in drafts:
            if meeting is visit or meeting.type != "CONSULT" or meeting not in out or visit not in out:
                continue
            if meeting.mode == "phone" or not _purpose(doc[meeting.trigger], visit.trigger):
                continue
            guests = {p.country for p in visit.actors}
            met = tuple(p for p in meeting.parties() if p.country and p.country not in guests)
            if met and all(_at_home(p.country or "", visit.country) for p in met):
                known = {p.start for p in visit.actors}
                visit.actors += tuple(
                    p for p in meeting.actors if p.country in guests and p.start not in known
                )
                keep = visit.recipients if visit.recipients[0].country == visit.country else ()
                visit.recipients = (
                    (*keep, *met) if any(p.country == visit.country for p in met) or not keep else met
                )
                out.remove(meeting)
    return out


def _purpose(token: Token, journey: int) -> bool:
    """Whether a word hangs on the journey without coordination: "for a meeting", "to see", not "and a phone call"."""
    node = token
    while node.head.i != node.i:
        if node.dep_ in ("conj", "relcl", "ccomp", "parataxis") or (
            node.dep_ == "advcl" and node.tag_ != "VB"
        ):
            return False
        node = node.head
        if node.i == journey:
            return True
    return False


def _at_home(code: str, country: str) -> bool:
    home = seat(code)
    return code == country or (home is not None and home.country == country)


def _codes(draft: Draft) -> tuple[frozenset[str], frozenset[str]]:
    return (
        frozenset(_key(p) for p in draft.actors),
        frozenset(_key(p) for p in draft.recipients),
    )


def _key(party: Party) -> str:
    """Return what tells a party from others: its country if its words say so, else the words."""
    return party.name.casefold() if party.supplied or not party.country else party.country


CASUALTIES = ("kill.", "wound.", "die.", "death")
"""Rules that tell who was hurt in a clash."""
TITLE = 0
"""Number of the sentence that is the title of an article with one."""


def _retold(a: Draft, b: Draft) -> bool:
    """Whether two drafts of one act are told by different words: a headline and its body, a march and what it smashed, a
    clash and its dead."""
    near = abs(a.sentence - b.sentence) <= 1
    if a.type == "ASSAULT" and a.reciprocal != b.reciprocal and near:
        if not (b if a.reciprocal else a).rule.startswith(CASUALTIES):
            return False
        whole = [frozenset(_key(p) for p in d.parties()) for d in (a, b)]
        return whole[0] == whole[1] and len(whole[0]) == 2
    if a.reciprocal or b.reciprocal or _codes(a) != _codes(b) or not a.recipients:
        return False
    if a.type == "ASSAULT" and a.mode != b.mode:
        return TITLE in (a.sentence, b.sentence) and a.sentence != b.sentence
    return a.type == "PROTEST" and a.sentence == b.sentence


def _under_way(a: Draft, b: Draft) -> bool:
    """Whether a visit that lies ahead is a part of one that has begun: "flew to Vienna on Wednesday and will be received"."""
    if a.type != "CONSULT" or not (a.mode == b.mode == "visit") or _codes(a) != _codes(b):
        return False
    if {a.status, b.status} not in ({"occurred", "scheduled"}, {"ongoing", "scheduled"}):
        return False
    begun, ahead = (a, b) if b.status == "scheduled" else (b, a)
    if not isinstance(begun.span, DateSpan) or begun.span.start is None or begun.span.end is None:
        return begun.status == "ongoing" and ahead.span is None
    if not isinstance(ahead.span, DateSpan) or ahead.span.start is None:
        return False
    return 0 <= (ahead.span.start - begun.span.end).days <= SOON and begun.span.start == begun.span.end


SOON = 2
"""Days after a visitor's arrival that still belong to the visit."""


def _same_event(a: Draft, b: Draft) -> bool:
    if a.type == b.type and _compatible_dates(a.span, b.span) and _compatible_status(a, b) and _retold(a, b):
        return True
    if _under_way(a, b):
        return True
    if a.type != b.type or not _compatible_status(a, b) or not _compatible_dates(a.span, b.span):
        return False
    if a.sentence == b.sentence and a.type not in ("CONSULT", "ASSAULT") and a.trigger != b.trigger:
        return _codes(a) == _codes(b) and (a.mode == b.mode or not a.mode or not b.mode)
    if (
        a.mode
        and b.mode
        and a.mode != b.mode
        and not (a.type == "CONSULT" and "phone" not in (a.mode, b.mode))
    ):
        return False
    if a.country and b.country and a.country != b.country:
        return False
    if _different_people(a, b):
        return False
    if a.reciprocal != b.reciprocal and a.type not in MUTUAL:
        return False  # two who sign and a third who praises both
    (a_act, a_rec), (b_act, b_rec) = _codes(a), _codes(b)
    if a.mode == b.mode == "visit" and a_rec and b_rec and not (a_act & b_act and a_rec & b_rec):
        return False  # there and back are two visits
    if a.type == "AGREE" and not (a.reciprocal or b.reciprocal):
        return a_act == b_act and a_rec == b_rec  # a promise to one is not the body's own decision
    if a.type == "AGREE" and a.reciprocal != b.reciprocal and (a_rec or b_rec):
        return False  # "agreed with each other", and both to what a third proposed
    if a.type in MUTUAL or a.reciprocal or b.reciprocal:
        whole_a, whole_b = a_act | a_rec, b_act | b_rec
        return whole_a == whole_b or (
            len(whole_a & whole_b) > 0 and (whole_a <= whole_b or whole_b <= whole_a)
        )
    if a_act != b_act:
        return False
    return a_rec == b_rec or not a_rec or not b_rec or a_rec <= b_rec or b_rec <= a_rec


def _different_people(a: Draft, b: Draft) -> bool:
    """Whether the acting people are named and differ: two officials of one state make two visits, not one."""
    mine = {p.name.casefold().split()[-1] for p in a.actors if p.person}
    theirs = {p.name.casefold().split()[-1] for p in b.actors if p.person}
    return a.type == "CONSULT" and bool(mine) and bool(theirs) and not mine & theirs


def _compatible_status(a: Draft, b: Draft) -> bool:
    if a.status == b.status:
        return True
    return {a.status, b.status} <= {"occurred", "ongoing"} or (
        {a.status, b.status} <= {"scheduled", "hypothetical"} and a.type == "CONSULT"
    )


def _compatible_dates(a: object, b: object) -> bool:
    if not isinstance(a, DateSpan) or not isinstance(b, DateSpan):
        return True
    if a.start and b.end and a.start > b.end:
        return False
    return not (b.start and a.end and b.start > a.end)


def _merged(a: Draft, b: Draft) -> Draft:
    going_on = (
        "ongoing" in (a.status, b.status)
        and {a.status, b.status} <= {"occurred", "ongoing"}
        and a.type != "CONSULT"
    )
    fuller, other = (b, a) if _fullness(b) > _fullness(a) else (a, b)
    if a.type == "ASSAULT" and a.reciprocal != b.reciprocal:
        fuller, other = (a, b) if a.reciprocal else (b, a)
    together = abs(a.sentence - b.sentence) <= 1 and other.reciprocal
    if together and fuller.type == "CONSULT" and fuller.recipients and not fuller.reciprocal:
        hosts = {p.country for p in fuller.recipients}
        known = {p.start for p in fuller.parties()}
        fuller.recipients += tuple(
            p for p in other.parties() if p.country in hosts and p.start not in known and p.country
        )
    if not fuller.recipients and other.recipients and (a.type != "ASSAULT" or not fuller.reciprocal):
        fuller.recipients = other.recipients
        fuller.reciprocal = other.reciprocal
    if len(other.actors) > len(fuller.actors) and not fuller.recipients:
        fuller.actors = other.actors
    if fuller.span is None:
        fuller.span = other.span
    if fuller.mode is None:
        fuller.mode = other.mode
        fuller.cameo = fuller.cameo or other.cameo
    if fuller.country is None:
        fuller.country, fuller.place = other.country, other.place
    if going_on and fuller.span is None:
        fuller.status = "ongoing"
    fuller.votes = {
        **other.votes,
        **fuller.votes,
        "mentions": fuller.votes.get("mentions", 1) + other.votes.get("mentions", 1),
    }
    return fuller


def _fullness(draft: Draft) -> float:
    known = sum(p.country is not None for p in draft.parties())
    named = sum(p.person for p in draft.parties())
    # who travelled says more than that both met; a title is a headline: the body says it in full
    return (
        2 * known
        + named
        + 1.5 * (draft.span is not None)
        + 0.5 * bool(draft.recipients)
        + 2.0 * (draft.type == "CONSULT" and bool(draft.recipients))
        - 1.0 * (draft.sentence == 0)
    )
