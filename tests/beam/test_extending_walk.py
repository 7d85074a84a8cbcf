"""docs/extending.md is walked: in a copy of the project, step by step, and its guards pass after and only after."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "extending.md").read_text("utf-8")
GUIDES = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S))
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
FILE = re.compile(r"`([\w-]+(?:/[\w.-]+)+\.(?:py|csv|md))`")
LANGUAGES = {"csv", "text", "python", "diff", "sh"}


Step = tuple[str, str, str]
"""Language of the block, the file that the words before it name last, and the block."""


def steps_of(guide: str) -> list[Step]:
    """Return the blocks of a guide."""
    steps, end = [], 0
    for block in BLOCK.finditer(GUIDES[guide]):
        named = FILE.findall(GUIDES[guide][end : block.start()])
        steps.append((block[1], named[-1] if named else "", block[2]))
        end = block.end()
    return steps


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the guides touch and run."""
    place = tmp_path / "communique"
    for name in ("pipeline", "transforms", "schemas", "tests", "docs", "seeds", "tools", "bench"):
        shutil.copytree(PROJECT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in PROJECT.glob("*.*"):
        if file.is_file():
            shutil.copy(file, place)
    return place


def run(script: str, place: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=place, env={**os.environ, "PATH": path},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def change(place: Path, language: str, path: str, text: str) -> None:
    """Do one step of a guide."""
    file = place / path
    if language == "csv":
        file.write_text(file.read_text("utf-8").rstrip("\n") + "\n" + text, "utf-8")
    elif language == "python":
        assert not file.exists()
        file.write_text(text, "utf-8")
    elif language == "text":
        head, mark, tail = file.read_text("utf-8").partition("\n## Examples\n")
        intro, fence, rest = tail.partition("```\n")
        assert mark and fence
        file.write_text(f"{head}{mark}{intro}{fence}{text}\n{rest}", "utf-8")
    else:
        patch(file, text)


def patch(file: Path, diff: str) -> None:
    """Apply a diff without line numbers: its old lines stand exactly once in the file."""
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++", "@@"))]
    before = "\n".join(line[1:] for line in lines if line[0] in " -")
    after = "\n".join(line[1:] for line in lines if line[0] in " +")
    text = file.read_text("utf-8")
    assert text.count(before) == 1, f"{file.name} has changed; bring docs/extending.md up to date"
    text = text.replace(before, after)
    [reader] = set(re.findall(r"looks_like_(\w+)", after)) - set(re.findall(r"looks_like_(\w+)", before))
    imported = f"from transforms.feeds.{reader} import looks_like_{reader}, read_{reader}\n"
    first = re.search(r"^from transforms", text, re.M)
    file.write_text(text[: first.start()] + imported + text[first.start() :], "utf-8")


def test_the_page_has_the_three_guides_and_no_block_that_is_not_walked():
    assert list(GUIDES) == ["A trigger", "An actor", "A feed format"]
    steps = [step for guide in GUIDES for step in steps_of(guide)]
    assert len(steps) == len(re.findall(r"^```\w+$", PAGE, re.M))
    assert {language for language, _, _ in steps} == LANGUAGES


@pytest.mark.timeout(900)
@pytest.mark.parametrize("guide", GUIDES)
def test_the_guide_leads_where_it_says(guide: str, copy: Path):
    steps = steps_of(guide)
    guards = [text for language, _, text in steps if language == "sh"]
    # What the guide is for does not work before: for the trigger and the format a test that expects it is needed.
    before = [
        step for step in steps if step[0] == "text" or step[1].startswith("tests/") and step[0] == "python"
    ]
    for language, path, text in before:
        change(copy, language, path, text)
    assert run(guards[-1], copy).returncode != 0, f"{guide}: it works without the guide"
    for step in steps:
        if step[0] != "sh" and step not in before:
            change(copy, *step)
    for guard in guards:
        done = run(guard, copy)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
