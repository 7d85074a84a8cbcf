"""Fit a conditional logistic regression: one right option (or several) among those of each example.

The features are names that an option has or has not, so the matrix is kept as the list of its ones. The L2-regularised
likelihood is maximised by Newton's method, each step solved by conjugate gradients: deterministic, no random start, and
thousands of features take seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

STEPS = 40
INNER_STEPS = 250
CLOSE = 1e-6
"""Norm of the gradient at which the fit is done."""
SHORTEST = 1e-3
"""The least part of a step that is tried."""


def fit(
    data: Sequence[tuple[Sequence[Iterable[str]], frozenset[int]]],
    ridge: float,
    least_count: int,
    prior: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Return the weight of every feature.

    Args:
        data: The options of each example as sets of feature names, and which of them are right (at least one).
        ridge: Strength of the L2 penalty.
        least_count: Features seen in fewer options are left out.
        prior: Weights the penalty pulls towards; zero for those not named.
    """
    counts = Counter(name for options, _ in data for names in options for name in set(names))
    vocabulary = sorted(name for name, count in counts.items() if count >= least_count)
    index = {name: i for i, name in enumerate(vocabulary)}
    rows: list[int] = []
    columns: list[int] = []
    group: list[int] = []
    target: list[float] = []
    for number, (options, right) in enumerate(data):
        for i, names in enumerate(options):
            inside = sorted({index[n] for n in names if n in index})
            rows += [len(group)] * len(inside)
            columns += inside
            group.append(number)
            target.append(1.0 / len(right) if i in right else 0.0)
    row, column, member, y = np.array(rows), np.array(columns), np.array(group), np.array(target)
    total, features = len(group), len(vocabulary)

    def across(w: Floats) -> Floats:
        return np.bincount(row, weights=w[column], minlength=total)

    def back(u: Floats) -> Floats:
        return np.bincount(column, weights=u[row], minlength=features)

    def within(u: Floats) -> Floats:
        return np.asarray(np.bincount(member, weights=u)[member])

    first = np.flatnonzero(np.r_[True, member[1:] != member[:-1]])
    start = np.array([(prior or {}).get(name, 0.0) for name in vocabulary])

    def shares(w: Floats) -> tuple[Floats, float]:
        """Return the probability of every option, and the penalised loss."""
        z = across(w)
        z -= np.maximum.reduceat(z, first)[member]
        powers = np.exp(z)
        sums = within(powers)
        loss = float(y @ (np.log(sums) - z)) + ridge / 2 * float((w - start) @ (w - start))
        return powers / sums, loss

    w = start.copy()
    p, loss = shares(w)
    for _ in range(STEPS):
        gradient = back(p - y) + ridge * (w - start)
        if np.linalg.norm(gradient) < CLOSE:
            break
        # H v = X' (p (Xv - mean of Xv in the example)) + ridge v
        step, residual = np.zeros(features), gradient.copy()
        direction, size = residual.copy(), float(residual @ residual)
        for _ in range(INNER_STEPS):
            moved = across(direction)
            curved = back(p * (moved - within(p * moved))) + ridge * direction
            length = size / float(direction @ curved)
            step += length * direction
            residual -= length * curved
            smaller = float(residual @ residual)
            if smaller < 1e-18 + 1e-12 * float(gradient @ gradient):
                break
            direction = residual + smaller / size * direction
            size = smaller
        part = 1.0
        while True:  # far from the optimum a whole step of Newton's may lead away from it
            p, after = shares(w - part * step)
            if after <= loss or part < SHORTEST:
                break
            part /= 2
        w, loss = w - part * step, after
    return {name: round(float(w[i]), 3) for name, i in index.items() if abs(w[i]) >= 0.001}
