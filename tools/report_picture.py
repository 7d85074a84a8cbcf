"""Takes the pictures of the report that the README shows, from the page of the sample feeds' lake.

The page looks ahead from the day on which the example of the README was published.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "tests" / "browser"))

from chromium import launch  # noqa: E402

IMAGES = PROJECT / "docs" / "images"
AS_OF = "2025-03-30"
VIEWS = {"report.png": "", "report-places.png": "places"}
"""File and the section it shows; the head of the page for none."""


def main() -> int:
    """Write docs/images anew."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--lake", default="lake", metavar="DIR")
    args = parser.parse_args()
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="communique-picture-") as folder:
        page = Path(folder) / "report.html"
        command = [sys.executable, "-m", "pipeline", "report", "--lake", args.lake, "--out", str(page)]
        subprocess.run([*command, "--as-of", AS_OF, "--quiet"], check=True, cwd=PROJECT)
        size = {"width": 1440, "height": 1060}
        with launch(Path(folder) / "profile", viewport=size, color_scheme="light") as browser:
            opened = browser.new_page()
            opened.goto(page.as_uri())
            opened.wait_for_selector("html[data-ready=yes]")
            for name, section in VIEWS.items():
                if section:
                    opened.locator(f"#{section}").evaluate("element => element.scrollIntoView()")
                opened.wait_for_timeout(300)
                opened.screenshot(path=IMAGES / name)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
