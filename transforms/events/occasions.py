"""Occasions: what is said at a meeting takes the meeting's day and place.

The annotation rules let a participant's speech act or agreement at a dated meeting, call or summit (its communiqué, the
press conference, the sentence right after it) take the last day and the place of that meeting. A summit lends its
place to its communiqué and to what its participants say for the rest of the article.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from transforms.events.drafts import Draft
from transforms.events.parsed import Parsed as Doc
from transforms.events.when.dates import DateSpan
from transforms.events.when.timing import SPEECH

LEAD = 2
"""Sentences of the text in which a headline is told again."""
EXACT = frozenset(["day", "range", "week"])
"""Meetings dated no better than to the month or season lend no day: the last of the month is not told."""
AHEAD = ("scheduled", "hypothetical")
NEAR = 1
"""Sentences after a meeting that still speak of it."""
PLACE_NEAR = 2
"""Sentences after a meeting in which its participants are still at its place."""


@dataclass
class Occasions:
    """The meetings of an article that took place, in order of the text."""

    openings: frozenset[int] = frozenset()
    """The sentences that open a paragraph: what follows no longer speaks of the meeting before."""
    published: dt.date | None = None
    met: list[tuple[int, Draft]] = field(default_factory=list)
    told: list[Draft] = field(default_factory=list)
    """All acts told so far."""

    def note(self, index: int, draft: Draft) -> None:
        """Note a meeting or visit of a sentence; one still ahead lends nothing. Who joins a summit from afar acts there."""
        if draft.type != "CONSULT" or draft.status not in ("occurred", "ongoing"):
            return
        if draft.mode == "phone" and len({p.country for p in draft.parties()}) < 2:
            return  # "opened the road by video link": nobody is spoken to
        if draft.mode == "phone" and draft.country is None:
            codes = {p.country for p in draft.parties()}
            for _, summit in reversed(self.met):
                if summit.mode == "multilateral" and codes & {p.country for p in summit.actors if p.country}:
                    draft.country, draft.place = summit.country, summit.place
                    break
        self.met.append((index, draft))

    def lend(self, draft: Draft, index: int, doc: Doc) -> None:
        """Give a speech act the last day and the place of the meeting it was made at, where it has none of its own."""
        if draft.type not in SPEECH or draft.status not in ("occurred", "negated"):
            return
        found = self._meeting_of(draft, index)
        if found is None or draft.type == "REJECT" and draft.mode == "meet":
            return
        at, meeting = found
        tenses = {c.lower_ for c in doc[draft.trigger].children if c.dep_ == "aux"}
        if at != index and "had" in tenses:
            return
        document = "document" in draft.votes
        last = _last_day(meeting)
        if last is not None and self.published is not None and last > self.published:
            last = None  # a visit still under way: what is said at it is said by now
        perfect = bool(tenses & {"has", "have"})  # "has pledged fuel" is news of no day
        if not draft.dated and not perfect and last is not None and (self._next(at, index) or document):
            draft.span = DateSpan(last, last, "day")
        if draft.country is None and _same_day(draft, last):
            draft.country, draft.place = meeting.country, meeting.place
            draft.placed_by = "" if draft.country is None else "document" if document else "occasion"

    def _next(self, at: int, index: int) -> bool:
        """Whether a sentence is the meeting's own or follows it in its paragraph."""
        return index - at <= NEAR and not any(i in self.openings for i in range(at + 1, index + 1))

    def _meeting_of(self, draft: Draft, index: int) -> tuple[int, Draft] | None:
        actors = {p.country for p in draft.actors if p.country}
        aimed = {p.country for p in draft.recipients if p.country}
        document = "document" in draft.votes
        for at, meeting in reversed(self.met):
            codes = {p.country for p in meeting.parties()}
            if not actors & codes or (document and meeting.mode == "phone"):
                continue
            if index == at and not meeting.trigger < draft.trigger:
                continue
            near = self._next(at, index) or (index - at <= PLACE_NEAR and bool(aimed & codes))
            if near or document or meeting.mode == "multilateral":
                return at, meeting
        return None


def date_headline(drafts: Sequence[Draft]) -> None:
    """Give a headline's acts the day the first sentences of the text give to what the same parties did.

    Args:
        drafts: All of the article, in order; those of sentence 0 are the headline's.
    """
    lead = [d for d in drafts if 0 < d.sentence <= LEAD and d.status not in AHEAD]
    for draft in drafts:
        if draft.sentence or draft.dated or draft.span is not None or draft.status in AHEAD:
            continue
        actors = {p.country for p in draft.actors if p.country}
        same = [d for d in lead if actors and actors == {p.country for p in d.actors if p.country}]
        if any(d.type == draft.type and d.span is None for d in same):
            continue  # told again, without a day
        for told in same:
            if told.dated and isinstance(told.span, DateSpan) and told.span.precision in EXACT:
                draft.span = told.span
                break


def _last_day(meeting: Draft) -> dt.date | None:
    span = meeting.span
    return span.end if isinstance(span, DateSpan) and span.precision in EXACT | {"open"} else None


def _same_day(draft: Draft, last: dt.date | None) -> bool:
    """Whether a draft's own date, if it has one, is compatible with having been made at the meeting."""
    span = draft.span
    if not isinstance(span, DateSpan) or span.end is None:
        return not draft.dated
    return last is not None and span.end == last
