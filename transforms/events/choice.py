"""A choice among options by a log-linear model, such as where an act took place.

Every option is a set of named features; the weights are trained on the project's own corpus by `make model`. The
models are small tables of numbers that can be read.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import repeat

CLEARLY = 2.0
"""How many times likelier than what the rules say another option must be; cross-validated, flat from 1.5 to 3."""


@dataclass(frozen=True, slots=True)
class Option:
    """What may be chosen, None for nothing, with the names of its features."""

    value: object | None
    features: tuple[str, ...]


def score(weights: dict[str, float], names: Iterable[str]) -> float:
    """Return the sum of the weights of some features; those the model does not know weigh nothing."""
    return sum(map(weights.get, names, repeat(0.0)))


def probabilities(weights: dict[str, float], features: Sequence[Iterable[str]]) -> list[float]:
    """Return how likely each option is right, given its features; they sum to one."""
    scores = [score(weights, names) for names in features]
    most = max(scores)
    powers = [math.exp(score - most) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


@dataclass(frozen=True, slots=True)
class Chooser:
    """A trained model: the weight of every feature."""

    weights: dict[str, float]

    def probabilities(self, options: Sequence[Option]) -> list[float]:
        """Return how likely each option is right."""
        return probabilities(self.weights, [o.features for o in options])

    def choose(self, options: Sequence[Option]) -> Option:
        """Return the likeliest option, but the first, if it is anything, unless the other is clearly likelier."""
        chances = self.probabilities(options)
        best = max(range(len(chances)), key=lambda i: chances[i])
        least = CLEARLY if options[0].value is not None else 1.0
        return options[best if chances[best] > least * chances[0] else 0]


@functools.cache
def load(name: str) -> Chooser:
    """Read a shipped model by its file name below `data`.

    Raises:
        FileNotFoundError: the package was built without it.
    """
    path = files("transforms.events").joinpath("data", name)
    return Chooser(json.loads(path.read_text(encoding="utf-8")))
