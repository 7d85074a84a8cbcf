"""Many polls, hosts side by side: what runs, streams and `feeds check` all do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemas.feed import Response
from transforms.feeds.archive import RawArchive
from transforms.feeds.http import Client
from transforms.feeds.politeness import GATE, Again, Lease, dispatch
from transforms.feeds.poll import Failed, Poll, poll
from transforms.feeds.settings import FetchSettings


def ask_all(
    polls: Iterable[Poll], client: Client, settings: FetchSettings, keep_raw: RawArchive | None = None
) -> Iterator[Response | Failed]:
    """Make polls and return how each ended, in order of completion.

    Args:
        polls: what to ask.
        client: makes the requests.
        settings: limits and manners.
        keep_raw: where answers and failures are kept; None keeps none.
    """

    def work(job: Poll, lease: Lease) -> Response | Failed | Again[Poll]:
        outcome = poll(job, lease, client, settings)
        if keep_raw is not None and not isinstance(outcome, Again):
            keep_raw.writer().keep_poll(outcome)
        return outcome

    outcomes: Iterator[Response | Failed] = dispatch(
        [(job.host, job) for job in polls],
        work,
        gate=GATE,
        gap_s=settings.min_gap_s,
        concurrency=settings.host_concurrency,
        slow_after_s=settings.slow_after_s,
    )
    return outcomes
