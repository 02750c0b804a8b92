"""Figures of an evaluation: shares from 0 to 1, numbers of 1,000, milliseconds or megabytes."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

Figures = dict[str, float]
# The end of the name of a figure that is a number of 1,000 texts.
PER_1000 = "_per_1000"


def mean_of(sets: Iterable[Mapping[str, Figures]]) -> dict[str, Figures]:
    sets = list(sets)
    return {kind: means([each[kind] for each in sets]) for kind in sets[0]} if sets else {}


def table(sets: Mapping[str, Mapping[str, Figures]], flags: Figures) -> str:
    """Return a table of every figure of every set and their mean; shares in per cent."""
    lines = []
    for name, found in {**sets, "mean": mean_of(sets.values())}.items():
        for kind, figures in found.items():
            cells = "  ".join(
                f"{figure} {format_figure(figure, n)}" for figure, n in figures.items()
            )
            lines.append(f"{name:12} {kind:>5}  {cells}")
    lines.append(
        "sample flags        " + "  ".join(f"{k} {format_figure(k, n)}" for k, n in flags.items())
    )
    return "\n".join(lines)


def format_figure(figure: str, number: float) -> str:
    """Return a figure as text; shares in per cent."""
    if figure in ("ms_per_text", "memory_mb"):
        return f"{number:.1f}"
    if figure.endswith(PER_1000):
        return f"{number:.2f}"
    return f"{100 * number:.1f}"


def means(several: Sequence[Figures]) -> Figures:
    """Return the mean of each figure over the results that have it."""
    names = dict.fromkeys(name for figures in several for name in figures)
    return {name: fmean(each[name] for each in several if name in each) for name in names}
