"""Manners of every command: found in the parser, so that a new one cannot escape."""

from __future__ import annotations

import argparse
import contextlib
import http.server
import json
import os
import re
import shlex
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipeline.commands import build_parser, main

sys.path.insert(0, str(Path(__file__).parent))
from manners import FEED, USES, furnish, leaves  # noqa: E402

LEAVES = dict(leaves())
RUN_HERE = [leaf for leaf in LEAVES if leaf != ("stream",)]
"""A stream never ends; tests/beam/test_stream.py has its signals."""
IMPOSSIBLE = "/proc/nowhere/x"
NAMES = " ".join


@pytest.fixture(scope="module")
def site():
    """Return the address of a page that names a feed."""

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = self.path in ("/", "/robots.txt")
            body = b"<link rel=alternate type=application/rss+xml href=/feed>" if page else FEED.encode()
            self.send_response(200 if self.path != "/robots.txt" else 404)
            self.send_header("Content-Type", "text/html" if page else "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="module")
def raw(console_script, tmp_path_factory):
    """Return an archive that `run --keep-raw` left."""
    place = tmp_path_factory.mktemp("raw")
    (place / "one.xml").write_text(FEED, "utf-8")
    (place / "feeds.txt").write_text("one.xml\n", "utf-8")
    command = [
        console_script,
        "run",
        "--feeds",
        "feeds.txt",
        "--lake",
        "lake",
        "--keep-raw",
        "raw",
        "--no-full-text",
    ]
    subprocess.run(command, cwd=place, check=True, capture_output=True, timeout=120)
    return place / "raw"


@pytest.fixture
def place(tmp_path, sample_lake, raw, monkeypatch):
    """Stand in a folder with everything the lines of USES name."""
    furnish(tmp_path, sample_lake.path)
    (tmp_path / "raw").symlink_to(raw)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def line(console_script, place, site):
    """Return a function that gives the command line of a leaf."""

    def line(leaf, *more):
        return [console_script, *leaf, *(word.format(site=site) for word in USES[leaf]), *more]

    return line


def options(parser):
    return [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]


def refused(capsys, argv, *words):
    """Run in this process; assert exit code 2 and one line on stderr that has all the words."""
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1, err
    assert err.startswith("communique: ")
    for word in words:
        assert word in err, f"{word!r} is not in {err!r}"


def test_every_command_has_a_line_here():
    assert set(USES) == set(LEAVES)


@pytest.mark.parametrize("leaf", LEAVES, ids=NAMES)
def test_help_tells_meaning_values_defaults_and_examples(leaf, capsys):
    parser = LEAVES[leaf]
    with pytest.raises(SystemExit) as ended:
        main([*leaf, "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert parser.description and parser.description.endswith(".")
    assert re.search(rf"^ +.*communique {NAMES(leaf)}", shown, re.M), "no example"
    assert "exit code" in shown
    for action in options(parser):
        name = NAMES(action.option_strings) or action.dest
        assert action.help, f"{name}: no word of what it means"
        takes_value = action.nargs != 0 and not isinstance(action, argparse.BooleanOptionalAction)
        if takes_value:
            assert action.metavar or action.choices, f"{name}: what may stand there?"
        given = action.default not in (None, False, [], "", 0.0, argparse.SUPPRESS)
        if takes_value and given:
            assert "default" in action.help, f"{name}: its default is not told"
        # A span of time or a size without its unit is a riddle.
        if action.metavar in ("TIME", "BYTES"):
            assert re.search(r"\d+ ?(s|m|h|d|MiB|kB)\b", action.help), f"{name}: in which unit?"


def examples(epilog):
    """Return the command lines of an epilog as words, without remarks, pipes and redirections behind them."""
    for shown in re.findall(r"^ +(?:.*[|(] ?)?(communique .*)$", epilog or "", re.M):
        reader = shlex.shlex(re.split(r"\s{2,}", shown)[0], posix=True, punctuation_chars=True)
        reader.whitespace_split = True
        words = list(reader)
        end = next((at for at, word in enumerate(words) if set(word) <= set("|>&;()<")), len(words))
        yield words[1:end]


def test_what_the_help_shows_can_be_typed():
    from pipeline.options import refuse_unknown

    parser = build_parser()
    for leaf, one in LEAVES.items():
        shown = [words for words in examples(one.epilog) if "…" not in words]
        assert shown, f"{NAMES(leaf)} --help has no example"
        for words in shown:
            args, unknown = parser.parse_known_args(words)
            if hasattr(args, "beam_args"):
                refuse_unknown(unknown)
            else:
                assert not unknown, words


@pytest.mark.parametrize("leaf", LEAVES, ids=NAMES)
def test_an_option_nobody_knows_is_named(leaf, line, capsys):
    refused(capsys, line(leaf, "--no-such-option")[1:], "--no-such-option", "--help")


@pytest.mark.parametrize("leaf", LEAVES, ids=NAMES)
def test_half_an_option_is_none(leaf, line, capsys):
    longest = max((o for a in options(LEAVES[leaf]) for o in a.option_strings), key=len, default=None)
    if longest is not None:
        refused(capsys, line(leaf, longest[:-1])[1:], longest[:-1])


@pytest.mark.parametrize("leaf", LEAVES, ids=NAMES)
def test_a_value_that_cannot_be_is_named_with_its_option(leaf, line, capsys):
    for action in options(LEAVES[leaf]):
        if action.option_strings and (action.choices or action.type not in (None, str, str.upper)):
            refused(capsys, line(leaf, action.option_strings[0], "~")[1:], action.option_strings[0], "'~'")


@pytest.mark.parametrize("leaf", LEAVES, ids=NAMES)
def test_what_is_missing_is_named(leaf, capsys, place):
    for action in options(LEAVES[leaf]):
        if action.required and action.nargs != "?":
            refused(
                capsys,
                [*leaf],
                action.option_strings[0] if action.option_strings else str(action.metavar or action.dest),
            )


@pytest.mark.parametrize("leaf", LEAVES, ids=NAMES)
def test_a_path_that_cannot_be_is_named(leaf, line, capsys):
    """A file that is not there, or a place nobody can write to: /proc takes nothing, not even from root."""
    for action in options(LEAVES[leaf]):
        if not re.search("FILE|DIR|SOURCE", str(action.metavar)):
            continue
        words = line(leaf)[1:]
        if action.option_strings:
            words += [action.option_strings[0], IMPOSSIBLE]
        elif USES[leaf]:
            at = [a for a in options(LEAVES[leaf]) if not a.option_strings].index(action)
            positions = [i for i, word in enumerate(words) if i >= len(leaf) and not word.startswith("-")
                         and not words[i - 1].startswith("--")]  # fmt: skip
            words[positions[at]] = IMPOSSIBLE
        else:
            words.append(IMPOSSIBLE)
        refused(capsys, words, IMPOSSIBLE)


def answer(capsys, argv):
    """Run in this process; return what came on stdout and stderr."""
    assert main(argv) == 0, capsys.readouterr().err
    return capsys.readouterr()


@pytest.mark.parametrize("leaf", RUN_HERE, ids=NAMES)
def test_a_reader_that_goes_away_is_no_error(leaf, line, capsys, monkeypatch):
    with gone() as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert main(line(leaf)[1:]) == 0
    assert "Traceback" not in capsys.readouterr().err


@contextlib.contextmanager
def gone():
    """Give a standard output whose reader is gone."""
    ours, theirs = os.pipe()
    os.close(ours)
    with open(theirs, "w", encoding="utf-8") as pipe:
        yield pipe


@pytest.mark.parametrize("leaf", [("lake", "status"), ("lake", "schema"), ("completion",)], ids=NAMES)
def test_python_does_not_complain_about_it_on_exit(leaf, line, place):
    with gone() as pipe:
        done = subprocess.run(
            line(leaf), cwd=place, stdout=pipe, stderr=subprocess.PIPE, timeout=120, check=False
        )
    assert (done.returncode, done.stderr) == (0, b"")


def has(leaf, option):
    return option in LEAVES[leaf]._option_string_actions


@pytest.mark.parametrize("leaf", [leaf for leaf in RUN_HERE if has(leaf, "--json")], ids=NAMES)
def test_json_is_one_object_and_nothing_else(leaf, line, capsys):
    out, err = answer(capsys, line(leaf, "--json", *(["--quiet"] if has(leaf, "--quiet") else []))[1:])
    [text] = out.splitlines()
    assert isinstance(json.loads(text), dict)
    assert err == ""


TELLS = {("extract",), ("feeds", "check"), ("lake", "schema")}
"""What is asked for comes out of these also with --quiet."""


@pytest.mark.parametrize("leaf", [leaf for leaf in RUN_HERE if has(leaf, "--quiet")], ids=NAMES)
def test_quiet_is_quiet(leaf, line, capsys):
    out, err = answer(capsys, line(leaf, "--quiet")[1:])
    assert err == ""
    assert (out != "") == (leaf in TELLS)


def test_every_command_that_writes_or_takes_long_can_be_quiet():
    looks = {("actors",), ("feeds", "preview"), ("feeds", "discover"), ("feeds", "export"), ("lake", "status"),
             ("events",), ("sql",), ("completion",)}  # fmt: skip
    assert {leaf for leaf in LEAVES if not has(leaf, "--quiet")} == looks


@pytest.mark.parametrize(
    "leaf", [("lake", "status"), ("lake", "schema"), ("events",), ("sql",), ("run",)], ids=NAMES
)
def test_piped_tables_are_as_wide_as_they_need_to_be(leaf, line, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    out, _ = answer(capsys, line(leaf)[1:])
    rows = out.splitlines()
    assert max(map(len, rows)) > 80
    assert all(row == row.rstrip() for row in rows)
    if leaf == ("events",):
        assert all(re.match(r"date|\d{4}-|  ", row) for row in rows)


def on_a_terminal(words, place, **environment):
    """Run with stdout and stderr on a terminal of 80 columns, and return what it shows."""
    import fcntl
    import pty
    import struct
    import termios

    end, screen = pty.openpty()
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    shown: list[bytes] = []
    process = subprocess.Popen(
        words, cwd=place, stdin=subprocess.DEVNULL, stdout=screen, stderr=screen,
        env={**os.environ, "TERM": "xterm-256color", **environment},
    )  # fmt: skip
    os.close(screen)
    while True:
        try:
            block = os.read(end, 65536)
        except OSError:
            break
        if not block:
            break
        shown.append(block)
    os.close(end)
    assert process.wait(120) == 0
    return b"".join(shown).decode()


COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3\d|4\d|9\d|10\d)[;m]")


@pytest.mark.parametrize("leaf", [("run",), ("lake", "status"), ("events",)], ids=NAMES)
def test_no_color_is_honoured_on_a_terminal(leaf, line, place):
    shown = on_a_terminal(line(leaf), place, NO_COLOR="1")
    assert not COLOUR.search(shown)


def test_a_run_shows_bars_on_a_terminal_and_clears_them(line, place):
    shown = on_a_terminal(line(("run",)), place)
    assert "polling feeds" in shown
    assert "1/1" in shown
    assert COLOUR.search(shown)
    assert shown.count("feeds polled") == 1
