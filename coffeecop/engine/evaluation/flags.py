"""Measure the flags: how many of a set's texts get one, and what is found on the sample.

Almost no text of a set is about danger, so that nearly every flag there is false.
"""

from statistics import fmean

from coffeecop.engine.evaluation.figures import PER_1000, Figures
from coffeecop.engine.examples import FlagKind, Text
from coffeecop.engine.flags import flags_of
from coffeecop.engine.labelled_sets import SAMPLE, Labelled, read_rows


def flag_rates(labelled: Labelled) -> Figures:
    """Return for each kind how many of 1,000 texts are flagged."""
    found = [flags_of(Text(text.body)) for text in labelled.texts]
    return {
        f"{kind}{PER_1000}": 1000 * fmean(kind in flags for flags in found) for kind in FlagKind
    }


def measure_flags() -> Figures:
    """Return each flag's recall on the sample, and the share of cases without any that get one."""
    rows = read_rows(SAMPLE / "flags.jsonl")
    cases = [(row["flags"], flags_of(Text(row["text"]))) for row in rows]
    figures = {
        flag: fmean(flag in found for flags, found in cases if flag in flags)
        for flag in sorted({flag for flags, _ in cases for flag in flags})
    }
    return figures | {"false_alarms": fmean(bool(found) for flags, found in cases if not flags)}
