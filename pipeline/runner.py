"""Start a pipeline on the engine that was asked for, and tell how it ended."""

from __future__ import annotations

import builtins
import shlex
import sys
from collections.abc import Callable

import apache_beam as beam
from apache_beam.options.pipeline_options import DirectOptions, PipelineOptions, StandardOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.runners.runner import PipelineRunner, PipelineState
from apache_beam.transforms.environments import SubprocessSDKEnvironment

from pipeline.allocator import return_large_blocks
from pipeline.errors import RunFailed
from pipeline.options import DEFAULT_ENGINE, find_engine
from transforms.tables import errors


def run_pipeline(build: Callable[[beam.Pipeline], object], options: PipelineOptions) -> None:
    """Build a pipeline, run it and wait for its end.

    Args:
        build: puts the steps into the pipeline it is given.
        options: from `pipeline.options.engine_options`; names the engine.

    Raises:
        UsageError: the engine does not exist, or its package is not installed.
        RunFailed: the engine says that the run did not end well.
        KeyboardInterrupt: somebody pressed Ctrl-C; Beam makes a failed step of it when one is at work.
    """
    return_large_blocks()
    pipeline = beam.Pipeline(runner=_engine(options), options=options)
    build(pipeline)
    try:
        state = pipeline.run().wait_until_finish()
    except RuntimeError as error:
        if was_interrupted(str(error)):
            raise KeyboardInterrupt from None
        cause = storage_failure(str(error)) or engine_failure(str(error))
        if cause is None:
            raise
        raise RunFailed(cause) from error
    if state not in (PipelineState.DONE, None):
        name = options.view_as(StandardOptions).runner
        raise RunFailed(f"{name} ended the run in state {state}")


def was_interrupted(traceback: str) -> bool:
    """Return whether a step failed only because of Ctrl-C."""
    last = traceback.rstrip().rpartition("\n")[2]
    return last.removeprefix("RuntimeError: ").startswith(KeyboardInterrupt.__name__)


def storage_failure(traceback: str) -> str | None:
    """Return in one line what a lake or the operating system refused, None if that was not the cause.

    Beam gives the failure of a step as the text of a traceback, whose last line has class and words.
    """
    last = traceback.rstrip().rpartition("\n")[2]
    name, _, words = last.partition(": ")
    if name.startswith(f"{errors.__name__}."):
        return words
    builtin = getattr(builtins, name, None)
    is_refusal = isinstance(builtin, type) and issubclass(builtin, OSError)
    return last if is_refusal else None


def engine_failure(words: str) -> str | None:
    """Return in one line what an engine elsewhere says of a job that failed, None if the failure came from here."""
    _, at, told = words.partition(" failed in state ")
    state, _, cause = told.partition(": ")
    return f"the engine ended it in state {state}: {cause.splitlines()[0]}" if at and cause else None


def _engine(options: PipelineOptions) -> PipelineRunner:
    name = str(options.view_as(StandardOptions).runner)
    direct = options.view_as(DirectOptions)
    if name.lower() == DEFAULT_ENGINE.lower() and direct.direct_running_mode == "multi_processing":
        # Beam's own worker command writes pages of INFO to stderr; ours is the same harness without them.
        # The mode goes back to its default, or Beam would put its command in place of ours.
        direct.direct_running_mode = "in_memory"
        command = f"{shlex.quote(sys.executable)} -m pipeline.worker"
        return FnApiRunner(default_environment=SubprocessSDKEnvironment.from_command_string(command))
    return find_engine(name)
