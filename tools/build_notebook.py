"""Write docs/analysis.ipynb from docs/analysis.md and run it on ./lake, so that its outputs are kept.

``python tools/build_notebook.py`` after `make run`; the notebook shows each question with its answer as a table.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).resolve().parent.parent
SETUP = """\
import duckdb

lake = duckdb.connect()
for table in ("articles", "events", "dyads"):
    lake.execute(
        f"CREATE VIEW {table} AS SELECT * FROM read_parquet('lake/{table}/**/*.parquet', hive_partitioning = true)"
    )
lake.execute("SET VARIABLE today = DATE '2018-07-10'");
"""
HEAD = """\
# Questions and answers

The questions of [analysis.md](analysis.md), asked in DuckDB of the lake that `make run` makes of the sample feeds.
Start Jupyter in the folder that holds `lake`. Made by `make notebook`; how to read `confidence` and `status`, and the
limits, are told in analysis.md.
"""
QUESTION = re.compile(r"^## (\d+\. .+?)\n\n(.*?)\n\n```sql\n(.*?)^```", re.MULTILINE | re.DOTALL)


def build(page: str) -> nbformat.NotebookNode:
    """Return the notebook of a page, not yet run."""
    cells = [new_markdown_cell(HEAD), new_code_cell(SETUP)]
    without_words = re.sub(r"^(## \d+\. .+?\n\n)```sql", r"\1\n\n```sql", page, flags=re.MULTILINE)
    for title, words, sql in QUESTION.findall(without_words):
        cells.append(new_markdown_cell(f"## {title}\n\n{words}".strip()))
        cells.append(new_code_cell(f'lake.sql("""\n{sql.rstrip()}\n""").df()'))
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number:02}"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return new_notebook(cells=cells, metadata=kernel)


def main() -> None:
    """Build, run, write."""
    book = build((ROOT / "docs" / "analysis.md").read_text("utf-8"))
    NotebookClient(
        book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}
    ).execute()
    for cell in book.cells:
        cell.metadata.pop("execution", None)
    book.metadata.pop("language_info", None)
    nbformat.write(book, ROOT / "docs" / "analysis.ipynb")


if __name__ == "__main__":
    main()
