"""Suppress counts that could identify people, and enough others to protect them.

Cell suppression as in official statistics: a small cell is hidden, and others with it, so that it
cannot be computed from the totals (A. Hundepool and others, Statistical Disclosure Control, 2012,
chapter 4). In a table, the others are sought as corners of a rectangle around the small cell, as in
the hypercube method (S. Giessing and D. Repsilber, 2002; section 4.4 there). The range that a
reader can infer is then computed exactly, as a flow through the hidden cells (D. Gusfield, A graph
theoretic approach to statistical data security, SIAM Journal on Computing 17, 1988).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

SMALLEST_SHOWN = 5

Place = tuple[int, int]


def suppress_row(counts: Sequence[int], *, smallest: int = SMALLEST_SHOWN) -> list[int | None]:
    """Return a row of counts with a known total, with None for suppressed ones.

    Every suppressed cell has at least two possible values: at least two cells are suppressed, and
    together they hold at least `smallest`.
    """
    hidden = {place for place, count in enumerate(counts) if count < smallest}
    # In ascending order, to suppress as little as possible.
    for place in sorted(range(len(counts)), key=lambda place: (counts[place], place)):
        if not hidden or _is_safe([counts[each] for each in hidden], smallest):
            break
        hidden.add(place)
    return [None if place in hidden else count for place, count in enumerate(counts)]


def _is_safe(hidden: Sequence[int], smallest: int) -> bool:
    """Return whether no hidden count can be inferred from their sum and the selection rule."""
    if len(hidden) < 2 or sum(hidden) < smallest:
        return False
    # Unsafe if all are small and add up to their maximum: then each has its maximum.
    return sum(hidden) != len(hidden) * (smallest - 1) or max(hidden) >= smallest


def suppress_table(
    counts: Sequence[Sequence[int]],
    *,
    most: Sequence[int] | None = None,
    smallest: int = SMALLEST_SHOWN,
) -> list[list[int | None]]:
    """Return a table of counts with known totals, with None for suppressed ones.

    Each suppressed small cell has at least `smallest + 1` possible values, or as many as the totals
    of its row and column and of all other rows and columns allow. `most`, by column: an upper bound
    of cells that a reader knows, as where one concern counts in several rows. Resistance against a
    reader who replays the method on all matching tables is not proven; the tests check it.
    """
    table = _Table(counts, most or [sum(column) for column in zip(*counts, strict=True)])
    table.hidden = {place for place in table.places if table.value(place) < smallest}
    for place in sorted(table.hidden, key=lambda place: (table.value(place), place)):
        wanted = min(smallest, table.freedom(place))
        while table.width(place, enough=wanted) < wanted:
            corners = table.best_corners(place, wanted)
            if not corners:
                break
            # Hiding more cells never narrows a range, so cells already protected stay protected.
            table.hidden |= corners
    return [
        [None if (row, column) in table.hidden else count for column, count in enumerate(cells)]
        for row, cells in enumerate(counts)
    ]


@dataclass
class _Table:
    counts: Sequence[Sequence[int]]
    most: Sequence[int]
    hidden: set[Place] = field(default_factory=set)

    @property
    def places(self) -> Iterator[Place]:
        for row, cells in enumerate(self.counts):
            yield from ((row, column) for column in range(len(cells)))

    def value(self, place: Place) -> int:
        return self.counts[place[0]][place[1]]

    def room(self, place: Place) -> int:
        """Return how much a cell could be increased."""
        return max(0, self.most[place[1]] - self.value(place))

    def freedom(self, place: Place) -> int:
        """Return the range of a cell's possible values if all cells were hidden."""
        row = sum(self.counts[place[0]])
        column = sum(cells[place[1]] for cells in self.counts)
        total = sum(map(sum, self.counts))
        return min(row, column, total - row, total - column)

    def best_corners(self, place: Place, wanted: int) -> set[Place]:
        """Return the cells to hide next: the cheapest rectangle that protects, else the best."""
        row, column = place
        best: tuple[tuple[int, int], set[Place]] = ((0, 0), set())
        for across in self.places:
            other_row, other_column = across
            if other_row == row or other_column == column:
                continue
            beside, below = (row, other_column), (other_row, column)
            new = {beside, below, across} - self.hidden
            if not new:
                continue
            up = min(self.room(place), self.value(beside), self.value(below), self.room(across))
            down = min(self.value(place), self.room(beside), self.room(below), self.value(across))
            score = (min(up + down, wanted), -sum(map(self.value, new)))
            if not best[1] or score > best[0]:
                best = (score, new)
        return best[1]

    def width(self, place: Place, *, enough: int) -> int:
        """Return the range between the least and greatest possible value of a hidden cell.

        An increase of a cell is compensated in its row, then in the columns concerned, and so on,
        until the cell's own column is balanced: a flow from row to column.
        """
        up = self._flow(place, taking=True, enough=min(enough, self.room(place)))
        down = self._flow(place, taking=False, enough=min(enough, self.value(place)))
        return up + down

    def _flow(self, place: Place, *, taking: bool, enough: int) -> int:
        flows: dict[Place, int] = {}
        total = 0
        while total < enough and (path := self._path(place, flows, taking)):
            amount = min(enough - total, *(self._left(step, flows, taking) for step in path))
            for cell, forward in path:
                flows[cell] = flows.get(cell, 0) + (amount if forward else -amount)
            total += amount
        return total

    def _path(
        self, place: Place, flows: dict[Place, int], taking: bool
    ) -> list[tuple[Place, bool]]:
        """Return a path from the cell's row to its column through hidden cells; empty if none."""
        goal = ("column", place[1])
        came_from: dict[tuple[str, int], tuple[tuple[str, int], tuple[Place, bool]] | None]
        came_from = {("row", place[0]): None}
        waiting = list(came_from)
        for node in waiting:
            kind, number = node
            for cell in self.hidden - {place}:
                if cell[0 if kind == "row" else 1] != number:
                    continue
                step = (cell, kind == "row")
                following = ("column", cell[1]) if kind == "row" else ("row", cell[0])
                if following in came_from or self._left(step, flows, taking) <= 0:
                    continue
                came_from[following] = (node, step)
                waiting.append(following)
        if goal not in came_from:
            return []
        path, node = [], goal
        while (link := came_from[node]) is not None:
            node, step = link
            path.append(step)
        return path

    def _left(self, step: tuple[Place, bool], flows: dict[Place, int], taking: bool) -> int:
        """Return the residual capacity of a step; a backward step returns earlier flow."""
        cell, forward = step
        flow = flows.get(cell, 0)
        less, more = self.value(cell), self.room(cell)
        if not taking:
            less, more = more, less
        return less - flow if forward else more + flow
