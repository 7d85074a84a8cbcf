"""Launching a stream: checked before it starts, cancelled by a signal, never on an engine that cannot."""

from __future__ import annotations

import argparse
import datetime as dt
import signal
import threading
from dataclasses import dataclass
from types import FrameType

import apache_beam as beam
from apache_beam.options.pipeline_options import (
    FlinkRunnerOptions,
    GoogleCloudOptions,
    PipelineOptions,
    StandardOptions,
)
from apache_beam.runners.runner import PipelineResult, PipelineState

from pipeline.commands import version
from pipeline.errors import RunFailed, UsageError
from pipeline.graph import build_stream_graph
from pipeline.launch import writable_lake
from pipeline.options import FlinkJobOptions, check_engine, engine_options, find_engine
from pipeline.request import RunRequest, keep_run, listed_feeds, make_raw_folder, request_run
from pipeline.running import Cluster, only_stream, stream_name
from transforms.commit_panes import PaneTimes
from transforms.feeds.settings import FetchSettings
from transforms.tables.lake import Lake

STREAMING = ("flinkrunner", "dataflowrunner", "prismrunner", "portablerunner")
"""Engines that keep timers to the clock and a source's delays. Beam's in-process engines fire timers at once
and ask again without delay: they would hammer publishers."""

POLL_S = 1.0

CANCELLED_BY_OTHERS = "JobCancellationException"
"""In the error of a Flink job that was cancelled at the cluster; Beam calls its state FAILED."""


@dataclass(frozen=True)
class Stream:
    """One stream, ready to be started.

    Attributes:
        request: feeds, settings and the name of the stream.
        lake: the open lake.
        options: for Beam.
        times: windows and firings.
        groups: groups of hosts.
        takeover: cancel the stream that runs into the lake already.
    """

    request: RunRequest
    lake: Lake
    options: PipelineOptions
    times: PaneTimes
    groups: int
    takeover: bool = False

    @classmethod
    def from_arguments(cls, args: argparse.Namespace, settings: FetchSettings) -> Stream:
        """Check engine, feed list, options and lake, in this order, and make the lake if there is none.

        Raises:
            UsageError: naming what is wrong; nothing has been written then.
        """
        refuse_engine(args.runner)
        feeds = listed_feeds(args.feeds)
        if args.workers is not None:
            raise UsageError(
                f"--workers is for local runs; give {args.runner} its own option for parallelism"
            )
        check_engine(args.beam_args, runner=args.runner, workers=None)
        lake = writable_lake(args.lake)
        make_raw_folder(args.keep_raw)
        now = dt.datetime.now(dt.timezone.utc)
        request = request_run(
            feeds, settings, mode="stream", code_version=version(), now=now, raw_folder=args.keep_raw
        )
        options = engine_options(
            args.beam_args, runner=args.runner, workers=None, feeds=args.feeds, lake=lake.root,
            run_id=request.info.run_id,
        )  # fmt: skip
        options.view_as(StandardOptions).streaming = True
        # One name per lake: Dataflow refuses a second job of it, and at a Flink cluster it can be looked for.
        options.view_as(GoogleCloudOptions).job_name = stream_name(lake)
        flink = options.view_as(FlinkJobOptions)
        flink.checkpointing_interval = int(args.checkpoint_every * 1000)
        # Else what a bundle brings while a checkpoint is taken waits in the operator until something else comes.
        flink.finish_bundle_before_checkpointing = True
        flink.savepoint_path = args.savepoint
        times = PaneTimes(window_s=args.window, lateness_s=args.lateness, every_s=args.commit_every)
        return cls(request, lake, options, times, args.groups, args.takeover)

    def run(self) -> str:
        """Start the job and wait for its end; a signal cancels it. Returns the state it ended in.

        Raises:
            UsageError: another stream into the lake runs, or the cluster does not answer.
            RunFailed: the engine says that the job failed.
        """
        cluster = self._cluster()
        with only_stream(self.lake, cluster, takeover=self.takeover):
            request = keep_run(self.request)
            engine = find_engine(str(self.options.view_as(StandardOptions).runner))
            pipeline = beam.Pipeline(runner=engine, options=self.options)
            build_stream_graph(pipeline, request, self.lake.root, self.times, self.groups)
            state = _wait(_submit(pipeline))
            if cluster is not None and state == PipelineState.CANCELLED:
                # Beam's job server only stops waiting for a job that it has handed over to a cluster.
                cluster.cancel(stream_name(self.lake))
            return state

    def _cluster(self) -> Cluster | None:
        if str(self.options.view_as(StandardOptions).runner).lower().removesuffix("runner") != "flink":
            return None
        return Cluster.of(self.options.view_as(FlinkRunnerOptions).flink_master)


def refuse_engine(runner: str | None) -> None:
    """Refuse an engine that cannot stream.

    Raises:
        UsageError: with what to do instead.
    """
    if runner is not None and (
        runner.lower().removesuffix("runner") + "runner" in STREAMING or "." in runner
    ):
        return
    what = f"{runner} ignores" if runner else "the default engine, FnApiRunner, ignores"
    raise UsageError(
        f"--runner: {what} the delays of a source without end and would ask publishers again and again;"
        " name one that keeps them (FlinkRunner, DataflowRunner, PrismRunner), or use `communique watch`"
    )


def _submit(pipeline: beam.Pipeline) -> PipelineResult:
    """Start a job; an engine's job server must outlive the Ctrl-C that asks it to cancel the job.

    A terminal sends the signal to all its processes. One that was started with it ignored keeps ignoring it.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return pipeline.run()
    finally:
        signal.signal(signal.SIGINT, before)


def _wait(result: PipelineResult) -> str:
    """Wait for a job, and cancel it when a signal comes; return the state it ended in."""
    asked = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        while not PipelineState.is_terminal(result.state):
            if asked.wait(POLL_S):
                result.cancel()
                return str(PipelineState.CANCELLED)
        return _end(result)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(result: PipelineResult) -> str:
    """Return the state of a job that has ended; one that others cancelled, say with a savepoint, did not fail."""
    try:
        return str(result.wait_until_finish())
    except RuntimeError as error:
        if CANCELLED_BY_OTHERS in str(error):
            return str(PipelineState.CANCELLED)
        raise RunFailed(f"the stream failed; the lake holds what was committed: {error}") from error
