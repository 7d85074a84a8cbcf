"""Garbage in: one line says what is wrong and where; never a traceback.

`run` is typed in this process, which has Beam already; what a process does with its pipes and its exit code is asked of the
console script.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.commands import main

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "seeds" / "sample.opml"
COMMUNIQUE = shutil.which("communique", path=str(Path(sys.executable).parent)) or "communique"


def communique(
    *arguments: object, stdin: str | bytes = b"", cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [COMMUNIQUE, *map(str, arguments)], input=data, capture_output=True, cwd=cwd, timeout=120, check=False
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Assert exit code 2 and one line on stderr that has all the words."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("communique: ")
    for word in words:
        assert word in lines[0]


@pytest.fixture
def run(tmp_path, capfd, monkeypatch):
    """Return a function that runs feeds into a lake, in this process."""

    def run(*options, feeds=SAMPLE, lake=tmp_path / "lake"):
        monkeypatch.chdir(ROOT)
        words = ["run", "--feeds", str(feeds), "--lake", str(lake), *options]
        return subprocess.CompletedProcess(words, main(words), *capfd.readouterr())

    return run


def test_the_console_script_refuses_as_this_process_does(run):
    here = run("--laek")
    there = communique(*here.args)
    refused(there, "--laek")
    assert (there.returncode, there.stdout, there.stderr) == (here.returncode, here.stdout, here.stderr)


def test_a_missing_feed_file(tmp_path, run):
    refused(run(feeds=tmp_path / "none.opml"), "--feeds", "none.opml")
    assert not (tmp_path / "lake").exists()


def test_a_folder_as_feed_file(tmp_path, run):
    refused(run(feeds=tmp_path), "--feeds", str(tmp_path))


@pytest.mark.parametrize(
    "content", ["<opml><body><outline></body></opml>", "<opml", "<?xml version='1.0'?>\n<opml>\n<body>&nope;"]
)
def test_an_opml_that_is_not_xml(tmp_path, content, run):
    path = tmp_path / "broken.opml"
    path.write_text(content, "utf-8")
    refused(run(feeds=path), "--feeds", "broken.opml", "line")
    assert not (tmp_path / "lake").exists()


def test_an_empty_feed_list(tmp_path, run):
    path = tmp_path / "empty.txt"
    path.write_text("# nothing yet\n", "utf-8")
    refused(run(feeds=path), "--feeds", "empty.txt", "no feed")


def test_a_feed_list_of_bytes(tmp_path, run):
    path = tmp_path / "photo.opml"
    path.write_bytes(bytes(range(256)))
    refused(run(feeds=path), "--feeds", "photo.opml")


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_lake_that_is_not_writable(run):
    # /proc takes no folder from anybody, not even from root, whom permission bits do not stop.
    refused(run(lake="/proc/lake"), "--lake", "/proc/lake")


def test_a_file_where_the_lake_should_be(tmp_path, run):
    (tmp_path / "lake").write_text("here is a file", "utf-8")
    refused(run(), "--lake", "lake")
    assert (tmp_path / "lake").read_text("utf-8") == "here is a file"


@pytest.mark.parametrize("option", ["--no-such-option", "--no_such_option=5"])
def test_an_option_nobody_knows(tmp_path, option, run):
    refused(run(option), option.split("=")[0])
    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--allow-network", "localhost"], ["--allow-network", "localhost"]),
        (["--workers", "0"], ["--workers", "'0'"]),
        (["--total-timeout", "soon"], ["--total-timeout", "soon"]),
        (["--store-text", "some"], ["--store-text", "some"]),
        (["--runner", "NoSuchRunner"], ["--runner", "NoSuchRunner"]),
        (["--direct_num_workers", "many"], ["direct_num_workers", "many"]),
        (["stray"], ["stray"]),
    ],
)
def test_options_with_impossible_values(options, words, run):
    refused(run(*options), *words)


def test_missing_options_are_named():
    refused(communique("run"), "--feeds", "--lake", "communique run --help")


def test_an_unknown_command_is_named():
    refused(communique("rnu"), "rnu", "communique --help")


def test_an_unknown_option_of_a_command_without_pipeline():
    refused(communique("extract", "-", "--runner", "x"), "--runner", "communique extract --help")


@pytest.mark.parametrize("command", ["extract", "actors"])
def test_a_missing_file_of_lines(command, tmp_path):
    refused(communique(command, tmp_path / "none.jsonl"), "none.jsonl", "No such file")


ARTICLE = {
    "id": "a1",
    "published": "2025-03-30T08:00:00Z",
    "title": "Wang Yi to visit Russia",
    "text": "Chinese Foreign Minister Wang Yi will visit Russia from March 31 to April 2.",
}


def without(field):
    return json.dumps({key: value for key, value in ARTICLE.items() if key != field})


def test_bad_article_lines_are_named_and_the_others_still_come_out_in_order():
    lines = [
        json.dumps(ARTICLE),
        "{not json",
        json.dumps({**ARTICLE, "id": "a3"}),
        *(without(field) for field in ("id", "published", "title", "text")),
        json.dumps({**ARTICLE, "published": "yesterday"}),
        json.dumps({**ARTICLE, "text": 5}),
        "[]",
        "",
        json.dumps({**ARTICLE, "id": 12, "published": None}),
    ]
    done = communique("extract", "-", "--quiet", stdin="\n".join(lines))
    assert done.returncode == 1
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a1", "a3", 12]
    assert answers[0]["events"]
    problems = done.stderr.splitlines()
    expected = {2: "not JSON", 4: '"id"', 5: '"published"', 6: '"title"', 7: '"text"'}
    for number, word in {**expected, 8: "yesterday", 9: "string", 10: "object"}.items():
        [problem] = [line for line in problems if f"line {number}:" in line]
        assert problem.startswith("communique: standard input")
        assert word in problem
    assert len(problems) == 8


def test_bad_actor_lines_are_named_and_the_others_still_come_out_in_order():
    lines = [
        '{"id": 1, "text": "French President Emmanuel Macron"}',
        '{"id": 2}',
        "nonsense",
        '{"id": 4, "text": "Beijing"}',
    ]
    done = communique("actors", "-", stdin="\n".join(lines))
    assert done.returncode == 1
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(answer["id"], answer["country"]) for answer in answers] == [(1, "FRA"), (4, "CHN")]
    assert set(answers[0]) == {"id", "name", "country", "sector", "role"}
    problems = done.stderr.splitlines()
    assert len(problems) == 2
    assert "line 2" in problems[0]
    assert "line 3" in problems[1]


def test_a_closed_pipe_is_no_error():
    lines = "\n".join(json.dumps({**ARTICLE, "id": number}) for number in range(300))
    command = f"'{COMMUNIQUE}' extract - --quiet | head -n 1"
    done = subprocess.run(
        command, shell=True, input=lines.encode(), capture_output=True, timeout=120, check=False
    )
    assert done.stderr == b""
    assert json.loads(done.stdout)["id"] == 0


@pytest.mark.parametrize("arguments", [[], ["run"], ["extract"], ["actors"], ["feeds"], ["lake"]])
def test_help_is_there_for_everything(arguments):
    done = communique(*arguments, "--help")
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.startswith("usage: communique")


def test_the_version():
    assert communique("--version").stdout.startswith("communique 0.")
