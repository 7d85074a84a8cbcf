"""Start a pipeline on the engine that was asked for, and tell its failure in the words of its cause."""

from __future__ import annotations

from collections.abc import Callable

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from apache_beam.runners.runner import PipelineState

from pipeline.errors import RunFailed
from pipeline.options import find_engine


def run_pipeline(build: Callable[[beam.Pipeline], object], options: PipelineOptions) -> None:
    """Build a pipeline, run it and wait for its end.

    Args:
        build: puts the steps into the pipeline it is given.
        options: from `pipeline.options.engine_options`; names the engine.

    Raises:
        UsageError: the engine does not exist, or its package is not installed.
        RunFailed: the engine says that the run did not end well.
    """
    name = options.view_as(StandardOptions).runner
    pipeline = beam.Pipeline(runner=find_engine(name), options=options)
    build(pipeline)
    result = pipeline.run()
    state = result.wait_until_finish()
    if state not in (PipelineState.DONE, None):
        raise RunFailed(f"{name} ended the run in state {state}")
