"""From drafts to the public records; the only exit of the room that knows the schema."""

from __future__ import annotations

import hashlib
from typing import Any

from schemas.arrow import to_json, to_row
from schemas.event import Dyad, Event, Participant, Place
from transforms.events.drafts import QUADS, Draft, cameo_code, intensity, plover_type
from transforms.events.when.dates import DateSpan
from transforms.events.who.party import Party

CODER_VERSION = "0.1.0"
"""Version of rules, lexicons and model; part of every record."""


def participant(party: Party, document: str) -> Participant:
    """Turn a party into its public form.

    The mention is quoted from the document, because the parser reads a copy with plain quotation marks.
    """
    return Participant(
        name=party.name, text=document[party.start : party.end], start=party.start, end=party.end, country=party.country,
        sector=party.sector, role=party.role, entity_id=party.entity_id,
    )  # fmt: skip


def event(
    draft: Draft, article_id: str, document: str, sentence: tuple[int, int], confidence: float
) -> Event:
    """Turn a merged draft into a record; `document` is title + two newlines + text."""
    span = draft.span if isinstance(draft.span, DateSpan) else None
    place = draft.place if isinstance(draft.place, Place) else None
    actors = tuple(participant(p, document) for p in draft.actors)
    recipients = tuple(participant(p, document) for p in draft.recipients)
    identity = "|".join(
        [article_id, draft.type, draft.mode or "", draft.status, str(draft.start), str(draft.end)]
        + sorted(f"{p.country}:{p.name}" for p in actors)
        + sorted(f">{p.country}:{p.name}" for p in recipients)
    )
    return Event(
        event_id=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:20],
        article_id=article_id,
        event_type=draft.type,
        mode=draft.mode,
        status=draft.status,
        plover_type=plover_type(draft.type, draft.status, future=draft.future),
        cameo=cameo_code(draft.type, draft.mode, draft.cameo, draft.status, future=draft.future),
        quad=QUADS[draft.type],
        intensity=intensity(draft.type, draft.mode),
        contexts=("diplomatic",),
        reciprocal=draft.reciprocal,
        actors=actors,
        recipients=recipients,
        date_start=span.start if span else None,
        date_end=span.end if span else None,
        date_precision=span.precision if span else None,
        location=place,
        evidence=document[draft.start : draft.end],
        start=draft.start,
        end=draft.end,
        sentence=document[sentence[0] : sentence[1]],
        speaker=participant(draft.speaker, document) if draft.speaker else None,
        confidence=round(confidence, 4),
        rule=draft.rule,
        coder_version=CODER_VERSION,
    )


def dyads_of(record: Event) -> tuple[Dyad, ...]:
    """Return one flat row per ordered pair of parties; a reciprocal event stands in both orders."""
    if record.reciprocal:
        pairs = [(a, b) for a in record.actors for b in record.actors if a is not b]
    else:
        pairs = [(a, b) for a in record.actors for b in record.recipients]
    loose: list[tuple[Participant, Participant | None]] = list(pairs) or [(a, None) for a in record.actors]
    return tuple(
        Dyad(
            event_id=record.event_id, article_id=record.article_id, event_type=record.event_type, mode=record.mode,
            status=record.status, plover_type=record.plover_type, cameo=record.cameo, quad=record.quad,
            intensity=record.intensity, reciprocal=record.reciprocal, actor_name=a.name, actor_country=a.country,
            actor_sector=a.sector, actor_role=a.role, recipient_name=b.name if b else None,
            recipient_country=b.country if b else None, recipient_sector=b.sector if b else None,
            recipient_role=b.role if b else None, date_start=record.date_start, date_end=record.date_end,
            country=record.location.country if record.location else None, confidence=record.confidence,
        )
        for a, b in loose
    )  # fmt: skip


def to_public(record: Event) -> dict[str, Any]:
    """Return the record as `communique extract` prints it: plain JSON values."""
    public: dict[str, Any] = to_json(to_row(record))
    return public
