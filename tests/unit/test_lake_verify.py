"""Damage of every kind: `lake verify` names each and exits with 1, and other commands say it in one line."""

from __future__ import annotations

import dataclasses
import io
import json
import random
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.__main__ import main
from transforms.tables import manifest
from transforms.tables.errors import DamagedLake
from transforms.tables.filesystem import LocalStore
from transforms.tables.lake import open_lake
from transforms.tables.parquet import checksum
from transforms.tables.verify import verify

sys.path.insert(0, str(Path(__file__).parents[1] / "crash"))
from lake_workload import add, clock_at, make_article, make_dyads, make_events, opened, read, run_info  # noqa: E402

DAY = "ingest_date=2025-03-30"


def one(root: Path, pattern: str) -> Path:
    return sorted(root.glob(pattern))[0]


def rewrite(root: Path, table: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Change a file's rows and make log and file agree again: only the rows are wrong then."""
    file = one(root, f"{table}/{DAY}/*")
    sink = io.BytesIO()
    pq.write_table(change(pq.ParquetFile(file).read()), sink)
    file.write_bytes(sink.getvalue())
    path = file.relative_to(root).as_posix()
    for entry in root.glob("_log/*.json"):
        raw = json.loads(entry.read_text())
        for step in raw["steps"]:
            for data in step["files"]:
                if data["path"] == path:
                    data.update(
                        bytes=len(sink.getvalue()),
                        sha256=checksum(sink.getvalue()),
                        rows=pq.ParquetFile(file).metadata.num_rows,
                    )
        entry.write_text(json.dumps(raw))


def flip(file: Path, at: int) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)


def cut(file: Path, length: int) -> None:
    file.write_bytes(file.read_bytes()[:length])


def foreign(file: Path) -> None:
    pq.write_table(pa.table({"a": [1, 2]}), file)


def change_log(root: Path) -> None:
    file = root / "_log" / "00000001.json"
    file.write_text(file.read_text().replace('"rows": 2', '"rows": 3', 1))


