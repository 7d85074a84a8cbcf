"""The coder of this process: one, loaded at first use, for steps and for helper processes alike.

It does not import Beam, and spaCy only with the first article: helpers start faster, and so does a run that
brings nothing new.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from transforms.events.batches import BATCH_SIZE, Uncodable, code_each
from transforms.shared_work import prepare

if TYPE_CHECKING:
    from schemas.event import Event
    from transforms.events.coder import Coder, CoderInput

SHARED_FROM = 3
"""Batches that have to be waiting before helper processes are started: they take three seconds to be of use."""

_LOCK = threading.Lock()


@functools.cache
def process_coder() -> Coder:
    """Return the coder of this process: loading takes seconds, and `watch` runs many pipelines in it."""
    from transforms.events.coder import Coder

    return Coder()


def get_ready(processes: int, articles: int) -> None:
    """Let helpers load the coder, where articles are on their way that helpers will be wanted for.

    Args:
        processes: how many may work, this one included.
        articles: how many are expected.
    """
    if articles >= SHARED_FROM * BATCH_SIZE:
        prepare(processes, load)


def load() -> None:
    """Load the coder of this process."""
    with _LOCK:
        process_coder()


def code(inputs: Sequence[CoderInput]) -> list[tuple[Event, ...] | Uncodable]:
    """Return for each article, in order, its events or the failure that only this article suffers.

    One thread at a time: under the interpreter's lock more threads win nothing, and the model's string store is
    not made for them.
    """
    with _LOCK:
        return list(code_each(process_coder(), inputs))
