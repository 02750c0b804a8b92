"""Measure the flags on the sample."""

from statistics import fmean

from coffeecop.engine.evaluation.figures import Figures
from coffeecop.engine.examples import Text
from coffeecop.engine.flags import flags_of
from coffeecop.engine.labelled_sets import SAMPLE, read_rows


def measure_flags() -> Figures:
    """Return each flag's recall on the sample, and the share of cases without any that get one."""
    rows = read_rows(SAMPLE / "flags.jsonl")
    cases = [(row["flags"], flags_of(Text(row["text"]))) for row in rows]
    figures = {
        flag: fmean(flag in found for flags, found in cases if flag in flags)
        for flag in sorted({flag for flags, _ in cases for flag in flags})
    }
    return figures | {"false_alarms": fmean(bool(found) for flags, found in cases if not flags)}
