"""Counts that can be watched while a pipeline runs, in this process and in others."""

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from pipeline.progress import Tallies, TallyFile
from pipeline.tally import TallySteps

LOCAL = ["--runner=FnApiRunner"]
PROCESSES = [*LOCAL, "--direct_running_mode=multi_processing", "--direct_num_workers=2"]


@pytest.mark.parametrize("flags", [LOCAL, PROCESSES], ids=["in-process", "multi-processing"])
def test_every_element_counts_once(tmp_path, flags):
    with beam.Pipeline(options=PipelineOptions(flags)) as pipeline:
        numbers = pipeline | beam.Create(range(100)) | beam.Reshuffle()
        few = numbers | beam.Filter(_below_seven)
        {"articles": numbers, "events": few} | TallySteps(str(tmp_path))
    tallies = Tallies(str(tmp_path))
    assert (tallies["articles"], tallies["events"], tallies["rejects"]) == (100, 7, 0)


def _below_seven(number):
    return number < 7


def test_a_worker_elsewhere_counts_nothing_and_fails_nothing(tmp_path):
    TallyFile(str(tmp_path / "not-on-this-machine"), "articles").add(1)
    assert list(tmp_path.iterdir()) == []
