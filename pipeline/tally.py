"""TallySteps: leave the counts that progress shows; see pipeline/progress.py for how and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import apache_beam as beam

from pipeline.progress import TallyFile


@dataclass
class TallySteps(beam.PTransform):
    """Count the elements of several collections, visibly while they pass.

    Attributes:
        directory: the folder of `pipeline.progress.Tallies`.
    """

    directory: str

    def expand(self, steps: Mapping[str, beam.PCollection[Any]]) -> None:
        """Attach one counter to each collection; nothing comes out."""
        for step, elements in steps.items():
            elements | f"Tally_{step}" >> beam.ParDo(_Tally(self.directory, step))


class _Tally(beam.DoFn):
    """Append a byte per element: a write of a few microseconds, seen at once by whoever looks at the size."""

    def __init__(self, directory: str, step: str) -> None:
        self._directory = directory
        self._step = step

    def start_bundle(self) -> None:
        self._file = TallyFile(self._directory, self._step)

    def process(self, element: Any) -> None:
        self._file.add(1)

    def finish_bundle(self) -> None:
        self._file.close()
