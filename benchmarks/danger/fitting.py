"""Logistic regression over sparse features and, beside them, sentence vectors."""

from collections.abc import Callable, Sequence

import numpy as np

Array = np.ndarray
Objective = Callable[[Array], tuple[float, Array]]
STEPS, MEMORY, TOLERANCE = 150, 10, 1e-6


class Sparse:
    """A matrix of 0 and 1: which of the known features each row has."""

    def __init__(self, rows: Sequence[frozenset[str]], index: dict[str, int]) -> None:
        known = [sorted(index[name] for name in row if name in index) for row in rows]
        self.columns = np.array([at for row in known for at in row], dtype=np.int64)
        self.rows = np.repeat(np.arange(len(rows)), [len(row) for row in known])
        self.shape = (len(rows), len(index))

    def times(self, weights: Array) -> Array:
        return np.bincount(self.rows, weights[self.columns], self.shape[0])

    def transposed_times(self, values: Array) -> Array:
        return np.bincount(self.columns, values[self.rows], self.shape[1])


def fit(
    features: Sparse,
    vectors: Array | None,
    is_positive: Array,
    importance: Array,
    penalties: Array,
    vector_penalty: float,
) -> tuple[Array, Array, float]:
    """Return the weights of features and of vectors, and the bias."""
    split = features.shape[1]
    width = 0 if vectors is None else vectors.shape[1]
    every_penalty = np.concatenate([penalties, np.full(width, vector_penalty), [1e-4]])

    def loss(weights: Array) -> tuple[float, Array]:
        scores = features.times(weights[:split]) + weights[-1]
        if vectors is not None:
            scores = scores + vectors @ weights[split:-1].astype(np.float32)
        errors = 1 / (1 + np.exp(-np.clip(scores, -40, 40))) - is_positive
        value = (importance * (np.logaddexp(0, scores) - is_positive * scores)).sum()
        errors *= importance
        of_vectors = [] if vectors is None else errors.astype(np.float32) @ vectors
        slope = np.concatenate([features.transposed_times(errors), of_vectors, [errors.sum()]])
        penalty = 0.5 * (every_penalty * weights**2).sum()
        return float(value + penalty), slope + every_penalty * weights

    weights = minimize(loss, np.zeros(split + width + 1))
    return weights[:split], weights[split:-1], float(weights[-1])


def minimize(loss: Objective, at: Array) -> Array:
    """Return the minimum of a smooth convex function by L-BFGS (Nocedal 1980)."""
    value, slope = loss(at)
    steps: list[tuple[Array, Array]] = []
    for _ in range(STEPS):
        direction = _direction(slope, steps)
        length = 1.0
        while True:
            there = at - length * direction
            new_value, new_slope = loss(there)
            if new_value <= value - 1e-4 * length * (slope @ direction) or length < 1e-8:
                break
            length /= 2
        move, turn = there - at, new_slope - slope
        if turn @ move > 1e-12:
            steps = [*steps, (move, turn)][-MEMORY:]
        gained = value - new_value
        at, value, slope = there, new_value, new_slope
        if gained < TOLERANCE * abs(value):
            break
    return at


def _direction(slope: Array, steps: Sequence[tuple[Array, Array]]) -> Array:
    if not steps:
        return slope / max(1.0, float(np.linalg.norm(slope)))
    direction, shares = slope.copy(), []
    for move, turn in reversed(steps):
        share = move @ direction / (turn @ move)
        shares.append(share)
        direction -= share * turn
    move, turn = steps[-1]
    direction *= move @ turn / (turn @ turn)
    for (move, turn), share in zip(steps, reversed(shares), strict=True):
        direction += move * (share - turn @ direction / (turn @ move))
    return direction
