"""Logging of a run: to stderr, in our format, and without what nobody can act on."""

from __future__ import annotations

import logging


def set_up_logging(*, verbose: bool) -> None:
    """Send log records to stderr; call it before Beam is imported, which otherwise sets up its own.

    Args:
        verbose: show what the steps and Beam say from INFO on. Otherwise warnings of ours, and Beam's errors:
            it warns about its optional parts at every start.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO if verbose else logging.WARNING)
    if not verbose:
        logging.getLogger("apache_beam").setLevel(logging.ERROR)
        # A step that fails ends the run with an exception that has the same traceback.
        for steps in ("apache_beam.runners.common", "apache_beam.runners.worker"):
            logging.getLogger(steps).setLevel(logging.CRITICAL)
        handler.addFilter(_not_from_beams_root_calls)


def _not_from_beams_root_calls(record: logging.LogRecord) -> bool:
    return not (record.name == "root" and "apache_beam" in record.pathname and record.levelno < logging.ERROR)
