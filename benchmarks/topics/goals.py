"""`python -m benchmarks.topics.goals FILE`: the engine's figures compared with its goals.

FILE is what `python -m benchmarks.topics.evaluate --json FILE` wrote.
"""

import json
import sys
from pathlib import Path

from benchmarks.topics.evaluation.figures import format_figure, mean_of

# Label, set (empty: mean of all), group of figures, figure, goal.
GOALS = (
    ("macro-F1, no corrections", "", "0", "macro_f1", "70"),
    ("macro-F1, 20 of each topic", "", "20", "macro_f1", "73"),
    ("macro-F1, 50 of each topic", "", "50", "macro_f1", "75"),
    ("macro-F1, 30 as they come", "", "n30", "macro_f1", "70"),
    ("macro-F1, 100 as they come", "", "n100", "macro_f1", "72"),
    ("macro-F1, 260 as they come", "", "n260", "macro_f1", "74"),
    ("macro-F1, names, descriptions", "", "names", "macro_f1", "62"),
    ("calibration error, 100", "", "n100", "calibration_error", "3.5"),
    ("right when very likely, 100", "", "n100", "very_likely_right", "93"),
    ("right when likely, 100", "", "n100", "likely_right", ""),
    ("right when not sure, 100", "", "n100", "not_sure_right", ""),
    ("police, macro-F1, none", "en_police", "0", "macro_f1", "73"),
    ("police, macro-F1, 20", "en_police", "20", "macro_f1", "78"),
    ("police, first two, none", "en_police", "0", "top2", "93"),
    ("police, first two, 20", "en_police", "20", "top2", "96"),
    ("self-harm flags of 1,000", "", "flags", "self_harm_per_1000", "0.5"),
    ("threat flags of 1,000", "", "flags", "threat_per_1000", "0.5"),
    ("emergency flags of 1,000", "", "flags", "emergency_per_1000", "0.5"),
    ("violence flags of 1,000", "", "flags", "domestic_violence_per_1000", "0.5"),
    ("more like this, right of ten", "", "likeness", "like_one_right", "50"),
    ("more like three, right of ten", "", "likeness", "like_three_right", "55"),
    ("quotes right, 100 as they come", "", "summary", "quotes_right", "95"),
    ("topics with a quote", "", "summary", "quoted", ""),
    ("false changes of 100 pairs", "", "summary", "false_changes", "5"),
    ("the same, sorted by the engine", "", "summary", "false_changes_engine", "5"),
    ("the same, the later one only", "", "summary", "false_changes_mixed", "5"),
    ("texts with private details", "", "details", "any", ""),
    ("milliseconds a text", "", "cost", "ms_per_text", "3"),
)


def main():
    found = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    sets, flags = found["sets"], found["flags"]
    mean = mean_of(sets.values())
    print(f"\n{'':36}{'reached':>8}{'goal':>6}")
    for label, name, kind, figure, goal in GOALS:
        figures = (sets.get(name, {}) if name else mean).get(kind, {})
        if figure in figures:
            print(f"{label:36}{format_figure(figure, figures[figure]):>8}{goal:>6}")
    print(f"{'self-harm, sample':36}{format_figure('self_harm', flags['self_harm']):>8}{95:>6}")


if __name__ == "__main__":
    main()
