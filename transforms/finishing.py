"""What a step gives at the end of a bundle, for steps in the global window: all of a bounded run, and of a stream all before
the commit, which puts records in time by their publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from apache_beam.pvalue import TaggedOutput
from apache_beam.transforms.window import GlobalWindows
from apache_beam.utils.windowed_value import WindowedValue


def in_the_global_window(outputs: Iterable[Any]) -> Iterator[WindowedValue | TaggedOutput]:
    """Return outputs as `finish_bundle` has to give them: with their window, the global one.

    Args:
        outputs: what `process` would have given.
    """
    for output in outputs:
        if isinstance(output, TaggedOutput):
            yield TaggedOutput(output.tag, GlobalWindows.windowed_value(output.value))
        else:
            yield GlobalWindows.windowed_value(output)
