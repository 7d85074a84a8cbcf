"""What a run learns of the web beside articles, and need not ask again: where links lead, what robots.txt says, and
which hosts want to be left alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

LINK, ROBOTS, REST = "link", "robots", "rest"
KINDS = (LINK, ROBOTS, REST)

LINK_KEPT = dt.timedelta(days=30)
"""A redirector keeps its target as good as for ever; after this it is asked again if a feed still has the link."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing learned.

    Attributes:
        kind: link, robots or rest.
        key: the redirector's link; the origin (scheme, host, port); the host.
        value: the target; what `transforms.articles.robots` makes of it; the host's words.
        until: when it is no longer believed, aware.
    """

    kind: str
    key: str
    value: str
    until: dt.datetime
