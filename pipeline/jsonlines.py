"""JSON Lines in and out: lines keep their numbers, so a bad one can be named and the others still count."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from pipeline.errors import UsageError

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""JSON may escape half a character; no text can hold it, so U+FFFD of the same length takes its place."""


class BadLine(Exception):
    """One line of input cannot be used; the message names the field and what it should hold."""


def open_lines(path: str) -> contextlib.AbstractContextManager[BinaryIO]:
    """Open a file of JSON lines for reading, `-` for standard input.

    Raises:
        UsageError: the file cannot be read.
    """
    if path == "-":
        return contextlib.nullcontext(sys.stdin.buffer)
    try:
        return open(path, "rb")  # noqa: SIM115 - the caller's `with` closes it
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror}; name a file of JSON lines, or - for standard input"
        ) from error


def count_lines(stream: BinaryIO) -> int | None:
    """Return how many lines a file at its start holds; None for a pipe or a terminal, which tells at its end."""
    if not stream.seekable():
        return None
    start = stream.tell()
    lines, last = 0, b""
    while block := stream.read(1 << 20):
        lines, last = lines + block.count(b"\n"), block
    stream.seek(start)
    return lines + (1 if last and not last.endswith(b"\n") else 0)


def objects(stream: BinaryIO) -> Iterator[tuple[int, dict[str, Any] | BadLine]]:
    """Yield each line's number, from 1, with its object or what is wrong with it; blank lines are none."""
    for number, line in enumerate(stream, start=1):
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if line.strip():
            yield number, _object(line)


def _object(line: bytes) -> dict[str, Any] | BadLine:
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return BadLine(f"is not UTF-8 (byte {error.start + 1})")
    except json.JSONDecodeError as error:
        return BadLine(f"is not JSON: {error.msg} at column {error.colno}")
    except RecursionError:
        return BadLine("is nested too deeply")
    except ValueError as error:  # a number of more digits than Python reads
        return BadLine(f"is not JSON that can be read: {error}")
    return value if isinstance(value, dict) else BadLine("is not a JSON object in braces")


def required(line: dict[str, Any], field: str) -> Any:
    """Return a field that must be there, though it may be null.

    Raises:
        BadLine: it is not.
    """
    if field not in line:
        raise BadLine(f'has no "{field}"')
    return line[field]


def identifier(line: dict[str, Any]) -> str | int:
    """Return `id`, a string or a whole number, which goes to the output as it came."""
    value = required(line, "id")
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise BadLine('"id" must be a string or a whole number')
    return value


def words(line: dict[str, Any], field: str) -> str:
    """Return a text, empty for null.

    Raises:
        BadLine: it is missing or no string.
    """
    value = required(line, field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLine(f'"{field}" must be a string')
    return LONE_SURROGATE.sub("\ufffd", value)


def write_object(value: dict[str, Any]) -> None:
    """Write one object to standard output as a line of UTF-8, whatever the locale."""
    # Lone surrogates can come back in an id; escaped with a backslash they are JSON again.
    text = json.dumps(value, ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", errors="backslashreplace") + b"\n")


def report_bad_line(path: str, number: int, problem: object) -> None:
    """Name a bad line on stderr."""
    name = "standard input" if path == "-" else path
    print(f"communique: {name}, line {number}: {problem}", file=sys.stderr)
