"""Dead letters: the one way to make a reject, so that reasons stay a closed list. Pure; every step uses
it."""

from __future__ import annotations

import datetime as dt

from schemas.operations import Reject
from transforms.feeds.errors import REASONS

PAYLOAD_CHARACTERS = 2_000
ERROR_CHARACTERS = 1_000


def reject(
    stage: str,
    reason: str,
    error: str | BaseException,
    *,
    feed_id: str | None = None,
    url: str | None = None,
    article_id: str | None = None,
    payload: str | bytes | None = None,
    retryable: bool | None = None,
    now: dt.datetime,
) -> Reject:
    """Return the record of something that could not be used.

    Args:
        stage: step of the graph, e.g. `parse_entries`.
        reason: a name in `transforms.feeds.errors.REASONS` (docs/errors.md).
        error: what went wrong, in words.
        payload: what was refused; its first 2,000 characters are kept.
        retryable: whether a later run may succeed; by default as the reason's class says.
        now: time of refusal, aware.

    Raises:
        ValueError: the reason is not in the closed list.
    """
    if reason not in REASONS:
        raise ValueError(
            f"reject reason {reason!r} is not in docs/errors.md; add it to transforms/feeds/errors.py"
        )
    words = str(error) or type(error).__name__
    if isinstance(payload, bytes):
        payload = payload[: PAYLOAD_CHARACTERS * 4].decode("utf-8", "replace")
    return Reject(
        stage=stage,
        reason=reason,
        retryable=REASONS[reason].retryable if retryable is None else retryable,
        feed_id=feed_id,
        url=_clean(url),
        article_id=article_id,
        error=_clean(words[:ERROR_CHARACTERS]) or reason,
        payload=_clean(payload[:PAYLOAD_CHARACTERS]) if payload is not None else None,
        created_at=now,
    )


def _clean(text: str | None) -> str | None:
    """Drop what no UTF-8 column holds: lone surrogates and NULs."""
    if text is None:
        return None
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
