"""A bounded run, checked before it starts, shown while it works, reported when it has committed."""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import sys
from dataclasses import dataclass

from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions

from pipeline import progress
from pipeline.commands import version
from pipeline.errors import RunFailed, UsageError
from pipeline.graph import build_graph
from pipeline.options import check_engine, engine_options
from pipeline.request import listed_feeds, request_run
from pipeline.runner import run_pipeline
from pipeline.summary import RunReport
from transforms.feeds.settings import FetchSettings
from transforms.open_lake import open_lake
from transforms.tables.errors import LakeError
from transforms.tables.lake import Lake


@dataclass(frozen=True)
class BoundedRun:
    """What `run` does once and `watch` again and again.

    Attributes:
        feeds_path: the feed list; read anew for every run, so that `watch` follows its changes.
        lake: the open lake.
        settings: how feeds and pages are fetched.
        beam_args: options for Beam.
        runner: Beam engine, None for the in-process one.
        workers: local worker processes, None for one.
        quiet: show no progress.
    """

    feeds_path: str
    lake: Lake
    settings: FetchSettings
    beam_args: tuple[str, ...] = ()
    runner: str | None = None
    workers: int | None = None
    quiet: bool = False

    @classmethod
    def from_arguments(
        cls, args: argparse.Namespace, settings: FetchSettings, *, show_progress: bool = True
    ) -> BoundedRun:
        """Check feed list, options, engine and lake, in this order, and make the lake if there is none.

        Raises:
            UsageError: naming the option, file and line that is wrong; nothing has been written then.
        """
        listed_feeds(args.feeds)
        check_engine(args.beam_args, runner=args.runner, workers=args.workers)
        return cls(
            feeds_path=args.feeds,
            lake=writable_lake(args.lake),
            settings=settings,
            beam_args=tuple(args.beam_args),
            runner=args.runner,
            workers=args.workers,
            quiet=args.quiet or not show_progress,
        )

    def run(self, *, mode: str, now: dt.datetime) -> RunReport:
        """Run the graph once and return what the lake says it published.

        Args:
            mode: run or watch.
            now: start of the run, aware.

        Raises:
            UsageError: the feed list has become unusable.
            RunFailed: nothing was published.
        """
        feeds = listed_feeds(self.feeds_path)
        request = request_run(feeds, self.settings, mode=mode, code_version=version(), now=now)
        run_id = request.info.run_id
        options = engine_options(
            self.beam_args,
            runner=self.runner,
            workers=self.workers,
            feeds=self.feeds_path,
            lake=self.lake.root,
            run_id=run_id,
        )
        try:
            states = self.lake.feed_states()
            with progress.shown(len(feeds), quiet=self.quiet) as tallies:
                build = functools.partial(
                    build_graph, run=request, lake=self.lake.root, states=states, tallies=tallies.directory
                )
                run_pipeline(build, options)
            summary = self.lake.summary(run_id)
        except LakeError as error:
            raise RunFailed(f"run {run_id}: {error}") from error
        if summary is None:
            raise RunFailed(f"run {run_id} ended without a commit in {self.lake.root}; nothing was published")
        return RunReport(summary, engine=engine_name(options))


def engine_name(options: PipelineOptions) -> str:
    """Return the engine's name as the options have it."""
    return str(options.view_as(StandardOptions).runner)


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
        print(f"communique: repaired {lake.root}: {repair}", file=sys.stderr)
    return lake
