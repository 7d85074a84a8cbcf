"""What a command says on stderr: lines for people, or with `--log-format json` one JSON object a line."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import sys
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Any

FORMATS = ("text", "json")

_OURS = logging.getLogger("communique")
_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def set_up_logging(*, verbose: bool, form: str = "text") -> None:
    """Send log records to stderr; call it before Beam is imported, which otherwise sets up its own.

    Args:
        verbose: show what the steps and Beam say from INFO on. Otherwise warnings of ours, and Beam's errors:
            it warns about its optional parts at every start.
        form: one of FORMATS. With `json` nothing but JSON goes to stderr, tracebacks and Python's warnings
            included.
    """
    handler = _Stderr()
    handler.setFormatter(
        _JsonLines()
        if form == "json"
        else logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO if verbose else logging.WARNING)
    if not verbose:
        logging.getLogger("apache_beam").setLevel(logging.ERROR)
        # A step that fails ends the run with an exception that has the same traceback.
        for steps in ("apache_beam.runners.common", "apache_beam.runners.worker"):
            logging.getLogger(steps).setLevel(logging.CRITICAL)
        handler.addFilter(_not_from_beams_root_calls)

    _speak(_JsonLines() if form == "json" else _Words())
    if form == "json":
        logging.captureWarnings(True)
        sys.excepthook = _log_uncaught
        threading.excepthook = _log_uncaught_in_thread


def tell(words: str, *, level: int = logging.INFO, trace: bool = False, **fields: Any) -> None:
    """Say one thing on stderr, also without `--verbose`.

    Args:
        words: what people read; warnings and errors get `communique: ` in front.
        level: of the module `logging`.
        trace: add the traceback of the exception at hand.
        fields: what the JSON object holds besides; for people the words are enough.
    """
    _OURS.log(level, "%s", words, exc_info=trace, extra=fields)


def tell_from_signal(words: str) -> None:
    """Say a warning inside a signal handler, which may have interrupted a write to the same buffer."""
    record = _OURS.makeRecord(_OURS.name, logging.WARNING, "", 0, words, (), None)
    os.write(2, (_OURS.handlers[0].format(record) + "\n").encode())


def speaks_json() -> bool:
    """Return whether stderr is for machines."""
    return isinstance(_OURS.handlers[0].formatter, _JsonLines)


def wanted_format(argv: Sequence[str]) -> str:
    """Return the value of `--log-format` in arguments nobody has checked yet: what is wrong with the others
    shall already be told in it."""
    for word, following in zip(argv, [*argv[1:], ""], strict=False):
        value = following if word == "--log-format" else word.removeprefix("--log-format=")
        if value in FORMATS and value != word:
            return value
    return FORMATS[0]


class _Stderr(logging.StreamHandler):
    """Writes to what `sys.stderr` is at that moment."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:
        return sys.stderr


class _Words(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        words = super().format(record)
        return f"communique: {words}" if record.levelno >= logging.WARNING else words


class _JsonLines(logging.Formatter):
    """Time (RFC 3339, UTC), level, logger and message; the fields of the record; the exception, if any."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.timezone.utc).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _KNOWN}
        line |= _current_span()
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = {
                "type": record.exc_info[0].__name__,
                "message": str(record.exc_info[1]),
                "stack": self.formatException(record.exc_info),
            }
        return json.dumps(line, ensure_ascii=False, default=str)


def _current_span() -> dict[str, str]:
    """Return the ids of OpenTelemetry's current span, so that logs and traces can be joined."""
    trace = sys.modules.get("opentelemetry.trace")
    context = trace.get_current_span().get_span_context() if trace is not None else None
    if context is None or not context.is_valid:
        return {}
    return {"trace_id": f"{context.trace_id:032x}", "span_id": f"{context.span_id:016x}"}


def _speak(form: logging.Formatter) -> None:
    handler = _Stderr()
    handler.setFormatter(form)
    _OURS.handlers[:] = [handler]
    _OURS.setLevel(logging.INFO)
    _OURS.propagate = False


_speak(_Words())


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _OURS.critical("%s", error, exc_info=(kind, error, trace))


def _log_uncaught_in_thread(failure: threading.ExceptHookArgs) -> None:
    if failure.exc_value is not None:
        _log_uncaught(failure.exc_type, failure.exc_value, failure.exc_traceback)


def _not_from_beams_root_calls(record: logging.LogRecord) -> bool:
    return not (record.name == "root" and "apache_beam" in record.pathname and record.levelno < logging.ERROR)
