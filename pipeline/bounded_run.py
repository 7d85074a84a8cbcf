"""The two kinds of bounded run: over feeds as they are now, and over what an archive kept of them."""

from __future__ import annotations

import argparse
import datetime as dt
import functools
from dataclasses import dataclass, replace

from pipeline.commands import version
from pipeline.errors import RunFailed, UsageError
from pipeline.graph import build_graph, build_replay_graph
from pipeline.launch import Launcher
from pipeline.request import listed_feeds, request_run
from pipeline.summary import RunReport
from transforms.feeds.archive import ArchiveError, archived_files
from transforms.feeds.settings import FetchSettings
from transforms.tables.errors import LakeError


@dataclass(frozen=True)
class BoundedRun:
    """What `run` does once and `watch` again and again.

    Attributes:
        feeds_path: the feed list; read anew for every run, so that `watch` follows its changes.
        settings: how feeds and pages are fetched.
        launcher: lake and engine.
        raw_folder: where bodies are kept as they came, None to keep none.
    """

    feeds_path: str
    settings: FetchSettings
    launcher: Launcher
    raw_folder: str | None = None

    @classmethod
    def from_arguments(
        cls, args: argparse.Namespace, settings: FetchSettings, *, show_progress: bool = True
    ) -> BoundedRun:
        """Check feed list, options, engine and lake, in this order, and make the lake if there is none.

        Raises:
            UsageError: naming the option, file and line that is wrong; nothing has been written then.
        """
        listed_feeds(args.feeds)
        launcher = Launcher.from_arguments(args, show_progress=show_progress)
        return cls(args.feeds, settings, launcher, args.keep_raw)

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
        request = request_run(
            feeds, self.settings, mode=mode, code_version=version(), now=now, raw_folder=self.raw_folder
        )
        request = replace(request, processes=self.launcher.processes)
        lake = self.launcher.lake
        try:
            states = lake.feed_states()
        except (LakeError, OSError) as error:
            raise RunFailed(f"run {request.info.run_id}: {error}") from error
        build = functools.partial(build_graph, run=request, lake=lake.root, states=states)
        return self.launcher.launch(request, build, source=self.feeds_path)


@dataclass(frozen=True)
class Replay:
    """A run over a raw archive: original times, no request to anybody.

    Attributes:
        folder: the archive.
        settings: limits of parsing, and what is stored; what concerns the network is not used.
        launcher: lake and engine.
    """

    folder: str
    settings: FetchSettings
    launcher: Launcher

    @classmethod
    def from_arguments(cls, args: argparse.Namespace, settings: FetchSettings) -> Replay:
        """Check archive, options, engine and lake, in this order, and make the lake if there is none.

        Raises:
            UsageError: naming what is wrong; nothing has been written then.
        """
        archived_answers(args.raw)
        return cls(args.raw, settings, Launcher.from_arguments(args))

    def run(self, *, mode: str, now: dt.datetime) -> RunReport:
        """Run the graph once and return what the lake says it published.

        Args:
            mode: replay.
            now: start of the run, aware.

        Raises:
            UsageError: there is no archive in the folder.
            RunFailed: nothing was published.
        """
        answers = archived_answers(self.folder)
        offline = replace(self.settings, resolve_redirectors=False)
        request = request_run((), offline, mode=mode, code_version=version(), now=now)
        request = replace(
            request, info=replace(request.info, feeds=answers), processes=self.launcher.processes
        )
        lake = self.launcher.lake
        build = functools.partial(build_replay_graph, run=request, lake=lake.root, folder=self.folder)
        return self.launcher.launch(request, build, source=self.folder)


def archived_answers(folder: str) -> int:
    """Return how many answers of feeds an archive holds.

    Raises:
        UsageError: there is no archive, or it is empty.
    """
    try:
        answers = len(archived_files(folder, "feed"))
    except ArchiveError as error:
        raise UsageError(f"--raw {error}") from error
    if not answers:
        raise UsageError(f"--raw {folder}: holds no archived answers; runs with --keep-raw DIR make some")
    return answers
