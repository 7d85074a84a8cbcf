"""Launching one run into a lake: checked before it starts, shown while it works, read back after commit."""

from __future__ import annotations

import argparse
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions

from pipeline import progress
from pipeline.errors import RunFailed, UsageError
from pipeline.logs import tell
from pipeline.options import DEFAULT_ENGINE, check_engine, coding_processes, engine_options, engine_workers
from pipeline.request import RunRequest
from pipeline.runner import run_pipeline
from pipeline.summary import RunReport
from transforms.open_lake import open_lake
from transforms.tables.errors import LakeError
from transforms.tables.lake import Lake
from transforms.tables.wal import discard_uncommitted

Build = Callable[[beam.Pipeline, str], object]
"""Puts the graph into a pipeline; the second argument is the folder of its tallies."""


LONG_RUN_S = 60.0
"""Seconds between two lines of progress of a run that is one of many."""


@dataclass(frozen=True)
class Launcher:
    """Where runs go and on which engine they work.

    Attributes:
        lake: the open lake.
        beam_args: options for Beam.
        runner: Beam engine, None for the in-process one.
        workers: processes that may code articles, None for as many as there are cores.
        quiet: show no progress.
        one_of_many: a line follows every run, so that plain lines of progress are for the long ones alone.
    """

    lake: Lake
    beam_args: tuple[str, ...] = ()
    runner: str | None = None
    workers: int | None = None
    quiet: bool = False
    one_of_many: bool = False

    @classmethod
    def from_arguments(cls, args: argparse.Namespace, *, one_of_many: bool = False) -> Launcher:
        """Check the options and the engine, then open the lake, or make it if there is none.

        Raises:
            UsageError: naming the option that is wrong; nothing has been written then.
        """
        check_engine(args.beam_args, runner=args.runner, workers=args.workers)
        return cls(
            lake=writable_lake(args.lake),
            beam_args=tuple(args.beam_args),
            runner=args.runner,
            workers=args.workers,
            quiet=args.quiet,
            one_of_many=one_of_many,
        )

    @property
    def processes(self) -> int:
        """How many processes of this machine may code articles."""
        return coding_processes(self.beam_args, runner=self.runner, workers=self.workers)

    @property
    def groups(self) -> int:
        """Groups of hosts whose pages can be fetched at the same time: one for each worker of an engine elsewhere."""
        return engine_workers(self.beam_args, runner=self.runner)

    def launch(self, request: RunRequest, build: Build, *, source: str) -> RunReport:
        """Run a graph and return what the lake says it published.

        Args:
            request: names the run.
            build: puts the graph into the pipeline.
            source: feed list or archive, for Beam's listings.

        Raises:
            RunFailed: nothing was published.
        """
        run_id = request.info.run_id
        options = engine_options(
            self.beam_args,
            runner=self.runner,
            workers=self.workers,
            feeds=source,
            lake=self.lake.root,
            run_id=run_id,
        )
        try:
            with progress.shown(
                request.info.feeds,
                quiet=self.quiet,
                every_s=LONG_RUN_S if self.one_of_many else None,
                last_line=not self.one_of_many,
            ) as tallies:
                run_pipeline(lambda pipeline: build(pipeline, tallies.directory), options)
            summary = self.lake.summary(run_id)
        except (LakeError, RunFailed) as error:
            self._drop_shards(run_id, options)
            raise RunFailed(f"run {run_id}: {error}; nothing of it was published") from error
        except Exception:
            self._drop_shards(run_id, options)
            raise
        if summary is None:
            raise RunFailed(f"run {run_id} ended without a commit in {self.lake.root}; nothing was published")
        return RunReport(summary, engine=str(options.view_as(StandardOptions).runner))

    def _drop_shards(self, run_id: str, options: PipelineOptions) -> None:
        """Delete what a failed run wrote, unless it has committed or may still be at work elsewhere."""
        if str(options.view_as(StandardOptions).runner).lower() != DEFAULT_ENGINE.lower():
            return
        # Where the storage refuses that as well, the first command after a day does it (`repair`).
        with contextlib.suppress(OSError):
            discard_uncommitted(self.lake.store, run_id)


def writable_lake(path: str) -> Lake:
    """Open a lake for writing, making and repairing it as needed; repairs are told on stderr.

    Raises:
        UsageError: the place is not writable, or is no lake.
    """
    try:
        lake = open_lake(path, create=True)
    except LakeError as error:
        raise UsageError(f"--lake {path}: {error}") from error
    for repair in lake.repairs:
        tell(f"repaired {lake.root}: {repair}", level=logging.WARNING)
    return lake