def second_column(rows: pa.Table, name: str, value: str) -> pa.Table:
    at = rows.schema.get_field_index(name)
    return rows.set_column(
        at, rows.schema.field(at), pa.array([value] * len(rows), rows.schema.field(at).type)
    )


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a byte flipped in a file": (
        lambda root: flip(one(root, f"events/{DAY}/*"), 1000),
        r"events/.*00000001-r1.parquet: bytes are not those the log promises",
    ),
    "a file deleted": (
        lambda root: one(root, f"articles/{DAY}/*").unlink(),
        r"articles/.*00000001-r1.parquet: missing",
    ),
    "a file copied": (
        lambda root: shutil.copy(one(root, f"events/{DAY}/*"), one(root, f"events/{DAY}/*").with_name("b.parquet")),
        r"events/.*/b.parquet: not in the log",
    ),
    "a stray file that is no Parquet": (
        lambda root: (root / "events" / ".DS_Store").write_text("x"),
        r"events/.DS_Store: not in the log",
    ),
    "a stray folder's file": (
        lambda root: ((root / "events" / "mine").mkdir(), foreign(root / "events" / "mine" / "x.parquet")),
        r"events/mine/x.parquet: not in the log",
    ),
    "an article twice": (
        lambda root: rewrite(root, "articles", lambda rows: pa.concat_tables([rows, rows.slice(0, 1)])),
        r"articles/.*: article a is there twice",
    ),
    "an event twice": (
        lambda root: rewrite(root, "events", lambda rows: pa.concat_tables([rows, rows.slice(0, 1)])),
        r"events/.*: event a-\S+ is there twice",
    ),
    "an event without its article": (
        lambda root: rewrite(root, "articles", lambda rows: rows.slice(1)),
        r"events/.*: article a of event a-\S+ is not there",
    ),
    "a dyad without its event": (
        lambda root: rewrite(root, "events", lambda rows: rows.slice(1)),
        r"dyads/.*: event \S+ of a dyad is not there",
    ),
    "a dyad with another article": (
        lambda root: rewrite(root, "dyads", lambda rows: second_column(rows, "article_id", "b")),
        r"dyads/.*: a dyad of event a-\S+ names another article, b",
    ),
    "a file with other columns": (
        lambda root: rewrite(root, "events", lambda rows: rows.drop_columns(["mode"])),
        r"events/.*: column 'mode' \(string\) is missing",
    ),
    "a file cut short": (
        lambda root: cut(one(root, f"events/{DAY}/*"), 3_000),
        r"events/.*00000001-r1.parquet: bytes are not those the log promises: cut short, 3,000 of",
    ),
    "an empty file": (
        lambda root: cut(one(root, f"events/{DAY}/*"), 0),
        r"events/.*00000001-r1.parquet: bytes .* cut short, 0 of",
    ),
    "a foreign Parquet file under a name of ours": (
        lambda root: foreign(one(root, f"dyads/{DAY}/*")),
        r"dyads/.*00000001-r1.parquet: bytes are not those the log promises",
    ),
    "a log entry deleted": (
        lambda root: (root / "_log" / "00000002.json").unlink(),
        r"log entry _log/00000002.json is missing or unreadable",
    ),
    "the newest log entry deleted": (
        lambda root: (root / "_log" / "00000003.json").unlink(),
        r"_log/00000003.json: gone, though it was carried out",
    ),
    "a log entry that is no JSON": (
        lambda root: cut(root / "_log" / "00000002.json", 100),
        r"log entry _log/00000002.json is missing or unreadable",
    ),
    "a log entry that promises other rows": (change_log, r"2 rows, the log promises 3"),
    "a marker of a log entry deleted": (
        lambda root: (root / "_log" / "00000001.done").unlink(),
        r"_log/00000001.done: missing",
    ),
    "the proof of a run deleted": (
        lambda root: one(root, "_log/runs/*/r2").unlink(),
        r"_log/runs/r2/r2: missing, though the run is published",
    ),
    "a proof of a run that never was": (
        lambda root: ((root / "_log/runs/r9").mkdir(), (root / "_log/runs/r9/r9").write_text("{}")),
        r"_log/runs/r9/r9: tells of a run that the log does not have",
    ),
    "a schema file with rows": (
        lambda root: shutil.copy(one(root, f"events/{DAY}/*"), root / "events/ingest_date=1970-01-01/schema.parquet"),
        r"schema.parquet: has 4 rows",
    ),
    "a schema file that is no Parquet": (
        lambda root: (root / "events/ingest_date=1970-01-01/schema.parquet").write_text("x"),
        r"events/.*schema.parquet: not a readable Parquet file",
    ),
    "a schema file deleted": (
        lambda root: (root / "events/ingest_date=1970-01-01/schema.parquet").unlink(),
        r"events/.*schema.parquet: missing",
    ),
    "an index of another lake": (
        lambda root: [flip(file, 3) for file in root.glob("_index/known/*") if file.stat().st_size],
        r"_index: article \w is unknown to it",
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_verify_finds_names_and_exits_with_1(
    root: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lake", "verify", str(root)]) == 0
    inflict, words = DAMAGES[damage]
    inflict(root)
    capsys.readouterr()
    assert main(["lake", "verify", str(root)]) == 1
    said = capsys.readouterr().out
    assert re.search(words, said), said
    assert main(["lake", "verify", str(root), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"]


def test_no_flipped_byte_and_no_cut_escapes(root: Path) -> None:
    dice = random.Random(7)
    files = sorted(root.glob("*/ingest_date=2*/*.parquet"))
    for _ in range(60):
        file = dice.choice(files)
        whole = file.read_bytes()
        if dice.random() < 0.5:
            flip(file, dice.randrange(len(whole)))
        else:
            cut(file, dice.randrange(len(whole)))
        problems = verify(opened(root)).problems
        assert any(file.name in problem for problem in problems), (file, problems)
        file.write_bytes(whole)
    assert verify(opened(root)).problems == ()


def test_a_checkpoint_stands_in_for_a_lost_entry_and_may_not_contradict_the_others(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transforms.tables import verify_log

    for module in (manifest, verify_log):
        monkeypatch.setattr(module, "CHECKPOINT_EVERY", 2)
    add(root, "r4", [make_article("x")], day=1)
    assert verify(opened(root)).problems == ()
    checkpoint = root / "_log" / "00000004.checkpoint.json"
    raw = json.loads(checkpoint.read_text())
    checkpoint.write_text(json.dumps({**raw, "files": raw["files"][1:]}))
    assert any("does not agree with the entries" in one for one in verify(opened(root)).problems)
    checkpoint.write_text(json.dumps(raw))
    (root / "_log" / "00000002.json").unlink()
    (problem,) = verify(opened(root)).problems
    assert problem.startswith("log entry _log/00000002.json is missing")


@pytest.mark.parametrize("trace", ["_log/00000003.done", "_log/HEAD"])
def test_the_number_of_a_lost_entry_is_not_given_again(
    root: Path, trace: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An entry under a number that has its marker would count as carried out before it is."""
    entry = root / "_log" / "00000003.json"
    kept = entry.read_bytes()
    for file in (entry, root / "_log" / "00000003.done", root / "_log" / "HEAD"):
        if file != root / trace:
            file.unlink()
    with pytest.raises(DamagedLake, match="00000003.json is gone, though it was carried out; put it back"):
        add(root, "r4", [make_article("n")], day=1)
    for command in (["status"], ["compact"], ["expire", "--before", "2025-03-31"]):
        assert main(["lake", command[0], str(root), *command[1:]]) == 2, command
    assert "Traceback" not in capsys.readouterr().err
    assert not entry.exists()
    assert main(["lake", "verify", str(root)]) == 1
    assert "00000003.json: gone" in capsys.readouterr().out

    entry.write_bytes(kept)
    add(root, "r4", [make_article("n")], day=1)
    assert {row["article_id"] for row in read(root, "articles")} == set("abcdn")


def test_a_lake_without_its_newest_entry_is_recoded_into_a_whole_one(root: Path, tmp_path: Path) -> None:
    (root / "_log" / "00000003.json").unlink()
    assert main(["recode", "--lake", str(root), "--into", str(tmp_path / "new"), "--quiet"]) == 0
    assert len(read(tmp_path / "new", "articles")) == len(read(root, "articles"))
    assert main(["lake", "verify", str(tmp_path / "new")]) == 0


def test_damage_in_the_way_of_a_repair_is_listed_too(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(root / "_index")
    cut(one(root, f"articles/{DAY}/*"), 500)
    assert main(["lake", "verify", str(root)]) == 1
    said = capsys.readouterr()
    assert "00000001-r1.parquet: bytes are not those" in said.out and "_index: does not cover" in said.out
    assert "00000001-r1.parquet is not a readable Parquet file" in said.err
    assert main(["lake", "status", str(root)]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_run_that_meets_a_damaged_file_says_so_and_publishes_nothing(root: Path) -> None:
    cut(one(root, f"articles/{DAY}/*"), 500)
    with pytest.raises(DamagedLake, match="00000001-r1.parquet is not a readable Parquet file"):
        add(root, "r4", [make_article("a", edition=2)], day=1)


def test_schema_check_tells_of_files_nobody_can_read(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lake", "schema", str(root), "--check"]) == 0
    cut(one(root, f"events/{DAY}/*"), 500)
    foreign(one(root, f"dyads/{DAY}/*"))
    (root / "runs/ingest_date=1970-01-01/schema.parquet").unlink()
    capsys.readouterr()
    assert main(["lake", "schema", str(root), "--check"]) == 1
    said = capsys.readouterr().out
    assert "00000001-r1.parquet: is not a readable Parquet file" in said
    assert "column 'a' (int64) is unknown to this code" in said
    assert "runs/ingest_date=1970-01-01/schema.parquet: missing" in said


def test_strays_do_not_stand_in_the_way_of_other_commands(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("articles", "events", "rejects"):
        (root / name / ".DS_Store").write_text("x")
        foreign(root / name / "mine.parquet")
    add(root, "r4", [make_article("a", edition=2), make_article("n")], day=1)
    for command in (["status"], ["compact"], ["expire", "--before", "2025-03-31"], ["schema"]):
        assert main(["lake", command[0], str(root), *command[1:]]) == 0, command


def test_a_snapshot_that_can_only_be_read_is_verified(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno
    import os

    opening = os.open

    def refuse(path: str, flags: int, mode: int = 0o777) -> int:
        if flags & (os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, "read-only", path)
        return opening(path, flags, mode)

    lake = open_lake(LocalStore(root), clock=clock_at(1))
    monkeypatch.setattr(os, "open", refuse)
    assert verify(lake).problems == ()


def bad_rows(kind: str) -> dict[str, list[Any]]:
    article = make_article("e")
    events = make_events(article)
    dyads = [dyad for event in events for dyad in make_dyads(event)]
    if kind == "lies outside the text":
        events[0] = dataclasses.replace(events[0], end=9_999)
    elif kind == "is not 'met Japan' in the text":
        events[0] = dataclasses.replace(events[0], start=events[0].start + 1, end=events[0].end + 1)
    elif kind == "is not 'Nippon' in the text":
        other = dataclasses.replace(events[0].recipients[0], text="Nippon")
        events[0] = dataclasses.replace(events[0], recipients=(other,))
    elif kind == "is there twice":
        events.append(dataclasses.replace(make_events(make_article("a"))[0], article_id="e"))
        return {"articles": [article], "events": events, "dyads": dyads}
    return {"articles": [article], "events": events, "dyads": dyads}


@pytest.mark.parametrize(
    "kind",
    [
        "lies outside the text",
        "is not 'met Japan' in the text",
        "is not 'Nippon' in the text",
        "is there twice",
    ],
)
def test_verify_names_rows_that_contradict_each_other(root: Path, kind: str) -> None:
    opened(root).add_run(run_info("r4"), bad_rows(kind))
    problems = verify(opened(root)).problems
    assert any(kind in problem for problem in problems), problems
