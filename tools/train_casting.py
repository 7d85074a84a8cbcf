"""Train the choice of who plays which part on the project's own corpus: `make model`.

Every draft whose words an annotator coded as an event of the same type is an example: right are the casts whose pairs of
parties are the event's, or, where none has all of them, those that share one. A conditional logistic regression with an L2
penalty is fitted (`log_linear.py`). Tells how often rules and choice are right in five-fold cross-validation by article.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import log_linear  # noqa: E402
from tools.labelled import FOLDS, fold_of, scorer  # noqa: E402
from tools.rehearsal import Rehearsal  # noqa: E402
from transforms.events.drafts import Draft  # noqa: E402
from transforms.events.who.cast import Cast  # noqa: E402
from transforms.events.who.casting import CLEARLY, Director  # noqa: E402

ARTEFACT = ROOT / "transforms" / "events" / "data" / "casting.json"
RIDGE = 6.0
"""Strength of the L2 penalty; by cross-validation 5, 8, 10 and 20 were tried, and the lower ones hardly differ."""
LEAST_COUNT = 4
"""Features seen in fewer casts are left out."""

Example = tuple[str, tuple[Cast, ...], frozenset[int]]
"""Text, casts of one draft, and which of them are right."""


def examples(rehearsal: Rehearsal) -> list[Example]:
    """Return the examples the rows give."""
    expand = scorer().expand
    out: list[Example] = []
    for row, drafts in rehearsal.told():
        document = f"{row.get('title') or ''}\n\n{row['text']}"
        for draft in drafts:
            event = told(draft, row["events"], document)
            if event is None or len(draft.casts) < 2:
                continue
            wanted = expand(event)
            pairs = [expand(_plain(draft, cast)) for cast in draft.casts]
            right = frozenset(i for i, p in enumerate(pairs) if p == wanted) or frozenset(
                i for i, p in enumerate(pairs) if p & wanted
            )
            if right:
                out.append((row["id"], draft.casts, right))
    return out


def told(draft: Draft, events: Sequence[dict[str, Any]], document: str) -> dict[str, Any] | None:
    """Return the annotated event of the draft's type whose words overlap the draft's most."""
    best, found = 0, None
    for event in events:
        start = document.find(event["evidence"])
        overlap = min(draft.end, start + len(event["evidence"])) - max(draft.start, start)
        if event["type"] == draft.type and overlap > best:
            best, found = overlap, event
    return found


def _plain(draft: Draft, cast: Cast) -> dict[str, Any]:
    """Return a cast as the scorer takes events."""
    return {
        "type": draft.type,
        "reciprocal": cast.reciprocal,
        "actors": [{"country": p.country} for p in cast.actors],
        "recipients": [{"country": p.country} for p in cast.recipients],
    }


def fit(data: Sequence[Example], ridge: float = RIDGE) -> Director:
    """Return a conditional logistic regression."""
    options = [
        ([[name for group in c.features for name in group] for c in casts], right) for _, casts, right in data
    ]
    return Director(log_linear.fit(options, ridge, LEAST_COUNT))


def without(data: Sequence[Example]) -> list[Director]:
    """Return a model for each fold of texts that has not seen them."""
    return [fit([e for e in data if fold_of(e[0]) != fold]) for fold in range(FOLDS)]


def accuracy(
    data: Sequence[Example], models: Sequence[Director], clearly: float = CLEARLY
) -> tuple[int, int]:
    """Return how many answers the choice mends and how many it spoils, each text judged by a model that has not seen it."""
    mended = spoilt = 0
    for text, casts, right in data:
        chances = models[fold_of(text)].probabilities(casts)
        best = max(range(len(chances)), key=lambda i: chances[i])
        best = best if chances[best] > clearly * chances[0] else 0
        mended += best in right and 0 not in right
        spoilt += best not in right and 0 in right
    return mended, spoilt


def train(rehearsal: Rehearsal) -> tuple[str, Callable[[], str]]:
    """Return the artefact, and a function that cross-validates and tells of it."""
    data = examples(rehearsal)

    def report() -> str:
        mended, spoilt = accuracy(data, without(data))
        ruled = sum(0 in right for _, _, right in data)
        return (
            f"{len(data)} examples, by the rules right {ruled / len(data):.3f}, after the choice "
            f"{(ruled + mended - spoilt) / len(data):.3f} ({mended} mended, {spoilt} spoilt)"
        )

    return json.dumps(fit(data).weights, indent=0, sort_keys=True) + "\n", report
