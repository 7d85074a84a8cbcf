"""What reaches Beam, and what is refused before anything starts."""

import json
import os
import sys
from pathlib import Path

import pytest
from apache_beam.options.pipeline_options import (
    DirectOptions,
    FlinkRunnerOptions,
    JobServerOptions,
    PortableOptions,
    StandardOptions,
)

from pipeline.errors import RunFailed, UsageError
from pipeline.options import WORKER_COMMAND, CommuniqueOptions, check_engine, coding_processes, engine_options
from transforms.shared_work import cores


def options(*beam_args, runner=None, workers=None):
    return engine_options(
        beam_args, runner=runner, workers=workers, feeds="feeds.opml", lake="lake", run_id="r"
    )


def test_the_default_engine_is_the_in_process_one_by_name():
    assert options().view_as(StandardOptions).runner == "FnApiRunner"


def test_our_options_travel_with_beams():
    ours = options("--direct_num_workers=2").view_as(CommuniqueOptions)
    assert (ours.feeds, ours.lake, ours.run_id) == ("feeds.opml", "lake", "r")
    assert ours.view_as(DirectOptions).direct_num_workers == 2


@pytest.mark.parametrize("name", ["FnApiRunner", "DirectRunner", "PrismRunner", "FlinkRunner", "prism"])
def test_engines_of_beam_are_taken_by_name(name):
    check_engine(["--direct_num_workers=1"], runner=name, workers=None)


def test_options_of_other_engines_pass():
    passed = options("--flink_master=localhost:8081", "--parallelism", "4", runner="FlinkRunner")
    assert passed.view_as(FlinkRunnerOptions).flink_master == "localhost:8081"
    assert passed.view_as(StandardOptions).runner == "FlinkRunner"


def test_a_job_server_ends_with_us_and_keeps_the_java_that_was_asked_for():
    given = ["--job_server_java_launcher=/opt/java/bin/java", "--job_server_jvm_property=-Xmx1g"]
    server = options(*given, runner="FlinkRunner").view_as(JobServerOptions)
    assert server.job_server_java_launcher == sys.executable
    assert server.job_server_jvm_properties == ["-m", "pipeline.tethered", "/opt/java/bin/java", "-Xmx1g"]


def test_all_cores_code_articles_unless_the_engine_has_workers_of_its_own():
    def processes(*beam_args, runner=None, workers=None):
        return coding_processes(beam_args, runner=runner, workers=workers)

    assert processes() == cores()
    assert processes(workers=3) == 3
    assert processes(workers=3, runner="DirectRunner") == 3
    assert processes("--direct_num_workers=2") == 1
    assert processes(runner="FlinkRunner") == 1


def test_beam_itself_stays_in_one_process():
    direct = options(workers=3).view_as(DirectOptions)
    assert (direct.direct_num_workers, direct.direct_running_mode) == (1, "in_memory")


def test_workers_are_refused_where_the_engine_has_its_own_word_for_them():
    with pytest.raises(UsageError, match="FlinkRunner"):
        options(workers=2, runner="FlinkRunner")


@pytest.mark.parametrize("unknown", ["--no_such_option", "--no-such-option=1", "stray", "-z"])
def test_what_nobody_knows_is_named(unknown):
    with pytest.raises(UsageError) as refused:
        check_engine(["--direct_num_workers=1", unknown], runner=None, workers=None)
    assert unknown in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_value_beam_refuses_is_one_line():
    with pytest.raises(UsageError, match="direct_num_workers"):
        check_engine(["--direct_num_workers=several"], runner=None, workers=None)


@pytest.mark.parametrize("name", ["NoSuchRunner", "no.such.module.Runner", "json.Runner"])
def test_an_engine_that_does_not_exist_is_a_matter_of_usage(name):
    with pytest.raises(UsageError, match=f"--runner {name}"):
        check_engine([], runner=name, workers=None)


def test_run_failed_is_not_usage():
    assert not issubclass(RunFailed, UsageError)


def test_a_flink_cluster_starts_our_own_worker_command_and_keeps_it():
    portable = options("--flink_master=localhost:8081", runner="FlinkRunner").view_as(PortableOptions)
    assert portable.environment_type == "PROCESS"
    command = json.loads(portable.environment_config)["command"]
    assert Path(command).name == WORKER_COMMAND and os.access(command, os.X_OK)
    assert int(portable.environment_cache_millis) > 0


def test_who_says_where_workers_come_from_is_believed():
    portable = options(
        "--flink_master=localhost:8081", "--environment_type=EXTERNAL", "--environment_config=localhost:50000",
        "--environment_cache_millis=5", runner="FlinkRunner",
    ).view_as(PortableOptions)  # fmt: skip
    assert portable.environment_type == "EXTERNAL"
    assert portable.environment_config == "localhost:50000"
    assert int(portable.environment_cache_millis) == 5


def test_flink_in_this_process_needs_no_worker_command():
    assert options(runner="FlinkRunner").view_as(PortableOptions).environment_type is None
