"""Why each record of an article came out: rule, path, actor links, date, place and confidence, for a reader.

Nothing is decided here: the article goes through the coder's own steps, and what they left in the drafts
and trees is told in words. Records that the ranker left out are told as well: they explain what is missing.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from transforms.events import confidence
from transforms.events.coder import Coder, CoderInput
from transforms.events.drafts import Draft, cameo_code, plover_type
from transforms.events.parsed import Parsed, Word
from transforms.events.what.patterns import _folder
from transforms.events.when import attachment, timing
from transforms.events.when.dates import DateSpan
from transforms.events.where.places import find_places
from transforms.events.who.cast import KEPT
from transforms.events.who.party import Party

SHOWN_WEIGHTS = 8
"""Features of the ranker that are shown: those that weigh most, either way."""


@dataclass(frozen=True, slots=True)
class LexiconRow:
    """Where a rule stands and what it says."""

    file: str
    line: int
    cells: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        said = "; ".join(f"{name}: {value}" for name, value in self.cells)
        return f"{self.file}, line {self.line} ({said})"


@functools.cache
def lexicon_rows() -> dict[str, tuple[LexiconRow, ...]]:
    """Return the rows of the trigger lexicon by rule id; empty cells and the id itself are left out."""
    rows: dict[str, list[LexiconRow]] = {}
    for folder in ("verbs", "nouns"):
        for where, line, row in _folder(folder):
            cells = tuple((k, _short(v)) for k, v in row.items() if v and k != "id")
            rows.setdefault(row["id"], []).append(LexiconRow(where.split(",")[0], line, cells))
    return {rule: tuple(found) for rule, found in rows.items()}


def explain(coder: Coder, articles: Iterable[CoderInput]) -> Iterator[str]:
    """Yield for each article a text that tells why its records came out and what was left out."""
    ranker = confidence.load()
    for reading in coder._parsed(articles):
        threshold = ranker.thresholds[coder._scope(reading)]
        parts = [f"Article {reading.source.article_id}: {reading.source.title or '(no title)'}"]
        parts.append(
            f"  {len(reading.kept)} of {len(reading.sentences)} sentences hold a trigger and somebody to act, "
            "and were parsed."
        )
        printed: list[str] = []
        left_out: list[str] = []
        for draft, names in coder._candidates(reading):
            doc: Any = reading.docs[draft.sentence]
            offset = reading.sentences[draft.sentence].content
            probability = ranker.probability(names, coder._scope(reading))
            told = _draft(draft, doc, offset, reading.document, reading.published is not None)
            told += _weights(ranker, names, probability, threshold)
            (printed if probability >= threshold else left_out).append("\n".join(told))
        parts += [f"\n{number}. {told}" for number, told in enumerate(printed, start=1)]
        if not printed:
            parts.append("\n  No records.")
        if left_out:
            parts.append(f"\nLeft out, because their confidence is below {threshold:.2f}:")
            parts += [f"\n- {told}" for told in left_out]
        yield "\n".join(parts) + "\n"


def _draft(draft: Draft, doc: Parsed, offset: int, document: str, dated: bool) -> list[str]:
    act = f"{draft.type}/{draft.mode}" if draft.mode else draft.type
    codes = [f"PLOVER {plover_type(draft.type, draft.status, future=draft.future)}"]
    cameo = cameo_code(draft.type, draft.mode, draft.cameo, draft.status)
    if cameo:
        codes.append(f"CAMEO {cameo}")
    lines = [f"{act}, {draft.status} ({', '.join(codes)})"]
    lines.append(
        f'   words       "{_short(document[draft.start : draft.end], 160)}" ({draft.start}-{draft.end})'
    )
    trigger = doc[draft.trigger]
    lines.append(
        f'   trigger     "{trigger.text}" ({trigger.tag_}, {trigger.dep_}): {" < ".join(_upwards(trigger))}'
    )
    lines += _rule(draft)
    role = "both act" if draft.reciprocal else "actor"
    for party in draft.actors:
        lines.append(f"   {role:11} {_party(party, trigger, doc, offset)}")
    for party in draft.recipients:
        lines.append(f"   recipient   {_party(party, trigger, doc, offset)}")
    if draft.cast_kind != KEPT:
        ruled = draft.casts[0]
        told = f"{_codes(ruled.actors)} -> {_codes(ruled.recipients)}"
        lines.append(f"   parts       {draft.cast_kind} ({draft.cast_chance:.2f}); by the rules {told}")
    if draft.speaker is not None:
        lines.append(f"   said by     {_party(draft.speaker, trigger, doc, offset)}")
    lines.append(f"   date        {_date(draft, doc, dated)}")
    lines.append(f"   place       {_place(draft, doc)}")
    mentions = int(draft.votes.get("mentions", 1))
    if mentions > 1:
        lines.append(f"   merged      {mentions} mentions of one event")
    return lines


def _codes(parties: tuple[Party, ...]) -> str:
    return " ".join(p.country or "no country" for p in parties) or "nobody"


def _rule(draft: Draft) -> list[str]:
    rows = lexicon_rows().get(draft.rule, ())
    if not rows:
        return [f"   rule        {draft.rule} (a rule of the code, not of the lexicon)"]
    return [f"   rule        {draft.rule}: {row}" for row in rows]


def _party(party: Party, trigger: Word, doc: Parsed, offset: int) -> str:
    words = f'"{_short(party.text)}"' if party.text else "(not named)"
    if party.mention and party.mention != party.text:
        words = f'"{_short(party.mention)}" = {words}'
    link = " ".join(filter(None, [party.country, party.sector])) or "no country"
    told = f"{words} -> {party.name} [{link}; {party.entity_id or 'not in the lexicon'}]"
    if party.role:
        told += f", {party.role}"
    if party.inferred:
        return told + "; the clause does not name it, the context does"
    at = (party.at if party.at is not None else party.start) - offset
    word = next((w for w in doc if w.idx <= at < w.idx + max(1, len(w))), None) if at >= 0 else None
    if word is None:
        return told + "; named in another sentence"
    end = party.end - offset
    head = word
    while head.head is not head and party.at is None and at <= head.head.idx < end:
        head = head.head
    return told + f"; path {_path(head, trigger)}"


def _path(word: Word, trigger: Word) -> str:
    """Tell the way through the tree from a party's word to the trigger."""
    if word is trigger:
        return "the trigger itself"
    up = [word, *word.ancestors]
    other = [trigger, *trigger.ancestors]
    meeting = next((w for w in up if w in other), None)
    if meeting is None:
        return f"{word.text} … {trigger.text} (two trees)"
    told = word.text
    for node in up[: up.index(meeting)]:
        told += f" <{node.dep_}< {node.head.text}"
    for node in reversed(other[: other.index(meeting)]):
        told += f" >{node.dep_}> {node.text}"
    return told


