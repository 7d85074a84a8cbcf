"""Steps that want all of a key on one worker and may take it in several portions, such as requests to a host.

A GroupByKey would do that too, but on Flink it makes one record of all elements of a key, and Flink's batch sorter
takes records of a few megabytes only. What declares state gets the elements of a key one by one, and on one worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import apache_beam as beam
from apache_beam.coders import BytesCoder
from apache_beam.pvalue import TaggedOutput
from apache_beam.transforms.userstate import ReadModifyWriteStateSpec
from apache_beam.utils.windowed_value import WindowedValue

from transforms.finishing import in_the_global_window


class SameWorker(beam.DoFn):
    """Takes keyed elements and hands those of a bundle on together, in the global window.

    A bundle holds a part of a key, all of it or several keys, as the engine likes; no other worker has a bundle
    with the same key at the same time.
    """

    # Never written: declaring it is what keeps a key together.
    SAME_WORKER = ReadModifyWriteStateSpec("same_worker", BytesCoder())

    def together(self, values: Sequence[Any]) -> Iterable[Any]:
        """Return what comes of the values of a bundle."""
        raise NotImplementedError

    def start_bundle(self) -> None:
        """Begin to collect."""
        self._values: list[Any] = []

    def process(
        self, element: tuple[str, Any], _same_worker: Any = beam.DoFn.StateParam(SAME_WORKER)
    ) -> None:
        """Collect."""
        self._values.append(element[1])

    def finish_bundle(self) -> Iterator[WindowedValue | TaggedOutput]:
        """Do the work."""
        values, self._values = self._values, []
        if values:
            yield from in_the_global_window(self.together(values))
