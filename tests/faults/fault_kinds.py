"""What a fault is, and what is expected of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from fault_server import Answer, Request, Step, http, rss

NOT_ASKED = "not asked"
ROUNDS = 3


@dataclass(frozen=True)
class Fault:
    """One feed that misbehaves.

    Attributes:
        answer: what its server does.
        errors: error class of its fetch row in each round; None all well, NOT_ASKED no request and no row.
        titles: titles of its articles in the lake after the last round.
        path: path and query of its address.
        rejects: reasons of its rejects that are no fetch errors.
        versions: newest version by title, where it is not 1.
        status: HTTP status in the first round's row.
        requests: requests per round, where they are not the usual one (retries, redirects).
    """

    name: str
    answer: Answer
    errors: tuple[str | None, ...] = (None, None, None)
    titles: tuple[str, ...] = ()
    path: str = "/feed.xml"
    scheme: str = "http"
    rejects: tuple[str, ...] = ()
    versions: dict[str, int] = field(default_factory=dict)
    status: int | None = None
    requests: tuple[int, ...] | None = None
    options: str = ""


CATALOGUE: dict[str, Fault] = {}


def fault(name: str, **expected: object) -> Callable[[Answer], Answer]:
    """Register the decorated answer as a fault."""

    def register(answer: Answer) -> Answer:
        if name in CATALOGUE:
            raise ValueError(f"two faults are called {name}")
        CATALOGUE[name] = Fault(name, answer, **expected)  # type: ignore[arg-type]
        return answer

    return register


def always(error: str) -> tuple[str, str, str]:
    """The same error in all rounds."""
    return (error, error, error)


def steps(name: str, *answer: Step, **expected: object) -> None:
    """Register a fault that answers every request alike."""

    def same(request: Request) -> list[Step]:
        return list(answer)

    fault(name, **expected)(same)


def feed(name: str, *items: str, head: str = "", headers: tuple[str, ...] = (), **expected: object) -> None:
    """Register a feed whose transport is healthy."""
    steps(name, http(rss(*items, head=head), *headers), **expected)
