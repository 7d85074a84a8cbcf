"""Our steps in Beam YAML: the pipeline of docs/beam-yaml.md runs; rows have portable schemas; errors have outputs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import apache_beam as beam
import pyarrow.parquet as pq
import pytest
import yaml
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.typehints import schemas as beam_schemas
from apache_beam.yaml.yaml_provider import load_providers, merge_providers
from apache_beam.yaml.yaml_transform import YamlTransform

from schemas.tables import TABLES
from transforms.beam_yaml import rows
from transforms.beam_yaml.steps import ReadFeeds, article_of

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "beam-yaml.md").read_text("utf-8")
PROVIDER = PROJECT / "transforms" / "beam_yaml" / "provider.yaml"


@pytest.mark.parametrize("kind", [rows.EventRow, rows.DyadRow, rows.ArticleRow, rows.ErrorRow])
def test_rows_are_portable(kind):
    schema = beam_schemas.named_tuple_to_schema(kind)
    assert "pythonsdk_any" not in str(schema)


@pytest.mark.parametrize(("kind", "table"), [(rows.EventRow, "events"), (rows.DyadRow, "dyads")])
def test_rows_have_the_columns_of_the_lake(kind, table):
    assert [*kind._fields, "run_id"] == TABLES[table].schema.names


def test_the_provider_offers_what_the_page_tells():
    told = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.M))
    assert set(merge_providers(load_providers(str(PROVIDER)))) == told


def test_the_pipeline_of_the_page_runs(tmp_path):
    [pipeline] = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S)
    (tmp_path / "meetings.yaml").write_text(pipeline, "utf-8")
    (tmp_path / "seeds").symlink_to(PROJECT / "seeds")
    [command] = re.findall(r"^python (-m apache_beam\.yaml\.main .*)$", PAGE, re.M)
    done = subprocess.run(
        [sys.executable, *command.split()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    meetings = [row for file in tmp_path.glob("meetings.parquet*") for row in pq.read_table(file).to_pylist()]
    expected = {"day": "2025-03-31", "who": "Wang Yi", "whom": "Russia"}
    assert expected in [{key: meeting[key] for key in expected} for meeting in meetings]
    assert all(0 < meeting["confidence"] <= 1 for meeting in meetings)


STEP = """
type: ExtractEvents
config: {error_handling: {output: bad}}
"""


def test_rows_of_any_pipeline_become_events_and_failures_an_output():
    providers = merge_providers(load_providers(str(PROVIDER)))
    with beam.Pipeline(runner="FnApiRunner") as pipeline:
        articles = pipeline | beam.Create(
            [
                beam.Row(
                    id="a1",
                    published="2025-03-30T08:00:00Z",
                    title="Summit",
                    text="Brazil recalled its ambassador to Israel on Monday.",
                    note="a column of theirs",
                )
            ]
        )
        found = articles | YamlTransform(STEP, providers)
        assert set(found) == {"good", "bad"}
        told = found["good"] | beam.Map(
            lambda e: (e.article_id, e.event_type, e.date_start, e.actors[0].country, e.recipients[0].country)
        )
        assert_that(told, equal_to([("a1", "SANCTION", "2025-03-24", "BRA", "ISR")]), label="events")
        assert_that(found["bad"], equal_to([]), label="errors")


def test_feeds_that_cannot_be_read_come_out_as_errors_or_end_the_pipeline(tmp_path):
    (tmp_path / "feeds.txt").write_text("none.xml\n", "utf-8")
    listed = str(tmp_path / "feeds.txt")
    with beam.Pipeline(runner="FnApiRunner") as pipeline:
        read = pipeline | ReadFeeds(listed, error_handling={"output": "bad"})
        reasons = read["bad"] | beam.Map(lambda row: row.reason)
        assert_that(reasons, equal_to(["file_missing"]))
    with pytest.raises(Exception, match="file_missing"), beam.Pipeline(runner="FnApiRunner") as pipeline:
        pipeline | ReadFeeds(listed)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (beam.Row(id=None, text="x"), "needs id"),
        (beam.Row(id="a", text=""), "title or text"),
        (beam.Row(id="a", text="x", published="yesterday"), "article a: published"),
        (beam.Row(id="a", text="x", published=7), "neither text nor a timestamp"),
    ],
)
def test_rows_that_are_no_articles_say_what_is_missing(row, words):
    with pytest.raises(ValueError, match=words):
        article_of(row)


def test_the_page_is_yaml():
    [pipeline] = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S)
    assert yaml.safe_load(pipeline)["providers"]
