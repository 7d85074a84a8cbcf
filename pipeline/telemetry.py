"""OpenTelemetry: a span and the figures of every run, sent where the standard OTEL_* variables say.

Without such a variable nothing of OpenTelemetry is imported. The exporters read the variables themselves
(endpoint, headers, certificate, timeout, service name, resource attributes, sampler), so they mean what
OpenTelemetry's specification says.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.errors import UsageError
from pipeline.logs import tell
from pipeline.summary import RunReport

ENDPOINTS = (
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
)
EXPORTERS = {"traces": "OTEL_TRACES_EXPORTER", "metrics": "OTEL_METRICS_EXPORTER"}


def is_wanted(environment: Mapping[str, str]) -> bool:
    """Return whether the environment asks for OpenTelemetry: an endpoint, or an exporter other than none."""
    if environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    names = [environment.get(name, "none") for name in EXPORTERS.values()]
    return any(environment.get(name) for name in ENDPOINTS) or any(name not in ("", "none") for name in names)


@dataclass(frozen=True)
class Telemetry:
    """Where spans and figures go.

    Attributes:
        tracer: of opentelemetry.trace.
        instruments: counters and the histogram of a run's length, by name.
    """

    tracer: Any
    instruments: Mapping[str, Any]

    @contextlib.contextmanager
    def run_span(self, mode: str, lake: str) -> Iterator[Any]:
        """Open the span of a run; an exception that leaves the block is recorded and makes it an error."""
        attributes = {"communique.mode": mode, "communique.lake": lake}
        with self.tracer.start_as_current_span(f"communique {mode}", attributes=attributes) as span:
            yield span

    def describe(self, span: Any, report: RunReport) -> None:
        """Put what a run brought on its span, and count it."""
        run = report.summary
        figures = {
            "feeds.polled": run.feeds_polled,
            "feeds.failed": run.feeds_failed,
            "articles.new": run.articles_new,
            "events": report.events,
            "rejects": report.rejects,
        }
        for name, value in figures.items():
            span.set_attribute(f"communique.{name}", value)
            self.instruments[name].add(value)
        span.set_attribute("communique.run_id", run.run_id)
        span.set_attribute("communique.engine", report.engine)
        self.instruments["runs"].add(1, {"mode": run.mode, "outcome": "committed"})
        self.instruments["run.duration"].record(report.seconds, {"mode": run.mode})

    def count_failure(self, mode: str) -> None:
        """Count a run that published nothing."""
        self.instruments["runs"].add(1, {"mode": mode, "outcome": "failed"})


def from_environment() -> Telemetry | None:
    """Return what the environment configures; None if nothing, or if the packages are missing, which is told.

    Raises:
        UsageError: a protocol or exporter that is not to be had here.
    """
    if not is_wanted(os.environ):
        return None
    try:
        from opentelemetry import metrics, trace
        from opentelemetry.sdk.metrics import MeterProvider
        from opentelemetry.sdk.trace import TracerProvider
    except ImportError:
        tell(
            "OTEL_* variables are set, but OpenTelemetry is not installed: pip install 'communique[otel]'",
            level=logging.WARNING,
        )
        return None
    # Under `opentelemetry-instrument` there are providers already; those are kept.
    if not isinstance(trace.get_tracer_provider(), TracerProvider):
        _provide_traces()
    if not isinstance(metrics.get_meter_provider(), MeterProvider):
        _provide_metrics()
    meter = metrics.get_meter("communique")
    counted = {
        "feeds.polled": "feeds asked", "feeds.failed": "failed polls", "articles.new": "new articles",
        "events": "events published", "rejects": "things refused", "runs": "runs that ended",
    }  # fmt: skip
    instruments: dict[str, Any] = {
        name: meter.create_counter(f"communique.{name}", description=w) for name, w in counted.items()
    }
    instruments["run.duration"] = meter.create_histogram("communique.run.duration", "s", "length of a run")
    return Telemetry(trace.get_tracer("communique"), instruments)


def _provide_traces() -> None:
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter

    exporter = _exporter("traces", "trace_exporter", "OTLPSpanExporter", ConsoleSpanExporter)
    if exporter is not None:
        provider = TracerProvider(resource=_resource(), shutdown_on_exit=False)
        provider.add_span_processor(BatchSpanProcessor(exporter))
        trace.set_tracer_provider(provider)
        atexit.register(provider.shutdown)


def _provide_metrics() -> None:
    from opentelemetry import metrics
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import ConsoleMetricExporter, PeriodicExportingMetricReader

    exporter = _exporter("metrics", "metric_exporter", "OTLPMetricExporter", ConsoleMetricExporter)
    if exporter is not None:
        readers = [PeriodicExportingMetricReader(exporter)]
        provider = MeterProvider(readers, resource=_resource(), shutdown_on_exit=False)
        metrics.set_meter_provider(provider)
        atexit.register(provider.shutdown)


def _exporter(signal: str, module: str, name: str, console: Callable[..., Any]) -> Any:
    """Return the exporter the environment asks for, None for none.

    Args:
        signal: traces or metrics.
        module: of OTLP's exporter for it.
        name: of its class.
        console: makes the one that prints.
    """
    match _exporter_name(signal):
        case "otlp":
            return getattr(
                importlib.import_module(f"opentelemetry.exporter.otlp.proto.http.{module}"), name
            )()
        case "console":
            return console(out=sys.stderr)
    return None


def _exporter_name(signal: str) -> str:
    name = os.environ.get(EXPORTERS[signal], "").strip() or "otlp"
    if name not in ("otlp", "console", "none"):
        raise UsageError(f"{EXPORTERS[signal]}={name}: otlp, console or none")
    variable = f"OTEL_EXPORTER_OTLP_{signal.upper()}_PROTOCOL"
    for place in (variable, "OTEL_EXPORTER_OTLP_PROTOCOL"):
        protocol = os.environ.get(place, "").strip()
        if protocol and name == "otlp" and protocol != "http/protobuf":
            raise UsageError(f"{place}={protocol}: only http/protobuf is spoken here")
        if protocol:
            break
    return name


def _resource() -> Any:
    from opentelemetry.sdk.resources import Resource

    from pipeline.commands import version

    named = "OTEL_SERVICE_NAME" in os.environ or "service.name=" in os.environ.get(
        "OTEL_RESOURCE_ATTRIBUTES", ""
    )
    attributes = {"service.version": version()}
    return Resource.create(attributes if named else {"service.name": "communique", **attributes})
