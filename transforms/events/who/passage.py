"""An article with its mentions, and the ways to walk from a mention to the words around it."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace

from transforms.events.who.actor import Actor
from transforms.events.who.mentions import Mention
from transforms.events.who.modifiers import BELONGING
from transforms.events.who.names import find_name
from transforms.events.who.phrases import resolve_phrase

HONORIFIC = r"(?:(?:Dr|Mr|Mrs|Ms|Prof|Sir|Dame|Lord|Lady|Sheikh|Hon|Rev|Fr|Sayyid|Alhaji|Eng)\.? )?"
# What may stand between a state and the office it owns: "France's outgoing foreign minister".
_GAP = re.compile(r"(?:['’]s?)? (?:[a-z][a-z-]+ ){0,3}$")
_ALSO_SURNAMES = frozenset({"demonym", "people", "city", "region", "capital", "agent"})
_RANKED = re.compile(
    r"(?i)\b(?:former |ex-|then-|then |late |ousted |deposed |acting |interim |deputy |caretaker "
    r"|outgoing )+$"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A text, its lexicon mentions and the day it was published."""

    text: str
    mentions: tuple[Mention, ...]
    date: datetime.date | None

    def resolve(self, start: int, end: int) -> Actor:
        """The party named by `text[start:end]`, its span counted in the whole text."""
        actor = resolve_phrase(self.text[start:end], date=self.date)
        return replace(actor, span=(actor.span[0] + start, actor.span[1] + start))

    def phrase_start(self, index: int) -> int:
        """Where modifiers and titles before a mention start: "| former US Secretary of State John Kerry"."""
        start = self.mentions[index].start
        for earlier in reversed(self.mentions[max(0, index - 6) : index]):
            if earlier.kind not in BELONGING | {"office", "agent"}:
                break
            gap = self.text[earlier.end : start]
            if gap != " " and not _GAP.fullmatch(gap):
                break
            if earlier.kind == "agent" and not any(
                m.kind == "office" for m in self.mentions[: index + 1] if m.start > earlier.start
            ):
                break
            start = earlier.start
        rank = _RANKED.search(self.text[max(0, start - 30) : start])
        return start - len(rank.group()) if rank else start

    def free_name(self, start: int, index: int) -> tuple[int, int] | None:
        """A name at `start` that is no lexicon actor and does not run into one; mention `index` is before."""
        spot = find_name(self.text, start)
        if spot is None:
            return None
        begin, end = spot
        for later in self.mentions[index + 1 :]:
            if later.start >= end:
                break
            place = later.kind in ("city", "capital", "region")
            if later.start == begin and (not place or later.end >= end):
                return None
            if later.start > begin:
                # Moro and Holland are names too, inside a name or as its second word.
                single = " " not in self.text[begin : later.start].strip()
                if later.kind in _ALSO_SURNAMES and (later.end < end or single and later.end == end):
                    continue
                end = later.start
                while end > begin and not self.text[end - 1].isalnum():
                    end -= 1
        return (begin, end) if end > begin else None

    def of_end(self, end: int, links: str = "of") -> int:
        """Where " of Myanmar", " of the Kyiv court" after a name ends; `end` if nothing such follows."""
        link = re.match(rf" (?:{links}) (?:the )?(?=[A-Z])", self.text[end : end + 10])
        if link is None:
            return end
        at = end + link.end()
        owner = next((m for m in self.mentions if m.start == at), None)
        return owner.end if owner is not None and owner.kind in BELONGING else end
