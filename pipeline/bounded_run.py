"""The two kinds of bounded run: over feeds as they are now, and over what an archive kept of them."""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.commands import version
from pipeline.errors import RunFailed, UsageError
from pipeline.graph import build_graph, build_replay_graph
from pipeline.launch import Launcher
from pipeline.logs import tell
from pipeline.request import keep_run, listed_feeds, make_raw_folder, replay_request, request_run
from pipeline.summary import RunReport
from transforms.feeds.archived import ArchivedRun, ArchiveError, archived_links, archived_runs
from transforms.feeds.settings import FetchSettings
from transforms.tables.errors import LakeError
from transforms.tables.summary import RunSummary, together


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
        cls, args: argparse.Namespace, settings: FetchSettings, *, one_of_many: bool = False
    ) -> BoundedRun:
        """Check feed list, options, engine and lake, in this order; make lake and raw archive if there are none.

        Raises:
            UsageError: naming the option, file and line that is wrong; nothing has been published then.
        """
        listed_feeds(args.feeds)
        launcher = Launcher.from_arguments(args, one_of_many=one_of_many)
        make_raw_folder(args.keep_raw)
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
        request = replace(request, processes=self.launcher.processes, groups=self.launcher.groups)
        lake = self.launcher.lake
        try:
            states = lake.feed_states()
        except (LakeError, OSError) as error:
            raise RunFailed(f"run {request.info.run_id}: {error}") from error
        request = keep_run(request)
        build = functools.partial(build_graph, run=request, lake=lake.root, states=states)
        report = self.launcher.launch(request, build, source=self.feeds_path)
        keep_run(request, report.summary)
        return report


@dataclass(frozen=True)
class Replay:
    """The runs of a raw archive again, one after the other: their names and times, no request to anybody.

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
        replayable(args.raw)
        return cls(args.raw, settings, Launcher.from_arguments(args))

    def run(self, *, mode: str, now: dt.datetime) -> RunReport:
        """Replay every run that the lake does not have yet; the report adds them up.

        Each is committed by itself, so a replay that was stopped goes on where it was.

        Args:
            mode: replay.
            now: start, aware.

        Raises:
            UsageError: there is no archive in the folder, or it is damaged.
            RunFailed: a run was not published; those before it were.
        """
        runs = replayable(self.folder)
        if left := [run for run in archived_runs(self.folder) if not run.published]:
            names = ", ".join(archived.run.run_id for archived in left[:3])
            tell(
                f"--raw {self.folder}: {len(left)} runs were never published or are incomplete, and are left out ({names})",
                level=logging.WARNING,
            )
        lake, reports = self.launcher.lake, []
        try:
            for archived, links in zip(runs, archived_links(runs), strict=True):
                if lake.summary(archived.run.run_id) is None:
                    reports.append(self._one(archived, links[1]))
        except (ArchiveError, LakeError, OSError) as error:
            raise RunFailed(f"replay of {self.folder}: {error}") from error
        if not reports:
            tell(f"--lake {lake.root}: has all {len(runs)} runs of {self.folder} already")
            at = now.isoformat()
            nothing = RunSummary(
                run_id=runs[-1].run.run_id, seq=0, lake=lake.root, started_at=at, finished_at=at,
                published_at=at, mode=mode,
            )  # fmt: skip
            return RunReport(nothing, engine="")
        summary = together([report.summary for report in reports], started_at=now.isoformat())
        return RunReport(summary, engine=reports[-1].engine)

    def _one(self, archived: ArchivedRun, links: Mapping[str, str | None]) -> RunReport:
        request = replay_request(archived, self.settings, code_version=version())
        request = replace(request, processes=self.launcher.processes, groups=self.launcher.groups)
        lake = self.launcher.lake
        build = functools.partial(
            build_replay_graph,
            run=request,
            lake=lake.root,
            states=lake.feed_states(),
            archived=archived,
            links=links,
        )
        return self.launcher.launch(request, build, source=self.folder)


def replayable(folder: str) -> list[ArchivedRun]:
    """Return the runs of an archive that count, oldest first.

    Raises:
        UsageError: there is no archive, it is damaged or has no such run.
    """
    try:
        runs = archived_runs(folder)
    except ArchiveError as error:
        raise UsageError(f"--raw {error}") from error
    published = [archived for archived in runs if archived.published]
    if not any(archived.polls for archived in published):
        raise UsageError(f"--raw {folder}: holds no archived answers; runs with --keep-raw DIR make some")
    return published
