"""Train the choice of places of the extraction room on the project's own corpus: `make model`.

Every draft whose own clause names no place, whose type and actors an annotator coded as well, is an example: right is the
country coded, or none. A conditional logistic regression with an L2 penalty is fitted (`log_linear.py`). Tells how often the choice is right in
five-fold cross-validation by article, beside what the rules alone say.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from schemas.event import Place  # noqa: E402
from tools import log_linear  # noqa: E402
from tools.labelled import FOLDS, fold_of, scorer  # noqa: E402
from tools.rehearsal import Rehearsal  # noqa: E402
from tools.train_addressees import told  # noqa: E402
from transforms.events.choice import Chooser, Option  # noqa: E402

ARTEFACT = ROOT / "transforms" / "events" / "data" / "places.json"
RIDGE = 8.0
"""Strength of the L2 penalty; chosen by cross-validated accuracy among 1, 2, 4, 8 and 12."""
LEAST_COUNT = 5
"""Features seen in fewer options are left out."""

Example = tuple[str, bool, tuple[Option, ...], frozenset[int]]
"""Row, whether it is an article, options, and which of them are right."""


def examples(rehearsal: Rehearsal) -> list[Example]:
    """Return the examples the rows give."""
    codes = scorer().codes
    out: list[Example] = []
    for row, drafts in rehearsal.told():
        document = f"{row['title']}\n\n{row['text']}"
        for draft in drafts:
            event = told(draft, row["events"], document, codes)
            if event is None or len(draft.sites) < 2:
                continue
            right = frozenset(
                i for i, option in enumerate(draft.sites) if _country(option) == event["location_country"]
            )
            if right:
                out.append((row["id"], bool(row["title"]), draft.sites, right))
    return out


def fit(data: Sequence[Example]) -> dict[str, float]:
    """Return the weights."""
    return log_linear.fit(
        [([o.features for o in options], right) for _, _, options, right in data], RIDGE, LEAST_COUNT
    )


def accuracy(data: Sequence[Example]) -> dict[str, tuple[float, float, int]]:
    """Return, for articles and sentences, how often the rules and the choice are right, cross-validated, and the number."""
    hits = {"articles": [0, 0, 0], "sentences": [0, 0, 0]}
    for fold in range(FOLDS):
        model = Chooser(fit([e for e in data if fold_of(e[0]) != fold]))
        for row_id, article, options, right in data:
            if fold_of(row_id) != fold:
                continue
            part = hits["articles" if article else "sentences"]
            part[0] += 0 in right
            part[1] += options.index(model.choose(options)) in right
            part[2] += 1
    return {name: (rules / n, chosen / n, n) for name, (rules, chosen, n) in hits.items()}


def _country(option: Option) -> str | None:
    return option.value.country if isinstance(option.value, Place) else None


def train(rehearsal: Rehearsal) -> tuple[str, Callable[[], str]]:
    """Return the artefact, and a function that cross-validates and tells of it."""
    data = examples(rehearsal)

    def report() -> str:
        return "; ".join(
            f"{n} drafts of {name} whose clause names no place, rules right in {rules:.3f}, chosen rightly {chosen:.3f}"
            for name, (rules, chosen, n) in accuracy(data).items()
        )

    return json.dumps(fit(data), indent=0, sort_keys=True) + "\n", report
