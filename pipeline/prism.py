"""Beam's Prism, started so that it does not outlive us: also not where we are killed with -9."""

from __future__ import annotations

import sys
from typing import Any

from apache_beam.options.pipeline_options import DebugOptions, PipelineOptions
from apache_beam.runners.portability.job_server import JobServer, StopOnExitJobServer
from apache_beam.runners.portability.prism_runner import PrismJobServer, PrismRunner


class TetheredPrismRunner(PrismRunner):
    """Prism through `pipeline.tethered`; the rest is Beam's."""

    def default_job_server(self, options: PipelineOptions) -> JobServer:
        """Return what starts Prism: one for all runs of this process, unless the experiment says otherwise."""

        def server() -> JobServer:
            return StopOnExitJobServer(_TetheredPrism(options))

        if options.view_as(DebugOptions).lookup_experiment("disable_prism_server_singleton"):
            return server()
        shared: JobServer = PrismRunner.shared_handle.acquire(server)
        return shared


class _TetheredPrism(PrismJobServer):
    def subprocess_cmd_and_endpoint(self) -> tuple[list[Any], str]:
        command, endpoint = super().subprocess_cmd_and_endpoint()
        return [sys.executable, "-m", "pipeline.tethered", *command], endpoint
