"""moto's S3 server, one request at a time: its tables are plain dicts, which two threads at once can break."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

application = DomainDispatcherApplication(create_backend_app)
lock = threading.Lock()


def one_at_a_time(environment: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    with lock:
        return [b"".join(application(environment, start_response))]


if __name__ == "__main__":
    run_simple("127.0.0.1", int(sys.argv[1]), one_at_a_time, threaded=True)
