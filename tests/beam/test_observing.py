"""What operators see of real runs: metrics, JSON logs, spans at a collector on loopback."""

from __future__ import annotations

import gzip
import http.server
import json
import os
import resource
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from prometheus_client.parser import text_string_to_metric_families

ITEM = (
    "<item><title>{n}</title><link>https://wire.example/{n}</link><guid>{n}</guid><pubDate>{at}</pubDate>"
    "<description>Brazil recalled its ambassador to Israel on Monday.</description></item>"
)


def feed(*items: tuple[str, float]) -> str:
    """Return RSS with items published so many seconds ago."""
    told = "".join(
        ITEM.format(n=n, at=time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() - ago)))
        for n, ago in items
    )
    return f'<rss version="2.0"><channel><title>T</title><link>https://wire.example/</link>{told}</channel></rss>'


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "one.xml").write_text(feed(("first", 86_400)), "utf-8")
    (tmp_path / "feeds.txt").write_text("one.xml\nnone.xml\n", "utf-8")
    return tmp_path


def communique(script: str, place: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [script, *words, "--lake", "lake", "--no-full-text"],
        cwd=place, env={**os.environ, **environment}, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def values(path: Path) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *(v for k, v in sorted(sample.labels.items()) if k != "lake")): sample.value
        for family in text_string_to_metric_families(path.read_text("utf-8"))
        for sample in family.samples
    }


def test_the_metrics_file_tells_of_feeds_articles_lag_and_failures(console_script, place):
    run = ("run", "--feeds", "feeds.txt", "--metrics-file", "c.prom", "--quiet", "--force")
    before = time.time()
    assert communique(console_script, place, *run).returncode == 0
    (place / "one.xml").write_text(feed(("second", 600), ("first", 86_400)), "utf-8")
    assert communique(console_script, place, *run).returncode == 0
    found = values(place / "c.prom")
    assert found["communique_runs_total", "run", "committed"] == 2
    assert found["communique_articles_total", "new"] == 2
    assert found["communique_articles_total", "known"] == 1
    assert found["communique_events_total", "SANCTION"] == 2
    assert found["communique_poll_errors_total", "file_missing"] == 2
    assert found["communique_rejects_total", "file_missing"] == 2
    # The first run met the feed for the first time: how old its articles are says nothing about the pipeline.
    assert found["communique_article_lag_seconds_count",] == 1
    assert 600 <= found["communique_article_lag_seconds_sum",] <= 600 + time.time() - before
    one, none = str(place / "one.xml"), str(place / "none.xml")
    assert found["communique_feed_failures", none] == 2
    assert found["communique_feed_failures", one] == 0
    assert before <= found["communique_feed_last_new_timestamp_seconds", one] <= time.time()


def test_a_run_that_fails_is_counted(console_script, place):
    subprocess.run([console_script, "lake", "init", "lake"], cwd=place, check=True, capture_output=True)
    failed = subprocess.run(
        [console_script, "run", "--feeds", "feeds.txt", "--lake", "lake", "--metrics-file", "c.prom", "-q"],
        cwd=place, capture_output=True, text=True, timeout=300, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, resource.RLIM_INFINITY)),
    )  # fmt: skip
    assert failed.returncode == 1, failed.stderr
    found = values(place / "c.prom")
    assert found["communique_runs_total", "run", "failed"] == 1
    assert found["communique_last_run_timestamp_seconds", "failed"] > 0
    assert ("communique_runs_total", "run", "committed") not in found


