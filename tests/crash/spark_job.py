"""Run by a Python process of its own, with pyspark on its path: the recipe, and a frame older than corrections."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from lake_workload import clock_at, make_article, records_of, run_info
from pyspark.sql import SparkSession

from transforms.open_lake import open_lake


def correct(edition: int) -> None:
    lake = open_lake("lake")
    lake.clock = clock_at(0)
    articles = [make_article("a", edition=edition)]
    lake.add_run(run_info(f"correction-{edition}"), records_of(articles, run_id="x"))


def main(recipe: str) -> None:
    exec(recipe, {})  # noqa: S102 - this is what a reader of the page does
    spark = SparkSession.builder.getOrCreate()
    frame = spark.read.parquet("lake/events")  # lists the files, with their sizes
    rules = {make_article("a", edition=edition).content_hash[:6]: edition for edition in range(1, 4)}
    for edition in (1, 2, 3):
        if edition > 1:
            correct(edition)
        rows = [(row.article_id, row.rule) for row in frame.select("article_id", "rule").collect()]
        found = {rules[rule] for article_id, rule in rows if article_id == "a"}
        sys.stdout.write(f"\nedition {edition}: {len(rows)} rows, of article a {found}\n")
    days = frame.select("ingest_date").distinct().count()
    sys.stdout.write(f"\n{days} days\n")
    spark.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]).read_text(encoding="utf-8"))
