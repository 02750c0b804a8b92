"""Form groups of similar texts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coffeecop.engine.encoder import FloatArray


@dataclass(frozen=True)
class Group:
    """Indexes of texts, and the mean similarity of two of them."""

    members: frozenset[int]
    similarity: float


def groups_of(features: FloatArray, places: Sequence[int], fewest: int) -> list[Group]:
    """Return every group of at least `fewest` that average linkage forms (Sokal, Michener 1958).

    Uses nearest-neighbor chains (Murtagh 1983); quadratic in the number of texts.
    """
    free = features[list(places)]
    similarity = free @ free.T
    del free
    np.fill_diagonal(similarity, -np.inf)
    inside = {at: ([place], 0.0) for at, place in enumerate(places)}
    found: list[Group] = []
    chain: list[int] = []
    while len(inside) > 1:
        chain = chain or [min(inside)]
        here = chain[-1]
        near = int(similarity[here].argmax())
        if len(chain) > 1 and similarity[here, chain[-2]] >= similarity[here, near]:
            near = chain[-2]
        if len(chain) < 2 or near != chain[-2]:
            chain.append(near)
            continue
        del chain[-2:]
        one, other = inside.pop(here), inside.pop(near)
        sizes = len(one[0]), len(other[0])
        total = one[1] + other[1] + sizes[0] * sizes[1] * float(similarity[here, near])
        joined = (sizes[0] * similarity[here] + sizes[1] * similarity[near]) / sum(sizes)
        joined[here] = -np.inf
        similarity[here] = similarity[:, here] = joined
        similarity[near] = similarity[:, near] = -np.inf
        members = one[0] + other[0]
        inside[here] = members, total
        if len(members) >= fewest:
            pairs = len(members) * (len(members) - 1) / 2
            found.append(Group(frozenset(members), total / pairs))
    return found
