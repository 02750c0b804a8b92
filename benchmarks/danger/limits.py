"""`python -m benchmarks.danger.limits`: set the limits of the weights, and print what they give.

The harmless texts of towns 1 to 6 (benchmarks/towns), from which nothing is learnt, decide: of them
so many of 100 may pass. What is printed is cross-validated: limits of five towns, on the sixth.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.towns.texts import NOW, Told, read_towns
from coffeecop.engine import flags
from coffeecop.engine.detectors.complaint import CONDUCT
from coffeecop.engine.detectors.complaint import features_of as complaint_features
from coffeecop.engine.detectors.emergency import DANGER, READER
from coffeecop.engine.detectors.linear import (
    FOLDER,
    Model,
    length_of,
    lexicon,
    load_weights,
    parts_of,
    read_model,
)
from coffeecop.engine.encoder import encode

DIGITS = 2
WORDS, MEANING, COMPLAINT = "danger_words", "danger_vectors", "complaint_words"
Looks = Sequence[Mapping[str, float]]
Judge = Callable[[str, str], float]


@dataclass(frozen=True)
class Rates:
    """Harmless texts of 100 that may pass: as a whole, by a part, and so that they cannot wait.

    By words and meaning what cannot wait is the mean of both.

    `short` are the same limits of short texts, of which the towns have few that are sought: by the
    tuned halves of tests/engine and by told.txt.
    """

    whole: float
    part: float
    now: float
    short: tuple[float, float, float]


RATES: dict[str, dict[str, Rates]] = {
    # Staff lose little by reading first what turns out harmless, and a harmless writer by a card in
    # a low voice; who is in danger and sees none loses much.
    WORDS: {
        DANGER: Rates(8.0, 8.0, 0.9, (0.6, 1.2, 3.0)),
        READER: Rates(12.0, 12.0, 1.2, (-0.6, 0.5, 1.0)),
    },
    MEANING: {DANGER: Rates(12.0, 12.0, 0.9, (0.1, 0.7, 3.0))},
    COMPLAINT: {CONDUCT: Rates(3.2, 2.0, 3.2, (-0.98, 0.52, 0.0))},
}


@dataclass(frozen=True)
class Case:
    town: str
    told: Told
    looks: Mapping[str, Looks]


def set_limits() -> None:
    models = {name: read_model(load_weights(name)) for name in RATES}
    cases = [*_read(models)]
    _print_crossed(models, cases)
    for name, model in models.items():
        limited = _limited(name, model, cases)
        data = load_weights(name)
        for field in ("limits", "of_parts", "now"):
            data[field] = getattr(limited, field)
        write(name, data)


def _read(models: Mapping[str, Model]) -> Iterator[Case]:
    meaning = flags.Meaning(
        models[MEANING], np.array(load_weights(MEANING)["vectors"], dtype=np.float32)
    )
    for town, texts in read_towns(held=False).items():
        for told in texts:
            spans = [told.text, *parts_of(told.text)]
            found = [lexicon("danger").features(span) for span in spans]
            vectors = encode(spans)
            assert vectors is not None, "No encoder is installed."
            yield Case(
                town,
                told,
                {
                    WORDS: [*map(models[WORDS].scores, found)],
                    MEANING: meaning.scores(found, list(vectors)),
                    COMPLAINT: [models[COMPLAINT].scores(complaint_features(s)) for s in spans],
                },
            )


def _limited(name: str, model: Model, cases: Sequence[Case]) -> Model:
    """Return the model with limits by the harmless of the cases."""
    limits, of_parts, now = dict(model.limits), dict(model.of_parts), dict(model.now)
    for kind, rates in RATES[name].items():
        wholes, parts, both = [], [], []
        for case in cases:
            if case.told.may_be_complaint if kind == CONDUCT else case.told.danger:
                continue
            whole, *others = (look[kind] for look in case.looks[name])
            wholes.append(whole)
            parts.append(max(others, default=whole))
            by_words = case.looks[WORDS][0][kind] if name == MEANING else whole
            both.append((whole + by_words) / 2)
        for of, short, scores, rate in (
            (limits, rates.short[0], wholes, rates.whole),
            (of_parts, rates.short[1], parts, rates.part),
            (now, rates.short[2], both, rates.now),
        ):
            of[kind] = short, _limit(scores, rate)
    return replace(model, limits=limits, of_parts=of_parts, now=now)


def _limit(scores: Sequence[float] | np.ndarray, rate: float) -> float:
    """Return the score that `rate` of 100 texts pass."""
    ordered = np.sort(scores)[::-1]
    place = max(1, round(rate * len(ordered) / 100))
    return round(float(ordered[place - 1 : place + 1].mean()), DIGITS)


def _print_crossed(models: Mapping[str, Model], cases: Sequence[Case]) -> None:
    counts: dict[str, list[tuple[bool, bool]]] = {}
    for town in {case.town: None for case in cases}:
        others = [case for case in cases if case.town != town]
        limited = {name: _limited(name, model, others) for name, model in models.items()}
        for case in cases:
            if case.town == town:
                for label, right, found in _judged(limited, case):
                    counts.setdefault(label, []).append((right, found))
    for label, pairs in counts.items():
        sought = [found for right, found in pairs if right]
        others = [found for right, found in pairs if not right]
        print(f"{label:28}{sum(sought)} of {len(sought)}; false {sum(others)} of {len(others)}")


def _judged(models: Mapping[str, Model], case: Case) -> Iterator[tuple[str, bool, bool]]:
    words, danger = length_of(case.told.text), bool(case.told.danger)

    def passes(name: str, kind: str) -> bool:
        return models[name].judge(kind, words, case.looks[name]).excess[kind] >= 0

    either = passes(WORDS, DANGER) or passes(MEANING, DANGER)
    both = (case.looks[WORDS][0][DANGER] + case.looks[MEANING][0][DANGER]) / 2
    cannot_wait = models[MEANING].cannot_wait(DANGER, words, both)
    yield "now", case.told.danger == NOW, either and cannot_wait
    yield "now or read first", danger, either
    yield "card", danger, passes(WORDS, READER)
    if case.told.is_complaint or not case.told.may_be_complaint:
        yield "asked about an officer", case.told.is_complaint, passes(COMPLAINT, CONDUCT)


def write(name: str, learnt: dict[str, object]) -> None:
    """Write a file with one line for each weight, so that changes can be read."""
    weights = learnt.pop("weights")
    assert isinstance(weights, dict)
    head = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in learnt.items()]
    rows = [json.dumps({feature: row}, ensure_ascii=False) for feature, row in weights.items()]
    body = ",\n".join(f"    {row[1:-1]}" for row in rows)
    path = FOLDER / f"{name}.json"
    path.write_text("\n".join(["{", *head, '  "weights": {', body, "  }", "}", ""]), "utf-8")
    print(f"{path.name}: {len(rows):,} weights, {path.stat().st_size / 1024:.0f} KB", flush=True)


if __name__ == "__main__":
    set_limits()