@pytest.mark.parametrize(
    "options",
    [[], ["--direct_num_workers", "2", "--direct_running_mode", "multi_processing", "--verbose"]],
    ids=["in-process", "processes"],
)
def test_with_log_format_json_every_line_of_stderr_is_an_object(console_script, place, options):
    run = ("run", "--feeds", "feeds.txt", "--log-format", "json", *options)
    done = communique(console_script, place, *run)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    [last] = [line["progress"] for line in lines if "progress" in line][-1:]
    assert (last["feeds"], last["articles"], last["events"]) == (2, 1, 1)
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["run", "--feeds", "nowhere.txt"], "nowhere.txt"),
        (["run", "--feeds", "feeds.txt", "--laek"], "--laek"),
    ],
)
def test_usage_errors_are_objects_too(console_script, place, words, part):
    done = communique(console_script, place, *words, "--log-format=json")
    assert done.returncode == 2
    [line] = map(json.loads, done.stderr.splitlines())
    assert line["level"] == "error"
    assert part in line["message"]


def test_a_watch_logs_a_report_per_run_and_its_signals(console_script, place):
    words = ["watch", "--every", "1h", "--feeds", "feeds.txt", "--lake", "lake", "--log-format", "json"]
    process = subprocess.Popen([console_script, *words], cwd=place, stderr=subprocess.PIPE, text=True)
    first = json.loads(process.stderr.readline())
    assert first["report"]["articles"]["new"] == 1
    process.send_signal(signal.SIGTERM)
    second = json.loads(process.stderr.readline())
    assert "stopping after the current run" in second["message"]
    assert process.wait(timeout=180) == 0
    process.stderr.close()


class Collector(http.server.BaseHTTPRequestHandler):
    """An OTLP/HTTP receiver that keeps what it gets."""

    got: list[tuple[str, bytes, str]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        body = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
        self.got.append((self.path, body, self.headers.get("x-token", "")))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def collector():
    handler = type("Handler", (Collector,), {"got": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", handler.got
        server.shutdown()


def test_spans_and_figures_go_to_the_collector_the_environment_names(console_script, place, collector):
    address, got = collector
    done = communique(
        console_script, place, "run", "--feeds", "feeds.txt", "--quiet",
        OTEL_EXPORTER_OTLP_ENDPOINT=address, OTEL_EXPORTER_OTLP_HEADERS="x-token=t1",
        OTEL_RESOURCE_ATTRIBUTES="deployment.environment=test",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert {token for _, _, token in got} == {"t1"}
    [body] = [body for path, body, _ in got if path == "/v1/traces"]
    [resource] = ExportTraceServiceRequest.FromString(body).resource_spans
    about = {item.key: item.value.string_value for item in resource.resource.attributes}
    assert (about["service.name"], about["deployment.environment"]) == ("communique", "test")
    [span] = resource.scope_spans[0].spans
    attributes = {item.key: item.value for item in span.attributes}
    assert span.name == "communique run"
    assert attributes["communique.articles.new"].int_value == 1
    assert attributes["communique.feeds.failed"].int_value == 1
    figures = {
        metric.name: metric
        for path, body, _ in got
        if path == "/v1/metrics"
        for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    }
    assert figures["communique.events"].sum.data_points[0].as_int == 1
    assert figures["communique.run.duration"].histogram.data_points[0].count == 1


def test_without_its_variables_opentelemetry_is_not_even_imported(console_script, place):
    program = (
        "import sys; from pipeline.commands import main;"
        "code = main(['run', '--feeds', 'feeds.txt', '--lake', 'lake', '--no-full-text', '-q']);"
        "print(code, [name for name in sys.modules if name.startswith('opentelemetry.sdk')])"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    python = str(Path(console_script).parent / "python")
    done = subprocess.run(
        [python, "-c", program], cwd=place, env=clean, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0 []"


@pytest.mark.parametrize(
    ("name", "value"),
    [("OTEL_TRACES_EXPORTER", "zipkin"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")],
)
def test_what_is_not_spoken_here_is_said_before_the_run(console_script, place, name, value):
    environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", name: value}
    done = communique(console_script, place, "run", "--feeds", "feeds.txt", **environment)
    assert done.returncode == 2
    assert f"{name}={value}" in done.stderr
    assert not list((place / "lake").glob("articles/ingest_date=2*"))
