"""Who plays which part in an act: one answer of several, weighed by `casting`."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.events.who.party import Party

KEPT = "kept"
"""The kind of the answer the rules give."""
Features = tuple[str, ...]
"""Names of features, present or absent."""


@dataclass(frozen=True, slots=True)
class Cast:
    """An answer to who acts and whom the act is aimed at.

    `kind` tells how it differs from what the rules found (`KEPT`: not at all); `features` come in groups, which rivals of
    one draft share.
    """

    kind: str
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    reciprocal: bool
    features: tuple[Features, ...]
