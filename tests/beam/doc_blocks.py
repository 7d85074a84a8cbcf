"""What pages show: fenced blocks with their language, where they stand, and why one is not run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path
    for path in (
        *PROJECT.glob("*.md"), *(PROJECT / "docs").glob("**/*.md"), *(PROJECT / "seeds").glob("**/*.md"),
        *(PROJECT / "deploy").glob("**/*.md"), *(PROJECT / "transforms").glob("**/*.md"),
    )
)  # fmt: skip
SHELL = ("sh", "bash", "console", "shell")
_BLOCK = re.compile(
    r"^```(?P<language>[\w-]*)\n(?P<text>.*?)^```$\n?(?:<!-- not run: (?P<reason>[^>]+?) -->)?", re.M | re.S
)
_SAVED = re.compile(r"# ([\w-]+\.\w+)\n")


@dataclass(frozen=True)
class Block:
    """One fenced block.

    Attributes:
        page: where it stands.
        line: line of its fence.
        language: behind the fence; empty for plain text.
        text: what is in it.
        reason: why it is not run, from the remark `<!-- not run: … -->` behind it.
    """

    page: Path
    line: int
    language: str
    text: str
    reason: str | None

    @property
    def is_shell(self) -> bool:
        """Whether it holds commands."""
        return self.language in SHELL

    @property
    def saved_as(self) -> str | None:
        """File name in its first line, where the reader is to save it."""
        named = _SAVED.match(self.text)
        return named[1] if named and not self.is_shell else None

    def __str__(self) -> str:
        return f"{self.page.relative_to(PROJECT)}:{self.line}"


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page, in order."""
    text = page.read_text("utf-8")
    return [
        Block(page, text.count("\n", 0, m.start()) + 1, m["language"], m["text"], m["reason"])
        for m in _BLOCK.finditer(text)
    ]


def inline_code(page: Path) -> list[str]:
    """Return what stands between backticks outside of blocks."""
    return re.findall(r"`([^`\n]+)`", _BLOCK.sub("", page.read_text("utf-8")))
