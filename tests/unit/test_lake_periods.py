"""Lakes with a folder per month or year: the same rows, the same promises, fewer files."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.report.source import open_source
from transforms.tables import compact as compact_module
from transforms.tables import recode
from transforms.tables.compact import compact
from transforms.tables.expire import expire
from transforms.tables.filesystem import LocalStore
from transforms.tables.lake import init
from transforms.tables.periods import first_day, last_day
from transforms.tables.status import status
from transforms.tables.verify import verify

sys.path.insert(0, str(Path(__file__).parents[1] / "crash"))
from lake_workload import add, clock_at, make_article, make_dyads, make_events, opened, read  # noqa: E402

MARCH, APRIL = dt.date(2025, 3, 1), dt.date(2025, 4, 1)


@pytest.fixture
def monthly(tmp_path: Path, no_waiting_for_the_disk: None) -> Path:
    """Runs on 30 and 31 March and on 1 April."""
    init(LocalStore(tmp_path / "monthly"), clock_at(0), period="month")
    for day in range(3):
        add(tmp_path / "monthly", f"r{day}", [make_article(f"a{day}"), make_article(f"b{day}")], day=day)
    return tmp_path / "monthly"


def folders(root: Path) -> list[str]:
    return sorted(folder.name.partition("=")[2] for folder in (root / "articles").iterdir())[1:]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("day", dt.date(2024, 2, 29), dt.date(2024, 2, 29)),
        ("month", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("year", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
    ],
)
def test_the_period_a_day_lies_in(period: str, first: dt.date, last: dt.date) -> None:
    assert first_day(period, dt.date(2024, 2, 29)) == first
    assert last_day(period, first) == last
    assert last_day("month", dt.date(2024, 12, 1)) == dt.date(2024, 12, 31)


def test_rows_are_filed_by_month_and_corrections_stay_there(monthly: Path) -> None:
    assert folders(monthly) == ["2025-03-01", "2025-04-01"]
    add(monthly, "r3", [make_article("a0", edition=2)], day=2)
    assert {(row["article_id"], row["version"]) for row in read(monthly, "articles")} >= {("a0", 2)}
    assert folders(monthly) == ["2025-03-01", "2025-04-01"]
    assert verify(opened(monthly)).problems == ()


def test_a_month_that_is_over_becomes_one_file_a_running_one_keeps_large_files(
    monthly: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compact_module, "ROW_GROUP", 3)  # "large" is three articles
    before = sorted(map(repr, read(monthly, "articles")))
    add(monthly, "r3", [make_article(f"c{n}") for n in range(3)], day=2)
    add(monthly, "r4", [make_article("d")], day=3)
    assert status(opened(monthly, 3)).scattered == 2
    assert compact(opened(monthly, 3))["partitions"] == 2
    march, april = (sorted((monthly / "articles").glob(f"ingest_date={day}/*")) for day in (MARCH, APRIL))
    assert len(march) == 1
    assert [file.name for file in april] == ["00000004-r3.parquet", "00000007-compact.parquet"]
    assert compact(opened(monthly, 3))["partitions"] == 0
    assert compact(opened(monthly, 40))["partitions"] == 1
    assert len(list((monthly / "articles").glob("ingest_date=2*/*"))) == 2
    assert set(before) <= set(map(repr, read(monthly, "articles")))
    assert verify(opened(monthly)).problems == ()


def test_a_month_expires_when_all_of_it_is_old(monthly: Path) -> None:
    assert expire(opened(monthly, 9), dt.date(2025, 3, 31)) == []
    assert expire(opened(monthly, 9), APRIL) == [MARCH]
    assert {row["article_id"] for row in read(monthly, "articles")} == {"a2", "b2"}
    assert verify(opened(monthly)).problems == ()


class Coder:
    def code(self, articles: object) -> object:
        for article in articles:  # type: ignore[attr-defined]
            yield tuple(make_events(make_article(article.article_id)))


def test_a_lake_of_days_is_recoded_into_one_of_months(root: Path, tmp_path: Path) -> None:
    init(LocalStore(tmp_path / "new"), clock_at(5), period="month")

    def again() -> list[recode.RecodedDay]:
        source, target = opened(root), opened(tmp_path / "new", 5)
        return list(
            recode.recode(source, target, Coder(), make_dyads, coder_version="2", code_version="t")  # type: ignore[arg-type]
        )

    assert [day.articles for day in again()] == [3, 1]
    assert [day.already for day in again()] == [True, True]
    add(root, "r4", [make_article("e")], day=0)
    assert [day.articles for day in again() if not day.already] == [1]
    assert folders(tmp_path / "new") == ["2025-03-01"]
    for name in ("articles", "events", "dyads"):
        assert len(read(tmp_path / "new", name)) == len(read(root, name))
    assert verify(opened(tmp_path / "new")).problems == ()


def test_a_report_since_a_day_asks_the_runs_of_a_monthly_lake(monthly: Path) -> None:
    since = open_source(str(monthly), since=dt.date(2025, 3, 31), as_of=None)
    assert since.connection.execute("SELECT count(*) FROM articles").fetchall() == [(4,)]
    assert open_source(str(monthly), since=APRIL, as_of=None).connection.execute(
        "SELECT DISTINCT article_id FROM events ORDER BY 1"
    ).fetchall() == [("a2",), ("b2",)]


def test_the_command_makes_and_tells_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lake", "init", str(tmp_path / "x"), "--by", "month"]) == 0
    assert main(["lake", "init", str(tmp_path / "x"), "--by", "day"]) == 0
    assert main(["lake", "status", str(tmp_path / "x")]) == 0
    said = capsys.readouterr().out
    assert "a folder per month" in said
    assert "is a lake already, with a folder per month; nothing changed" in said
