"""A real browser for the tests of the report, and reports of lakes small, empty, hostile and large."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from chromium import Missing, launch  # noqa: E402

from tools import synthetic_lake  # noqa: E402
from transforms.tables.filesystem import LocalStore  # noqa: E402
from transforms.tables.lake import init  # noqa: E402

MISSING: list[str] = []


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say at the very end that the browser tests did not run: a skip is easily overlooked."""
    for reason in MISSING:
        terminalreporter.write_line(f"!!! BROWSER TESTS SKIPPED: {reason}", red=True, bold=True)


def _skip(reason: str) -> None:
    MISSING.append(reason)
    pytest.skip(reason, allow_module_level=True)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return a headless Chromium with a profile of its own."""
    try:
        with launch(tmp_path_factory.mktemp("profile")) as context:
            yield context
    except Missing as error:
        _skip(str(error))


@dataclass
class Opened:
    """A page that is open, and what the browser said about it."""

    page: Any
    seconds: float
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until every chart is drawn."""
        self.page.wait_for_selector("html[data-ready=yes]")

    def text(self, selector: str) -> str:
        """Return what is shown in an element."""
        return self.page.locator(selector).inner_text()

    def events(self) -> int:
        """Return how many events match, as the filter bar says."""
        return int(self.text("#matching").split()[0].replace(",", ""))

    def choose(self, **values: str) -> None:
        """Set filters."""
        for name, value in values.items():
            control = self.page.locator(f"#f-{name}")
            if control.evaluate("element => element.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)
                control.dispatch_event("change")
        self.settle()


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Opened]]:
    """Return a function that opens a page; whatever the page asks of the network is written down and refused."""
    pages: list[Any] = []

    def opened(path: Path, **media: Any) -> Opened:
        page = browser.new_page()
        pages.append(page)
        page.emulate_media(**{"color_scheme": "light", **media})
        it = Opened(page, 0.0)
        page.on("console", lambda message: it.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: it.complaints.append(str(error)))
        page.on("request", lambda request: it.requests.append(request.url))
        start = time.perf_counter()
        page.goto(path.as_uri())
        page.wait_for_selector("#matching:not(:empty)")
        it.seconds = time.perf_counter() - start
        it.settle()
        return it

    yield opened
    for page in pages:
        page.close()


@pytest.fixture(scope="session")
def write_report(console_script: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that runs `communique report` on a lake."""

    def write_report(lake: Path, *options: str) -> Path:
        out = tmp_path_factory.mktemp("report") / "report.html"
        subprocess.run(
            [console_script, "report", "--lake", str(lake), "--out", str(out), *options],
            check=True, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        return out

    return write_report


@pytest.fixture(scope="session")
def made_up_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a lake of 3,000 events."""
    lake = tmp_path_factory.mktemp("made-up") / "lake"
    synthetic_lake.build(lake, 3_000, runs=8, feeds=40)
    return lake


@pytest.fixture(scope="session")
def made_up(made_up_lake: Path, write_report: Callable[..., Path]) -> Path:
    """Return the report of a lake of 3,000 events."""
    return write_report(made_up_lake)


@pytest.fixture(scope="session")
def sample_report(sample_lake: Any, write_report: Callable[..., Path]) -> Path:
    """Return the report of the sample feeds."""
    return write_report(sample_lake.path)


@pytest.fixture(scope="session")
def empty_report(tmp_path_factory: pytest.TempPathFactory, write_report: Callable[..., Path]) -> Path:
    """Return the report of a lake without rows."""
    lake = tmp_path_factory.mktemp("empty") / "lake"
    init(LocalStore(lake))
    return write_report(lake)
