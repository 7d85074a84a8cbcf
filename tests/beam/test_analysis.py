"""The questions of docs/analysis.md: DuckDB, pandas and Polars give the same rows on two lakes; the notebook runs."""

from __future__ import annotations

import datetime as dt
import decimal
import email.utils
import html
import math
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import nbformat
import pandas as pd
import polars as pl
import pytest
from nbclient import NotebookClient

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "analysis.md").read_text("utf-8")
SETUP = dict(re.findall(r"^(DuckDB|pandas|Polars)[^\n]*:\n\n```python\n(.*?)^```", PAGE, re.M | re.S))
QUESTIONS = {
    title: dict(re.findall(r"^```(\w+)\n(.*?)^```", body, re.M | re.S))
    | dict(re.findall(r"^```python\n# (\w+)\n(.*?)^```", body, re.M | re.S))
    for title, body in re.findall(r"^## \d+\. (.+?)\n(.*?)(?=^## )", PAGE, re.M | re.S)
}


def articles() -> list[dict[str, Any]]:
    sys.path.insert(0, str(PROJECT / "tools"))
    import corpus_articles

    return corpus_articles.load()


@pytest.fixture(scope="module")
def corpus_lake(tmp_path_factory: pytest.TempPathFactory, console_script: str) -> Path:
    """A lake of the corpus' articles, brought by a feed like any other."""
    home = tmp_path_factory.mktemp("corpus")
    items = "".join(
        f"<item><title>{html.escape(a['title'])}</title><guid>{a['id']}</guid>"
        f"<link>https://corpus.example/{a['id']}</link>"
        f"<pubDate>{email.utils.format_datetime(dt.datetime.fromisoformat(a['published'].replace('Z', '+00:00')))}"
        f"</pubDate><description>{html.escape(a['text'])}</description></item>"
        for a in articles()
    )
    channel = "<title>Corpus</title><link>https://corpus.example/</link>"
    (home / "corpus.xml").write_text(f'<rss version="2.0"><channel>{channel}{items}</channel></rss>', "utf-8")
    (home / "feeds.txt").write_text("corpus.xml\n", "utf-8")
    command = [console_script, "run", "--feeds", "feeds.txt", "--lake", "lake", "--no-full-text", "--quiet"]
    subprocess.run(command, cwd=home, check=True, timeout=300)
    return home / "lake"


@pytest.fixture(params=["sample", "corpus"])
def home(request, tmp_path, monkeypatch, sample_lake) -> Path:
    """A folder as the reader of the page sees it: `lake`, and `docs` beside it."""
    lake = sample_lake.path if request.param == "sample" else request.getfixturevalue("corpus_lake")
    (tmp_path / "lake").symlink_to(lake)
    (tmp_path / "docs").symlink_to(PROJECT / "docs")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def plain(value: Any) -> Any:
    """A cell as all three tools have it."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    return round(float(value), 6) if isinstance(value, (int, float, decimal.Decimal)) else value


def rows(table: Any) -> list[tuple[Any, ...]]:
    found = [tuple(plain(cell) for cell in row) for row in table]
    return sorted(found, key=lambda row: [str(cell) for cell in row])


def ask(title: str) -> dict[str, list[tuple[Any, ...]]]:
    """Run the three answers to a question."""
    answers = {}
    names: dict[str, Any] = {}
    exec(SETUP["DuckDB"], names)  # noqa: S102 - this is what a reader of the page does
    answers["DuckDB"] = rows(names["lake"].execute(QUESTIONS[title]["sql"]).fetchall())
    for tool in ("pandas", "Polars"):
        names = {}
        exec(SETUP[tool] + QUESTIONS[title][tool], names)  # noqa: S102
        answer = names["answer"]
        answers[tool] = rows(answer.itertuples(index=False) if tool == "pandas" else answer.rows())
        assert isinstance(answer, pd.DataFrame if tool == "pandas" else pl.DataFrame)
    return answers


def test_the_page_asks_at_least_ten_questions_and_answers_each_three_times():
    assert len(QUESTIONS) >= 10
    assert set(SETUP) == {"DuckDB", "pandas", "Polars"}
    assert all({"sql", "pandas", "Polars"} <= set(found) for found in QUESTIONS.values())
    shown = len(re.findall(r"^```(?:python|sql)$", PAGE, re.M))
    assert shown == len(SETUP) + 3 * len(QUESTIONS), (
        "a block of docs/analysis.md is in no question and not run"
    )


@pytest.mark.parametrize("title", QUESTIONS)
def test_the_three_answers_are_the_same_rows(home, title):
    answers = ask(title)
    assert answers["pandas"] == answers["DuckDB"]
    assert answers["Polars"] == answers["DuckDB"]


def test_the_sample_lake_has_an_answer_to_every_question(sample_lake, tmp_path, monkeypatch):
    (tmp_path / "lake").symlink_to(sample_lake.path)
    (tmp_path / "docs").symlink_to(PROJECT / "docs")
    monkeypatch.chdir(tmp_path)
    connection: dict[str, Any] = {}
    exec(SETUP["DuckDB"], connection)  # noqa: S102
    assert not [
        t for t, found in QUESTIONS.items() if not connection["lake"].execute(found["sql"]).fetchall()
    ]


def test_the_example_has_the_columns_of_gdelt():
    [(columns,)] = duckdb.sql(
        f"SELECT DISTINCT len(string_split(line, chr(9))) FROM read_csv('{PROJECT}/docs/gdelt-example.tsv',"
        " delim = '', quote = '', header = false, columns = {'line': 'VARCHAR'})"
    ).fetchall()
    assert columns == 61


def notebook() -> nbformat.NotebookNode:
    return nbformat.read(PROJECT / "docs" / "analysis.ipynb", as_version=4)


def test_the_notebook_says_what_the_page_says_and_keeps_its_outputs():
    cells = [cell for cell in notebook().cells if cell.cell_type == "code"]
    told = "\n".join(cell.source for cell in cells)
    assert not [title for title, found in QUESTIONS.items() if found["sql"].strip() not in told]
    assert all(cell.outputs for cell in cells[1:])
    assert not re.search(r"(?:/home|/root|/tmp|/work|/Users)\b", nbformat.writes(notebook()))


def test_the_notebook_runs(sample_lake, tmp_path):
    (tmp_path / "lake").symlink_to(sample_lake.path)
    (tmp_path / "docs").symlink_to(PROJECT / "docs")
    book = notebook()
    NotebookClient(
        book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute(env=dict(os.environ))
    for cell in book.cells[1:]:
        assert not [o for o in cell.get("outputs", []) if o.output_type == "error"]
