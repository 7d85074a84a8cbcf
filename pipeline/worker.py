"""A local worker process: Beam's harness, which reports to the launcher and leaves its stderr alone."""

from __future__ import annotations

import logging


def main() -> None:
    """Serve the launcher until it hangs up."""
    # Whoever logs first while no handler is set makes Python write to stderr. What workers log reaches the
    # launcher through Beam's logging service, and is filtered and printed there, once.
    logging.getLogger().addHandler(logging.NullHandler())
    from apache_beam.runners.worker import sdk_worker_main

    sdk_worker_main.main([])


if __name__ == "__main__":
    main()
