"""Acts that are told once and done by several: "Mali did the same", "Latvia followed suit", "so did Japan"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from transforms.events.drafts import Draft
from transforms.events.parsed import Parsed as Doc
from transforms.events.parsed import Word as Token
from transforms.events.what import status, tree
from transforms.events.what.patterns import Patterns
from transforms.events.who.parties import SentenceParties
from transforms.events.who.party import Party

REPEATING = re.compile(
    r"\b(?:follow(?:s|ed|ing)? suit|follow(?:s|ed|ing)? (?:its|his|her|their|that|the|\w+['’]s) (?:example|lead)"
    r"|d(?:o|id|oes|one|oing) (?:so|likewise|the same)|(?:so|as|nor|[Nn]either) (?:did|do|does|has|have|had))\b"
)
DO = frozenset("do did does done doing".split())
HAVE = frozenset("has have had".split())
FOLLOW = frozenset("follow follows followed following".split())
SUIT = frozenset("suit example lead".split())
REACH = 2
"""Sentences back in which the act that is repeated may stand."""


def _repeating(doc: Doc) -> Iterator[tuple[Token, tuple[Token, ...]]]:
    """Yield the verbs that stand for an act told before, with whoever does it in turn."""
    for token in doc:
        low = token.lower_
        after = {c.lower_ for c in token.rights}
        so = any(c.lower_ == "so" for g in token.rights if g.dep_ == "advmod" for c in (g, *g.children))
        follows = low in FOLLOW and any(c.dep_ == "dobj" and c.lower_ in SUIT for c in token.rights)
        if follows or low in DO and (so or "likewise" in after or _the_same(token)):
            yield token, tuple(tree.subjects(token))
        elif low in DO | HAVE and token.i and doc[token.i - 1].lower_ in ("so", "as", "nor", "neither"):
            subjects = [c for c in token.rights if c.dep_ == "nsubj" and tree.is_noun(c)]
            if subjects and not tree.objects(token):
                yield token, tuple(subjects)


def _the_same(token: Token) -> bool:
    return any(c.dep_ == "dobj" and c.lower_ == "same" for c in token.rights)


def repeats(
    doc: Doc, index: int, parties: SentenceParties, known: Sequence[Draft], lexicon: Patterns
) -> Iterator[Draft]:
    """Yield the acts that repeat one of those known so far, by another party on the same target.

    Who was acted on and does the same acts on who began: "Moscow expelled three envoys; London did the same".
    """
    if REPEATING.search(doc.text) is None:
        return
    for token, subjects in _repeating(doc):
        doers = tuple(p for s in subjects for p in parties.of(s) if p.country)
        here = parties.offset + token.idx
        told = [d for d in known if d.start < here and index - d.sentence <= REACH and d.actors]
        if not doers or not told:
            continue
        act = told[-1]
        codes = {p.country for p in doers}
        began = {p.country for p in act.actors}
        if act.reciprocal or codes & began:
            continue
        if codes & {p.country for p in act.recipients}:
            aims = tuple(_meant(p) for p in act.actors)
        else:
            aims = tuple(_meant(p) for p in act.recipients)
        reading = status.read(token, lexicon)
        first = min(here, *(p.start for p in doers if p.start >= parties.offset))
        yield Draft(
            addressed=act.addressed, type=act.type, mode=act.mode, cameo=act.cameo, rule=act.rule, actors=doers, recipients=aims,
            status=act.status if reading.status == "occurred" and act.status != "ongoing" else reading.status,
            reciprocal=False, start=first, end=_end(token, doers, parties.offset), trigger=token.i,
            sentence=index, future=reading.future, flags=act.flags, words=act.words, votes=dict(act.votes),
        )  # fmt: skip


def _meant(party: Party) -> Party:
    return replace(party, inferred=True)


def _end(token: Token, doers: Sequence[Party], offset: int) -> int:
    last = max((c for c in token.rights if c.dep_ in ("dobj", "advmod")), key=_place, default=token)
    ends = [p.end for p in doers if p.start >= offset]
    return max(offset + last.idx + len(last), *ends)


def _place(token: Token) -> int:
    return token.idx
