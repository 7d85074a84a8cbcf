"""Start a pipeline on the engine that was asked for, and tell its failure in the words of its cause."""

from __future__ import annotations

import logging
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


def quiet_beam(*, verbose: bool) -> None:
    """Send log records to stderr in our format; without `verbose` only what an operator can act on.

    Beam's own loggers warn about its optional parts at every start; they are heard from ERROR on.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO if verbose else logging.WARNING)
    if not verbose:
        logging.getLogger("apache_beam").setLevel(logging.ERROR)
        handler.addFilter(_not_from_beams_root_calls)


def _not_from_beams_root_calls(record: logging.LogRecord) -> bool:
    return not (record.name == "root" and "apache_beam" in record.pathname and record.levelno < logging.ERROR)
