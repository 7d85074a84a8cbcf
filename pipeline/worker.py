"""A worker process: Beam's harness, which reports to the engine and leaves its stderr alone.

Two kinds of parents start it. Beam's local engine sets the harness's environment variables itself. A Flink
task manager (`--environment_type=PROCESS`) hands over the address of its provisioning service, as it does to
the entry point of Beam's containers; what the harness needs is asked for there.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> None:
    """Serve the engine until it hangs up."""
    args = _parse(sys.argv[1:] if argv is None else argv)
    # Whoever logs first while no handler is set makes Python write to stderr. What workers log reaches the
    # launcher through Beam's logging service, and is filtered and printed there, once.
    logging.getLogger().addHandler(logging.NullHandler())
    if args.provision_endpoint:
        os.environ.update(provisioned(args.id, args.provision_endpoint))
    from apache_beam.runners.worker import sdk_worker_main

    sdk_worker_main.main([])


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="communique-worker", description=main.__doc__)
    parser.add_argument("--id", default="")
    parser.add_argument("--provision_endpoint", default="", help="host:port of the engine's provisioning")
    # The engine gives the other addresses, too; provisioning repeats them.
    return parser.parse_known_args(argv)[0]


def provisioned(worker_id: str, endpoint: str) -> dict[str, str]:
    """Ask an engine what a worker needs, and return it as the environment that Beam's harness reads.

    Args:
        worker_id: under which the engine knows this worker.
        endpoint: host:port of its provisioning service.

    Raises:
        grpc.RpcError: the engine does not answer.
    """
    import grpc
    from apache_beam.portability.api import beam_provision_api_pb2 as api
    from apache_beam.portability.api import beam_provision_api_pb2_grpc as service
    from apache_beam.runners.worker.worker_id_interceptor import WorkerIdInterceptor
    from google.protobuf import json_format, text_format

    channel = grpc.intercept_channel(grpc.insecure_channel(endpoint), WorkerIdInterceptor(worker_id))
    info = (
        service.ProvisionServiceStub(channel)
        .GetProvisionInfo(api.GetProvisionInfoRequest(), timeout=60, wait_for_ready=True)
        .info
    )
    return {
        "WORKER_ID": worker_id,
        "PIPELINE_OPTIONS": json_format.MessageToJson(info.pipeline_options),
        "LOGGING_API_SERVICE_DESCRIPTOR": text_format.MessageToString(info.logging_endpoint),
        "CONTROL_API_SERVICE_DESCRIPTOR": text_format.MessageToString(info.control_endpoint),
        "RUNNER_CAPABILITIES": " ".join(info.runner_capabilities),
    }


if __name__ == "__main__":
    main()
