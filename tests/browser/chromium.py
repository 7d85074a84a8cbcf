"""The system's Chromium, headless, driven by Playwright: for the tests, the bench and the picture in the README."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
SLOW_MS = 60_000
"""A machine that runs other things at the same time may take its time; what is asserted has limits of its own."""


class Missing(Exception):
    """There is no browser, or nothing to drive it with; the message says what to do."""


@contextlib.contextmanager
def launch(profile: Path, **settings: Any) -> Iterator[Any]:
    """Start the browser with a profile of its own.

    Args:
        profile: a folder for it.
        settings: for Playwright's `launch_persistent_context`.

    Raises:
        Missing: Playwright or Chromium is not installed.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Missing("Playwright is not installed: make test-browser") from None
    found = [path for name in NAMES if (path := shutil.which(name))]
    if not found:
        raise Missing("no chromium on the PATH: make test-browser, or install Debian's package chromium")
    os.environ.setdefault("DBUS_SESSION_BUS_ADDRESS", "disabled:")
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path=found[0], args=list(FLAGS), headless=True, timeout=SLOW_MS,
            **{"viewport": {"width": 1280, "height": 900}, **settings},
        )  # fmt: skip
        context.set_default_timeout(SLOW_MS)
        yield context
        context.close()
