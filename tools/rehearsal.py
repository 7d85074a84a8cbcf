"""The labelled texts coded once for all that is trained on them: parsing them is most of the time training takes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.labelled import fold_of, moment  # noqa: E402
from transforms.events.coder import Candidate, Coder, CoderInput  # noqa: E402
from transforms.events.drafts import Draft  # noqa: E402
from transforms.events.reading import Reading, topics_of  # noqa: E402
from transforms.events.who.casting import Director  # noqa: E402


class Rehearsal(Coder):
    """Drafts of labelled rows, made with the shipped models of addressees and places.

    Who plays which part is as the rules have it until `perform` asks directors, who change the drafts: they come last,
    once everybody else has looked at them.

    Args:
        rows: of the corpus; what is looked at later is in their order.
    """

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        super().__init__(director=Director({}))
        self._rows = list(rows)
        self._readings: list[Reading] = []
        self._known: dict[int, list[Draft]] = {}
        self._changed = False
        inputs = [CoderInput(r["id"], r["title"] or "", r["text"], moment(r["published"])) for r in rows]
        for reading in self._parsed(inputs):
            # one sentence stands for all, which the coder drops: only whether there is any is asked later
            kept = replace(reading, docs=dict(list(reading.docs.items())[:1]))
            drafts = super()._drafts(reading, topics_of(reading)) if reading.docs else []
            self._readings.append(kept)
            self._known[id(kept)] = drafts

    def told(self) -> Iterator[tuple[dict[str, Any], list[Draft]]]:
        """Yield every row and its drafts before they are merged.

        Raises:
            RuntimeError: directors have changed the drafts since.
        """
        self._refuse_changed()
        for row, reading in zip(self._rows, self._readings, strict=True):
            yield row, self._known[id(reading)]

    def perform(self, directors: Sequence[Director]) -> Iterator[tuple[dict[str, Any], list[Candidate]]]:
        """Yield every row with its merged drafts and their features, as `Coder.candidates` does.

        Args:
            directors: who chooses the parts, one for each fold of the rows.

        Raises:
            RuntimeError: directors have changed the drafts already.
        """
        self._refuse_changed()
        self._changed = True
        for fold, self.director in enumerate(directors):
            for row, reading in zip(self._rows, self._readings, strict=True):
                if fold_of(row["id"]) == fold:
                    yield row, self._candidates(reading)

    def _drafts(self, reading: Reading, topics: dict[str, float]) -> list[Draft]:
        """Return what was found when the texts were coded."""
        return self._known[id(reading)]

    def _refuse_changed(self) -> None:
        if self._changed:
            raise RuntimeError("directors have changed these drafts: code the texts anew")
