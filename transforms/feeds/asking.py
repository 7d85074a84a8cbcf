"""Many polls, hosts side by side: what runs, streams and `feeds check` all do."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from schemas.feed import Response
from transforms.feeds.archive import RawArchive
from transforms.feeds.http import Client
from transforms.feeds.politeness import GATE, Again, Lease, dispatch
from transforms.feeds.poll import Failed, Poll, poll, shared
from transforms.feeds.settings import FetchSettings
from transforms.feeds.sharing import Addresses, SharedAddress, address_key


def ask_all(
    polls: Iterable[Poll],
    client: Client,
    settings: FetchSettings,
    keep_raw: RawArchive | None = None,
    addresses: Addresses | None = None,
) -> Iterator[Response | Failed]:
    """Make polls and return how each ended, in order of completion. No address is asked for two of them.

    Args:
        polls: what to ask.
        client: makes the requests.
        settings: limits and manners.
        keep_raw: where answers and failures are kept; None keeps none.
        addresses: who is asked where, these and others; None knows of nobody yet.
    """
    taken = Addresses() if addresses is None else addresses
    asked, others = once_per_address(polls, taken)
    for other, error in others:
        outcome = shared(other, error, settings, time.monotonic())
        if keep_raw is not None:
            keep_raw.writer().keep_poll(outcome)
        yield outcome

    def work(job: Poll, lease: Lease) -> Response | Failed | Again[Poll]:
        outcome = poll(job, lease, client, settings, taken)
        if keep_raw is not None and not isinstance(outcome, Again):
            keep_raw.writer().keep_poll(outcome)
        return outcome

    outcomes: Iterator[Response | Failed] = dispatch(
        [(job.host, job) for job in asked],
        work,
        gate=GATE,
        gap_s=settings.min_gap_s,
        concurrency=settings.host_concurrency,
        slow_after_s=settings.slow_after_s,
    )
    yield from outcomes


def once_per_address(
    polls: Iterable[Poll], addresses: Addresses
) -> tuple[list[Poll], list[tuple[Poll, SharedAddress]]]:
    """Choose one poll per address, that of the feed to which the address belongs, and say what keeps the others back.

    Args:
        polls: some of a run's.
        addresses: whom addresses belong to; those of the polls are taken.
    """
    by_address: dict[str, list[Poll]] = {}
    for job in polls:
        by_address.setdefault(address_key(job.address), []).append(job)
    asked, others = [], []
    for same in by_address.values():
        owner = addresses.claim(same[0].address, same[0].feed.feed_id) or same[0].feed.feed_id
        for job in same:
            if job.feed.feed_id == owner:
                asked.append(job)
            else:
                others.append((job, SharedAddress(job.address, owner)))
    return asked, others
