"""What README and docs show can be done: snippets run, commands exist, links lead somewhere."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.commands import COMMANDS, build_parser

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("**/*.md")])
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path, *languages: str) -> list[str]:
    return [text for language, text in FENCE.findall(page.read_text("utf-8")) if language in languages]


def commands(page: Path) -> list[list[str]]:
    """Return every `communique …` of a page's shell blocks, as lists of words."""
    found = []
    for block in blocks(page, "sh", "console", "bash"):
        for line in block.replace("\\\n", " ").splitlines():
            for part in re.split(r"\s(?:\||&&|\|\|)\s|;", line.removeprefix("$ ")):
                words = shlex.split(part, comments=True)
                if words[:1] == ["communique"]:
                    found.append([word for word in words[1:] if not word.startswith(">")])
    return found


SNIPPETS = blocks(ROOT / "README.md", "python")


def test_readme_shows_duckdb_pandas_and_polars():
    assert {re.search(r"import (\w+)", snippet)[1] for snippet in SNIPPETS} == {"duckdb", "pandas", "polars"}


@pytest.mark.parametrize("snippet", SNIPPETS, ids=[re.search(r"import (\w+)", s)[1] for s in SNIPPETS])
def test_snippets_of_the_readme_run_as_printed(snippet, sample_lake, tmp_path):
    (tmp_path / "lake").symlink_to(sample_lake.path)
    done = subprocess.run(
        [sys.executable, "-c", snippet],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert any(name in done.stdout for name in ("CONSULT", "CHN", "RUS", "Wang Yi")), done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_are_shown_exist(page):
    parser = build_parser()
    for words in commands(page):
        _, unknown = parser.parse_known_args(words)
        assert not [word for word in unknown if not word.startswith("--flink")], f"{page.name}: {words}"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command):
    assert f"| `communique {command}" in (ROOT / "README.md").read_text("utf-8")


def test_every_command_has_examples_and_exit_codes(console_script):
    for command in COMMANDS:
        shown = subprocess.run(
            [console_script, command, "--help"], capture_output=True, text=True, check=True
        ).stdout
        assert f"communique {command}" in shown
        assert "exit code" in shown, f"communique {command} --help does not tell its exit codes"


def test_the_article_of_the_readme_gives_the_event(console_script):
    [line] = [
        line
        for block in blocks(ROOT / "README.md", "sh")
        for line in block.splitlines()
        if line.startswith("echo")
    ]
    article, _, _ = line.removeprefix("echo '").partition("' | ")
    done = subprocess.run(
        [console_script, "extract", "-"],
        input=article,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    answer = json.loads(done.stdout)
    assert answer["id"] == "a1"
    [event] = answer["events"]
    assert (event["actors"][0]["country"], event["recipients"][0]["country"]) == ("BRA", "ISR")
    assert event["status"] == "occurred"
    assert event["date_start"] == "2025-03-24"


def test_the_event_of_the_readme_comes_from_the_sample_feeds(sample_lake):
    import duckdb

    [shown] = [json.loads(block) for block in blocks(ROOT / "README.md", "json")]
    found = duckdb.execute(
        f"SELECT status, actors[1].name, recipients[1].country, date_start::VARCHAR, date_end::VARCHAR"
        f" FROM read_parquet('{sample_lake.path}/events/**/*.parquet')"
        f" WHERE event_type = 'CONSULT' AND mode = 'visit' AND date_start = '2025-03-31'"
    ).fetchall()
    expected = (
        shown["status"],
        shown["actors"][0]["name"],
        shown["recipients"][0]["country"],
        shown["date_start"],
        shown["date_end"],
    )
    assert expected in found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path) if path else page
        assert linked.exists(), f"{page.name} links {target}"
        if anchor and linked.suffix == ".md":
            headings = re.findall(r"^#+ (.+)$", linked.read_text("utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in headings}
