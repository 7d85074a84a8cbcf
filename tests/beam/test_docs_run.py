"""What README and docs show can be done: commands and snippets run, options exist, links lead somewhere.

A block that cannot be run here says why, in a remark right behind it: `<!-- not run: reason -->`. Blocks in other
languages than shell are run by the test of their page (`RUN_BY`), or hold no command.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.commands import COMMANDS, build_parser

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).parent))
from doc_blocks import PAGES, Block, blocks, inline_code  # noqa: E402

RUN_BY = {
    ("README.md", "python"): "test_docs_run.py",
    ("README.md", "json"): "test_docs_run.py",
    ("analysis.md", "python"): "test_analysis.py",
    ("analysis.md", "sql"): "test_analysis.py",
    ("beam-yaml.md", "yaml"): "test_beam_yaml.py",
    ("extending.md", "python"): "test_extending_walk.py",
    ("extending.md", "diff"): "test_extending_walk.py",
    ("extending.md", "csv"): "test_extending_walk.py",
    ("extending.md", "sh"): "test_extending_walk.py",
    ("lake.md", "python"): "test_lake_recipes.py",
    ("lake.md", "sql"): "test_lake_recipes.py",
}
README = ROOT / "README.md"
SNIPPETS = [block.text for block in blocks(README) if block.language == "python"]
ALL = [block for page in PAGES for block in blocks(page)]
RUN = sorted(
    {
        block.page
        for block in ALL
        if block.is_shell and block.reason is None and (block.page.name, block.language) not in RUN_BY
    }
)
LOOKS_LIKE_A_COMMAND = re.compile(
    r"^\s*(?:\$ )?(?:communique|make|python3?|pip|docker|kubectl|sudo|curl|git)\s", re.M
)


def commands(page: Path) -> list[list[str]]:
    """Return every `communique …` of a page's shell blocks, run or not, as lists of words."""
    found = []
    for block in blocks(page):
        for line in block.text.replace("\\\n", " ").splitlines() if block.is_shell else ():
            for part in re.split(r"\s(?:\||&&|\|\|)\s|;", line.removeprefix("$ ")):
                words = shlex.split(part, comments=True)
                if words[:1] == ["communique"]:
                    found.append([word for word in words[1:] if not word.startswith(">")])
    return found


@pytest.mark.parametrize("block", ALL, ids=str)
def test_every_block_is_run_or_says_why_not(block: Block):
    if block.is_shell or block.reason is not None:
        assert block.reason is None or len(block.reason.split()) >= 3, f"{block}: a reason is a few words"
        return
    test = RUN_BY.get((block.page.name, block.language))
    if test is not None:
        [file] = (ROOT / "tests").glob(f"*/{test}")
        assert block.page.name in file.read_text("utf-8")
        return
    assert block.language in ("", "text", "json", "mermaid", "csv"), (
        f"{block}: nothing runs {block.language!r} of this page; run it in a test and name that in RUN_BY"
    )
    assert not LOOKS_LIKE_A_COMMAND.search(block.text), f"{block}: a command; write it into a ```sh block"


@pytest.fixture
def clone(tmp_path, sample_lake):
    """A folder that looks like a clone in which `make run` has been done."""
    place = tmp_path / "communique"
    place.mkdir()
    left_out = {"lake", ".git", "build", "dist", "node_modules"}
    for path in ROOT.iterdir():
        if path.name not in left_out:
            (place / path.name).symlink_to(path)
    shutil.copytree(sample_lake.path, place / "lake")
    return place


@pytest.mark.timeout(900)
@pytest.mark.parametrize("page", RUN, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_run_one_after_the_other(page: Path, clone: Path):
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    for block in blocks(page):
        if block.saved_as is not None:
            (clone / block.saved_as).write_text(block.text, "utf-8")
        if not block.is_shell or block.reason is not None:
            continue
        script = re.sub(r"^\$ ", "", block.text, flags=re.M)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=clone, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{block}:\n{script}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    """Return the options of a command and of its subcommands."""
    found = set(parser._option_string_actions)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= {option for sub in action.choices.values() for option in options_of(sub)}
    return found


def subcommands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the subcommands of a parser by name."""
    return next((dict(a.choices) for a in parser._actions if isinstance(a, argparse._SubParsersAction)), {})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_stands_between_backticks_exists(page: Path):
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    known = subcommands(build_parser())
    for words in (code.split() for code in inline_code(page)):
        if words[0] == "make" and len(words) > 1:
            assert {word for word in words[1:] if "=" not in word} <= targets, f"{page.name}: {words}"
        if words[0] == "communique" and len(words) > 1 and not words[1].startswith("-"):
            assert words[1] in known, f"{page.name}: {words}"
            parser = known[words[1]]
            if subcommands(parser) and words[2:] and words[2].islower():
                assert words[2].rstrip(",;") in subcommands(parser), f"{page.name}: {words}"
            options = {re.split(r"[=,;]", word)[0] for word in words if re.match(r"--[a-z]", word)}
            assert options <= options_of(parser), f"{page.name}: {words}"


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_that_are_shown_exist(page):
    from pipeline.options import refuse_unknown

    parser = build_parser()
    for words in commands(page):
        args, unknown = parser.parse_known_args(words)
        if hasattr(args, "beam_args"):
            refuse_unknown(unknown)
        else:
            assert not unknown, f"{page.name}: {words}"


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
        for block in blocks(README)
        if block.is_shell
        for line in block.text.splitlines()
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

    [shown] = [json.loads(block.text) for block in blocks(README) if block.language == "json"]
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


def test_the_pictures_are_small_and_shown():
    shown = set(re.findall(r"!\[[^\]]{20,}\]\((docs/images/[\w-]+\.png)\)", README.read_text("utf-8")))
    there = {str(path.relative_to(ROOT)) for path in (ROOT / "docs" / "images").iterdir()}
    assert shown == there
    assert all((ROOT / path).stat().st_size < 300_000 for path in shown)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
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
