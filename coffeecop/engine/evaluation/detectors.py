"""Measure the flags and the personal details: how many of a set's texts get one.

Almost no text of a set is about danger, so that nearly every flag there is false.
"""

from statistics import fmean

from coffeecop.engine.detectors.personal import Personal, find_personal
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


def details(labelled: Labelled) -> Figures:
    """Return the share of texts with any detail, and with each kind that occurs."""
    found = [{each.kind for each in find_personal(text.body)} for text in labelled.texts]
    kinds = [kind for kind in Personal if any(kind in each for each in found)]
    return {"any": fmean(map(bool, found))} | {
        str(kind): fmean(kind in each for each in found) for kind in kinds
    }
