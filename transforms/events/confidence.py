"""Confidence of a draft: what fraction of records that look like it are right."""

from __future__ import annotations

from transforms.events.drafts import Draft


def confidence_of(draft: Draft) -> float:
    """Return the estimated probability that a draft is right, 0 to 1."""
    known = sum(p.country is not None for p in draft.parties())
    return min(0.95, 0.35 + 0.15 * known + 0.1 * bool(draft.recipients) + 0.1 * (draft.span is not None))
