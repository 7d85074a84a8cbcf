"""What Beam gets to know of a run: our options among its own, and which of the rest nobody knows."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from apache_beam.options import pipeline_options
from apache_beam.options.pipeline_options import (
    DirectOptions,
    FlinkRunnerOptions,
    JobServerOptions,
    PipelineOptions,
    PortableOptions,
    SetupOptions,
    StandardOptions,
    WorkerOptions,
)
from apache_beam.runners.runner import PipelineRunner, create_runner

from pipeline.errors import UsageError
from transforms.shared_work import cores

DEFAULT_ENGINE = "FnApiRunner"
"""Beam's in-process engine by its own name; `DirectRunner` is a switch that may download Prism."""

WORKER_COMMAND = "communique-worker"
"""What a task manager starts to have a worker: `pipeline.worker` as a console script."""

ENVIRONMENT_CACHE_MS = 600_000
"""How long an engine keeps a worker that has nothing to do. Beam's default is not at all: on Flink every stage
of a bounded run would then start workers of its own, which load the language model anew."""

IN_PROCESS = ("fnapirunner", "directrunner", "switchingdirectrunner", "bundlebaseddirectrunner")


class CommuniqueOptions(PipelineOptions):
    """The options of a run as Beam shows them in job listings and hands them to workers."""

    @classmethod
    def _add_argparse_args(cls, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--feeds", help="the feed list, on the machine that starts the run")
        parser.add_argument("--lake", help="the lake that gets the rows")
        parser.add_argument("--run_id", help="id of the run in every row it publishes")


class FlinkJobOptions(PipelineOptions):
    """Options of Flink jobs that Beam's Python SDK leaves to the job server."""

    @classmethod
    def _add_argparse_args(cls, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--checkpointing_interval", type=int, help="milliseconds between checkpoints")
        parser.add_argument(
            "--finish_bundle_before_checkpointing",
            action="store_true",
            default=None,
            help="give out what a bundle has brought before a checkpoint, not with the next element after it",
        )
        parser.add_argument("--savepoint_path", help="savepoint a job goes on from")
        parser.add_argument("--allow_non_restored_state", action="store_true", default=None)
        parser.add_argument("--number_of_execution_retries", type=int, help="restarts before a job fails")


def engine_options(
    beam_args: Sequence[str], *, runner: str | None, workers: int | None, feeds: str, lake: str, run_id: str
) -> PipelineOptions:
    """Return Beam's options for a run, ours among them.

    Args:
        beam_args: what the command line had that is not ours.
        runner: engine by Beam's name; the in-process one by default.
        workers: what `--workers` says; Beam itself is told nothing of it.
        feeds: path of the feed list.
        lake: place of the lake.
        run_id: id of the run.

    Raises:
        UsageError: `workers` does not go with the engine, or the engine would find no worker to start.
    """
    options = CommuniqueOptions(list(beam_args), feeds=feeds, lake=lake, run_id=run_id)
    options.view_as(StandardOptions).runner = runner or DEFAULT_ENGINE
    # Records and DoFns live in modules that workers install; the main session holds nothing they need.
    options.view_as(SetupOptions).save_main_session = False
    if workers is not None and workers > 1 and not _is_local(runner):
        raise UsageError(f"--workers is for local engines; give {runner} its own option for parallelism")
    if (runner or "").lower().removesuffix("runner") == "flink":
        _name_workers(options)
        _tether_job_server(options)
    return options


def _is_local(runner: str | None) -> bool:
    return (runner or DEFAULT_ENGINE).lower().removesuffix("runner") + "runner" in IN_PROCESS


def coding_processes(beam_args: Sequence[str], *, runner: str | None, workers: int | None) -> int:
    """Return how many processes of this machine may code articles, the starting one included.

    All cores, on a local engine that has not been given workers of its own; elsewhere the engine spreads the
    work.

    Args:
        beam_args: what the command line had that is not ours.
        runner: engine by Beam's name.
        workers: what `--workers` says.
    """
    direct = PipelineOptions(list(beam_args)).view_as(DirectOptions)
    if not _is_local(runner) or direct.direct_num_workers != 1:
        return 1
    return workers or cores()


def engine_workers(beam_args: Sequence[str], *, runner: str | None) -> int:
    """Return how many workers an engine elsewhere has been told to use, 1 where nobody said so or it is local.

    Args:
        beam_args: what the command line had that is not ours.
        runner: engine by Beam's name.
    """
    if _is_local(runner):
        return 1
    options = PipelineOptions(list(beam_args))
    return max(
        1, options.view_as(FlinkRunnerOptions).parallelism, options.view_as(WorkerOptions).num_workers or 1
    )


def _name_workers(options: PipelineOptions) -> None:
    """Say how a Flink cluster gets its workers where the command line does not: our own worker command, by the
    path it has here. On other machines it has to lie at the same place; an image sees to that."""
    portable = options.view_as(PortableOptions)
    in_process = options.view_as(FlinkRunnerOptions).flink_master in ("[local]", "[auto]")
    if portable.environment_type is None and not in_process:
        beside = str(Path(sys.executable).parent)
        command = shutil.which(WORKER_COMMAND, path=beside) or shutil.which(WORKER_COMMAND)
        if command is None:
            raise UsageError(
                f"--runner FlinkRunner: {WORKER_COMMAND} is not installed beside {sys.executable}; install"
                " the project there, or say with --environment_type where workers come from"
            )
        portable.environment_type = "PROCESS"
        portable.environment_config = json.dumps({"command": command})
    if not int(portable.environment_cache_millis):
        portable.environment_cache_millis = ENVIRONMENT_CACHE_MS


def _tether_job_server(options: PipelineOptions) -> None:
    """Let the job server that Beam starts end with this process, however that ends."""
    server = options.view_as(JobServerOptions)
    java, properties = server.job_server_java_launcher, list(server.job_server_jvm_properties)
    server.job_server_java_launcher = sys.executable
    server.job_server_jvm_properties = ["-m", "pipeline.tethered", java, *properties]


def check_engine(beam_args: Sequence[str], *, runner: str | None, workers: int | None) -> None:
    """Check all that concerns the engine before anything is written.

    Raises:
        UsageError: Beam does not know an option either, or refuses its value; the engine does not exist here.
    """
    refuse_unknown(beam_args)
    engine_options(beam_args, runner=runner, workers=workers, feeds="", lake="", run_id="")
    find_engine(runner or DEFAULT_ENGINE)


def find_engine(name: str) -> PipelineRunner:
    """Return Beam's engine of a name.

    Raises:
        UsageError: there is none, or its package is not installed.
    """
    try:
        if name.lower().removesuffix("runner") == "prism":
            from pipeline.prism import TetheredPrismRunner  # gRPC's server side: only for those who want it

            return TetheredPrismRunner()
        return create_runner(name)
    except (ValueError, ImportError, AttributeError) as error:
        raise UsageError(f"--runner {name}: {error}") from error


def refuse_unknown(beam_args: Sequence[str]) -> None:
    """Refuse what neither Communiqué nor Beam knows, instead of dropping it with a warning as Beam does.

    Raises:
        UsageError: naming the option.
    """
    parser = _BeamOptions(prog="communique run", add_help=False, allow_abbrev=False)
    # Beam parses with the same sum of classes (PipelineOptions.get_all_options).
    for options in dict.fromkeys(PipelineOptions.__subclasses__()):
        options._add_argparse_args(parser)
    _, unknown = parser.parse_known_args(list(beam_args))
    if unknown:
        raise UsageError(
            f"unknown option {unknown[0]!r}: neither Communiqué nor Beam has it (see communique run --help;"
            f" https://beam.apache.org/documentation/runners/direct/ for Beam's)"
        )


class _BeamOptions(pipeline_options._BeamArgumentParser):
    """Beam's parser, with one line instead of its usage of several screens."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"Beam's {message}")
