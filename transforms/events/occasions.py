"""Occasions: what is said at a meeting takes the meeting's day and place.

The annotation rules let a participant's speech act or agreement at a dated meeting, call or summit (its communiqué, the
press conference, the sentence right after it) take the last day and the place of that meeting. A summit lends its
place to its communiqué and to what its participants say for the rest of the article.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from transforms.events.drafts import Draft
from transforms.events.parsed import Parsed as Doc
from transforms.events.when.dates import DateSpan
from transforms.events.when.timing import SPEECH

NEAR = 1
"""Sentences after a meeting that still speak of it."""
PLACE_NEAR = 2
"""Sentences after a meeting in which its participants are still at its place."""


@dataclass
class Occasions:
    """The meetings of an article that took place, in order of the text."""

    openings: frozenset[int] = frozenset()
    """The sentences that open a paragraph: what follows no longer speaks of the meeting before."""
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
        if at != index and any(c.lower_ == "had" for c in doc[draft.trigger].children if c.dep_ == "aux"):
            return
        document = "document" in draft.votes
        last = _last_day(meeting)
        if not draft.dated and last is not None and (self._next(at, index) or document):
            draft.span = DateSpan(last, last, "day")
        if draft.country is None and _same_day(draft, last):
            draft.country, draft.place = meeting.country, meeting.place
            draft.placed_by = "occasion" if draft.country else ""

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


def _last_day(meeting: Draft) -> dt.date | None:
    span = meeting.span
    return span.end if isinstance(span, DateSpan) else None


def _same_day(draft: Draft, last: dt.date | None) -> bool:
    """Whether a draft's own date, if it has one, is compatible with having been made at the meeting."""
    span = draft.span
    if not isinstance(span, DateSpan) or span.end is None:
        return not draft.dated
    return last is not None and span.end == last
