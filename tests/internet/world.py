"""Who publishes what, and what a good reader has of it in the end: the plan the test holds the lake against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from net import PUBLIC, Internet, Reply, Visit
from writing import Story, rss

NOT_ASKED = "not asked"
ROUNDS = (1, 2, 3, 4, 5)
ADAPTIVE_ROUND, FORCED_ROUND = 4, 5
"""In round 4 only what our own estimate expects is asked, which is nothing; round 5 asks by force."""

Body = Callable[[Sequence[Story]], bytes]


@dataclass
class Publisher:
    """One feed.

    Attributes:
        errors: class per round 1, 2, 3 and 5; None all well, NOT_ASKED no request.
        line: address and options as the feed list has them.
    """

    name: str
    host: str
    path: str
    line: str
    errors: tuple[str | None, ...]
    hops: int = 1


@dataclass
class World:
    """All publishers, and the articles they are good for: mark to (version, revision)."""

    net: Internet
    publishers: list[Publisher] = field(default_factory=list)
    articles: dict[str, tuple[int, int]] = field(default_factory=dict)
    _hosts: int = 0

    def new_host(self) -> str:
        """Return a host nobody has."""
        self._hosts += 1
        return PUBLIC.format(1 + self._hosts // 250, 1 + self._hosts % 250)

    @property
    def hosts(self) -> list[str]:
        """All hosts."""
        return sorted({host for host, _ in self.net.pages} | {p.host for p in self.publishers})

    def url(self, host: str, path: str) -> str:
        """Return the address of a path."""
        return f"http://{host}:{self.net.port}{path}"

    def serve(self, host: str, path: str, answer: Answer | Reply) -> str:
        """Put an answer at an address and return the address."""
        self.net.pages[host, path] = answer if callable(answer) else lambda visit: answer
        return self.url(host, path)

    def feed(
        self,
        name: str,
        answer: Answer | Reply,
        *,
        host: str | None = None,
        path: str = "/feed",
        errors: tuple[str | None, ...] | str | None = None,
        options: str = "",
        hops: int = 1,
        scheme: str = "http",
    ) -> str:
        """Add a publisher with one feed; returns its host."""
        host = host or self.new_host()
        self.serve(host, path, answer)
        line = self.url(host, path).replace("http:", f"{scheme}:", 1)
        if errors is None or isinstance(errors, str):
            errors = (errors,) * 4
        self.publishers.append(Publisher(name, host, path, f"{line} {options}".strip(), errors, hops))
        return host

    def news(
        self,
        name: str,
        *rounds: Sequence[Story],
        write: Body = rss,
        send: Callable[[bytes, Visit], Reply] | None = None,
        host: str | None = None,
        path: str = "/feed",
        kept: Sequence[tuple[Story, int]] | None = None,
    ) -> str:
        """Add a healthy publisher whose stories change by round.

        Args:
            rounds: stories of round 1, 2 and 3; the last ones stay.
            kept: story and version that have to be in the lake in the end; by default each story of round 1 in
                version 1 and nothing else ever appears.
        """

        def answer(visit: Visit) -> Reply:
            body = write(rounds[min(visit.round, len(rounds)) - 1])
            return send(body, visit) if send else Reply(body)

        for story, version in kept if kept is not None else [(story, 1) for story in rounds[0]]:
            self.expect(story, version)
        return self.feed(name, answer, host=host, path=path)

    def expect(self, story: Story, version: int = 1) -> None:
        """Expect a story in the lake."""
        if story.mark in self.articles:
            raise ValueError(f"{story.mark} is expected twice")
        self.articles[story.mark] = (version, story.revision)


Answer = Callable[[Visit], Reply]