def _upwards(trigger: Word) -> list[str]:
    return [trigger.text, *(w.text for w in trigger.ancestors)][:6]


def _date(draft: Draft, doc: Parsed, dated: bool) -> str:
    span = draft.span if isinstance(draft.span, DateSpan) else None
    chosen = attachment.choose(doc[draft.trigger], timing.times_of(doc).words)
    words = f'"{doc.text[chosen.expression.start : chosen.expression.end]}"' if chosen is not None else ""
    if span is None:
        if not dated:
            return f"none: {words or 'no time words'}, and the article has no day of publication"
        return f"none: {words} gives no day" if words else "none: no time words date the trigger's clause"
    days = str(span.start) if span.start == span.end else f"{span.start or '…'} to {span.end or '…'}"
    if words and draft.dated:
        return f"{days} ({span.precision}), from {words}"
    return f"{days} ({span.precision}), from another mention, the meeting told before or the entry's clock"


def _place(draft: Draft, doc: Parsed) -> str:
    if draft.place is None:
        return "none"
    name = getattr(draft.place, "name", None)
    latitude, longitude = getattr(draft.place, "latitude", None), getattr(draft.place, "longitude", None)
    point = f", {latitude:.2f} {longitude:.2f}" if latitude is not None and longitude is not None else ""
    told = f"{name or 'no town named'} [{draft.country or 'no country'}{point}]"
    said = [p.text for p in find_places(doc.text) if p.country == draft.country]
    return told + (f', from "{said[0]}"' if said else ", from the context: dateline, host or target")


def _weights(
    ranker: confidence.Ranker, names: tuple[str, ...], probability: float, threshold: float
) -> list[str]:
    weighed = sorted(((ranker.weights.get(name, 0.0), name) for name in names), key=lambda w: -abs(w[0]))
    total = sum(weight for weight, _ in weighed)
    shown = ", ".join(f"{name} {weight:+.2f}" for weight, name in weighed[:SHOWN_WEIGHTS])
    rest = sum(weight for weight, _ in weighed[SHOWN_WEIGHTS:])
    verdict = "at or above" if probability >= threshold else "below"
    return [
        f"   confidence  {round(probability, 4):.3f} ({verdict} {threshold:.2f}; log-odds {total:+.2f})",
        f"   because     {shown}, others {rest:+.2f}",
    ]


def _short(text: str, most: int = 90) -> str:
    """Return a text on one line, cut in the middle of nowhere with an ellipsis if it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
