"""One page from contents and facts: everything inside, nothing fetched, no text of a publisher read as markup."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
from collections.abc import Mapping
from string import Template
from typing import Any

from pipeline.report.lists import plain
from pipeline.report.names import page_file

SCRIPTS = (
    "unpack.js", "dom.js", "queue.js", "table.js", "filter.js", "tally.js", "chart.js", "ahead.js", "events.js", "time.js",
    "places.js", "dyads.js", "actors.js", "operation.js", "main.js",
)  # fmt: skip
"""The page's own script, one function scope in this order."""


def render(
    *, title: str, lead: str, footer: str, version: str, contents: Mapping[str, Any], facts: str
) -> str:
    """Return the page.

    Args:
        title: heading of the page.
        lead: what follows the heading, as text.
        footer: last line, as text.
        version: of Communiqué.
        contents: what the script shows; days and times may be dates.
        facts: packed columns, from `pipeline.report.facts`.
    """
    style, vega = page_file("style.css"), page_file("vega.js")
    script = '(() => {\n"use strict";\n' + "".join(page_file(name) for name in SCRIPTS) + "})();\n"
    return Template(page_file("report.html")).substitute(
        policy=html.escape(policy(scripts=(vega, script), styles=(style,)), quote=True),
        title=html.escape(title),
        lead=html.escape(lead),
        footer=html.escape(footer),
        version=html.escape(version),
        contents=pack(contents),
        facts=facts,
        style=style,
        vega=vega,
        script=script,
    )


def pack(contents: Mapping[str, Any]) -> str:
    """Return contents as compressed JSON in base64: small, and free of anything a browser could read as markup."""
    text = json.dumps(contents, ensure_ascii=False, separators=(",", ":"), default=plain)
    # Half a character (a lone surrogate) has no UTF-8; a publisher can still send one.
    data = text.encode("utf-8", errors="replace")
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")


def policy(*, scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """Return a Content-Security-Policy: these scripts and styles run, nothing else runs, nothing is fetched."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src " + " ".join(_hash(script) for script in scripts),
            "style-src " + " ".join(_hash(style) for style in styles),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"
