"""ReplayFeeds: the answers of a raw archive in place of the network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import apache_beam as beam
from apache_beam import pvalue

from schemas.feed import Response
from transforms.failures import reject
from transforms.feeds.archive import ArchiveError, archived_files, read_response_file
from transforms.poll_feeds import FETCHES, REJECTS, Polled


@dataclass
class ReplayFeeds(beam.PTransform):
    """Read every archived answer, with its original times; what follows cannot tell it from PollFeeds.

    A file that is damaged is a reject and costs nothing but itself.

    Attributes:
        folder: the raw archive; it is listed when the pipeline is built.
    """

    folder: str

    def expand(self, start: beam.pvalue.PBegin) -> Polled:
        """List on the launcher, read on the workers."""
        files = [str(path) for path in archived_files(self.folder, "feed")]
        read = (
            start
            | "ListAnswers" >> beam.Create(files)
            | "ReadAnswers" >> beam.ParDo(_Read()).with_outputs(FETCHES, REJECTS, main="responses")
        )
        return Polled(read["responses"], read[FETCHES], read[REJECTS])


class _Read(beam.DoFn):
    def process(self, path: str) -> Iterator[Response | pvalue.TaggedOutput]:
        try:
            yield read_response_file(Path(path))
        except ArchiveError as error:
            now = dt.datetime.now(dt.timezone.utc)
            yield pvalue.TaggedOutput(
                REJECTS, reject("replay_feeds", "file_unreadable", error, url=path, now=now)
            )
