"""Train the choice of addressees of the extraction room on the project's own articles: `make model`.

Every draft without a named recipient whose type and actors an annotator coded as well is an example: right is the
recipient coded, or nobody. A conditional logistic regression with an L2 penalty is fitted
(`log_linear.py`). Tells how often it is right in five-fold cross-validation by article, and how often nobody is.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import log_linear  # noqa: E402
from tools.labelled import FOLDS, fold_of, scorer  # noqa: E402
from tools.rehearsal import Rehearsal  # noqa: E402
from transforms.events.drafts import Draft  # noqa: E402
from transforms.events.who.addressing import Addresser  # noqa: E402
from transforms.events.who.party import Candidate  # noqa: E402

ARTEFACT = ROOT / "transforms" / "events" / "data" / "addressees.json"
RIDGE = 10.0
"""Strength of the L2 penalty; chosen by cross-validated log-loss."""
LEAST_COUNT = 3
"""Features seen in fewer candidates are left out."""
PRIOR = {
    "asked|near=True": 2.0,
    "took up|True": 1.5,
    "made it": 1.0,
    "member|True": -1.0,
    "fellow|True": -0.5,
    "member|False": 0.5,
    "fellow|False": 0.5,
}
"""Weights the penalty pulls towards instead of zero: what a reply answers and a noun takes up is known without counting,
and so is that members of one organisation help each other rather than harm; both are rare in a corpus of this size."""


Example = tuple[str, tuple[Candidate, ...], frozenset[int]]
"""Article, candidates, and which of them are right."""


def examples(rehearsal: Rehearsal) -> list[Example]:
    """Return the examples the articles give."""
    codes = scorer().codes
    out: list[Example] = []
    for row, drafts in rehearsal.told():
        if not row["title"]:
            continue
        document = f"{row['title']}\n\n{row['text']}"
        for draft in drafts:
            if not draft.addressees:
                continue
            event = told(draft, row["events"], document, codes)
            if event is None:
                continue
            own = _acting(draft)
            wanted = set(codes(event["recipients"])) | (
                set(codes(event["actors"])) - own if event["reciprocal"] else set()
            )
            wanted -= {"?"}
            right = frozenset(
                i for i, c in enumerate(draft.addressees) if (c.code in wanted if wanted else c.code is None)
            )
            if right:
                out.append((row["id"], draft.addressees, right))
    return out


def _acting(draft: Draft) -> set[str | None]:
    """Return who acts, without whom the shipped model may have joined to them."""
    return {p.country for p in draft.actors} - {c.code for c in draft.addressees if c.code}


def told(draft: Draft, events: Sequence[dict[str, Any]], document: str, codes: Any) -> dict[str, Any] | None:
    """Return the annotated event of the draft's type and actors whose words overlap the draft's most."""
    best, found = 0, None
    mine = {code or "?" for code in _acting(draft)}
    for event in events:
        start = document.find(event["evidence"])
        overlap = min(draft.end, start + len(event["evidence"])) - max(draft.start, start)
        if event["type"] == draft.type and mine & set(codes(event["actors"])) and overlap > best:
            best, found = overlap, event
    return found


def fit(data: Sequence[Example], ridge: float = RIDGE) -> dict[str, float]:
    """Return the weights of a conditional logistic regression."""
    return log_linear.fit(
        [([c.features for c in candidates], right) for _, candidates, right in data],
        ridge,
        LEAST_COUNT,
        PRIOR,
    )


def accuracy(data: Sequence[Example], ridge: float) -> tuple[float, float]:
    """Return how often the choice is right in cross-validation by article, and the log-loss."""
    hits, loss = 0, 0.0
    for fold in range(FOLDS):
        model = Addresser(fit([e for e in data if fold_of(e[0]) != fold], ridge))
        for article, candidates, right in data:
            if fold_of(article) == fold:
                chances = model.probabilities(candidates)
                hits += max(range(len(chances)), key=lambda i: chances[i]) in right
                loss -= float(np.log(max(sum(chances[i] for i in right), 1e-9)))
    return hits / len(data), loss / len(data)


def train(rehearsal: Rehearsal) -> tuple[str, Callable[[], str]]:
    """Return the artefact, and a function that cross-validates and tells of it."""
    data = examples(rehearsal)

    def report() -> str:
        share, loss = accuracy(data, RIDGE)
        nobody = sum(any(c[i].code is None for i in r) for _, c, r in data) / len(data)
        return f"{len(data)} examples, nobody right in {nobody:.3f}; chosen rightly {share:.3f}, log-loss {loss:.3f}"

    return json.dumps(fit(data), indent=0, sort_keys=True) + "\n", report
