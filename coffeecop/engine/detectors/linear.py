"""Score texts in English and Spanish by linear models over their words: "danger", "complaint".

A text has features: its words and pairs of them, the concepts of danger.toml or complaint.toml that
they stand for, and which concepts are near each other. danger_words.json has the weight of each
for each kind, learnt by `python -m benchmarks.danger`. Plain Python, for web processes. Docs:
decision 19.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Any

from coffeecop.engine.detectors.sentences import Spelling, any_of
from coffeecop.engine.text import fold, read_lists

# The forms of a verb that tell of what somebody else does or did, in English and Spanish, these
# without accents. What only the writer or "you" would do is left out.
ONE_SYLLABLE = re.compile(r"[^aeiou]+[aeiou][^aeiouwxy]")
PRONOUNS = ("me", "nos", "le", "les", "lo", "los", "la", "las", "te", "se")

# After the stem; then that of the gerund.
ENDINGS = {
    "ar": ("o a an aba aban aron ara aran ase asen e en", "and"),
    "er": ("io e en ia ian ieron iera ieran iese iesen a an", "iend"),
    "ir": ("io e en ia ian ieron iera ieran iese iesen a an", "iend"),
}
# Before an e the sound of the stem is kept by another letter.
BEFORE_E = {"g": "gu", "c": "qu", "z": "c"}


def english_forms(verb: str) -> set[str]:
    """Return the verb with -s, -ed and -ing; irregular forms are not known."""
    if verb.endswith("e"):
        return {verb, verb + "s", verb + "d", verb.removesuffix("e") + "ing"}
    if verb.endswith("y") and verb[-2] not in "aeo":
        stem = verb.removesuffix("y")
        return {verb, stem + "ies", stem + "ied", verb + "ing"}
    stem = verb + verb[-1] if ONE_SYLLABLE.fullmatch(verb) else verb
    plural = "es" if re.search(r"(?:s|x|z|ch|sh)$", verb) else "s"
    return {verb, verb + plural, stem + "ed", stem + "ing"}


def spanish_forms(infinitive: str) -> set[str]:
    """Return the third persons, the infinitive and the gerund, bare and with pronouns."""
    stem, theme = infinitive[:-2], infinitive[-2:]
    endings, gerund = ENDINGS[theme]
    forms = {_join(stem, ending, theme) for ending in endings.split()}
    forms |= {infinitive, f"{stem}{gerund}o"}
    return forms | {
        f"{whole}{pronoun}" for whole in (infinitive, f"{stem}{gerund}o") for pronoun in PRONOUNS
    }


def _join(stem: str, ending: str, theme: str) -> str:
    if theme == "ar" and ending[0] == "e" and stem[-1] in BEFORE_E:
        stem = stem[:-1] + BEFORE_E[stem[-1]]
    return stem + ending


FOLDER = Path(__file__).parent
# A sentence with the marks that end it: a question mark counts.
SENTENCE = re.compile(r"[^.!?;:\n\r…¡¿]+[^\w\s]*")
VARIANTS = re.compile(r"\{([^{}]*)\}")
YEAR = re.compile(r"(?:19|20)\d\d")
HAPPENING = ("ing", "ando", "iendo")
HAPPENED = ("ed", "aron", "ieron", "aba", "aban")
# Concepts at most so many words apart are near each other.
NEAR = 8
# Longer sentences, which have no full stops, are read in parts.
MAX_WORDS = 60
# Words up to which a text is short, and from which it is long.
SHORT, LONG = 30, 50


@dataclass(frozen=True)
class Judged:
    """By how much a text passes the limit of each kind in its surest look; its score as a whole."""

    excess: Mapping[str, float]
    whole: float


@dataclass(frozen=True)
class Model:
    """Weights learnt for a number of kinds; a score of at least the limit means that kind.

    A text is looked at as a whole and in its parts, so that a plain cry for help does not drown.
    A long text has more that may add up, so its limit is another than that of a short one.
    """

    kinds: tuple[str, ...]
    biases: tuple[float, ...]
    # Each of a short text, then of a long one: of the whole, and of a part.
    limits: Mapping[str, tuple[float, float]]
    of_parts: Mapping[str, tuple[float, float]]
    # What the whole must score not to wait.
    now: Mapping[str, tuple[float, float]]
    weights: Mapping[str, tuple[float, ...]]

    def scores(self, features: Iterable[str]) -> dict[str, float]:
        known = (self.weights[name] for name in features if name in self.weights)
        sums = (sum(column) for column in zip(self.biases, *known, strict=True))
        return dict(zip(self.kinds, sums, strict=True))

    def judge(self, kind: str, words: int, looks: Sequence[Mapping[str, float]]) -> Judged:
        """Judge by the scores of the whole text, of so many words, and then of its parts."""
        of_whole, of_part = (_between(of[kind], words) for of in (self.limits, self.of_parts))
        limits = [of_whole, *[of_part] * (len(looks) - 1)]
        surest = max(
            (
                {each: score - self._limit(each, kind, limit) for each, score in look.items()}
                for look, limit in zip(looks, limits, strict=True)
            ),
            key=lambda excess: excess[kind],
        )
        return Judged(surest, looks[0][kind])

    def cannot_wait(self, kind: str, words: int, score: float) -> bool:
        return score >= _between(self.now[kind], words)

    def _limit(self, each: str, kind: str, limit: float) -> float:
        return limit if each == kind else self.limits[each][0]


def _between(limits: tuple[float, float], words: int) -> float:
    of_short, of_long = limits
    share = min(max((words - SHORT) / (LONG - SHORT), 0), 1)
    return of_short + share * (of_long - of_short)


@cache
def load_model(name: str) -> Model:
    """Return a model over features alone, for which no encoder is needed."""
    return read_model(load_weights(f"{name}_words"))


def read_model(data: Mapping[str, Any]) -> Model:
    weights = {feature: tuple(row) for feature, row in data["weights"].items()}
    limits, of_parts, now = (
        {kind: (of_short, of_long) for kind, (of_short, of_long) in data[name].items()}
        for name in ("limits", "of_parts", "now")
    )
    kinds, biases = tuple(data["kinds"]), tuple(data["biases"])
    return Model(kinds, biases, limits, of_parts, now, weights)


def length_of(text: str) -> int:
    return len(text.split())


def parts_of(text: str) -> list[str]:
    """Return each sentence of a text of several, and each two that follow each other."""
    found = (match[0].strip() for match in SENTENCE.finditer(text))
    sentences = [piece for part in found if any(map(str.isalnum, part)) for piece in _pieces(part)]
    return [*sentences, *map(" ".join, pairwise(sentences))] if len(sentences) > 1 else []


def _pieces(sentence: str) -> Iterator[str]:
    words = sentence.split()
    for start in range(0, len(words), MAX_WORDS):
        yield " ".join(words[start : start + MAX_WORDS])


def load_weights(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return data


class Lexicon:
    """The concepts of a file, by the word that they start with."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._spelling = Spelling(data["spellings"], data["mended"]["words"])
        self._idioms = any_of(data["idioms"]["words"], {}) if "idioms" in data else None
        self._words: dict[str, list[str]] = {}
        self._phrases: dict[str, list[tuple[list[str], str]]] = {}
        self._tensed = frozenset(
            name.upper() for name, concept in data["concepts"].items() if concept.get("tensed")
        )
        for name, concept in data["concepts"].items():
            for phrase in dict.fromkeys(_phrases_of(concept)):
                self._add(phrase.split(), name.upper())

    def _add(self, words: list[str], concept: str) -> None:
        if len(words) == 1:
            self._words.setdefault(words[0], []).append(concept)
        else:
            self._phrases.setdefault(words[0], []).append((words, concept))

    def words(self, text: str) -> list[str]:
        sentences = self._spelling.sentences_of(text)
        if self._idioms:
            sentences = [self._idioms.sub(" ", one) for one in sentences]
        return " ".join(sentences).split()

    def features(self, text: str) -> set[str]:
        words = self.words(text)
        found = list(self._concepts(words))
        if "?" in text or "¿" in text:
            found.append((len(words), "QUESTION"))
        near = set()
        for place, (start, concept) in enumerate(found):
            for end, other in islice(found, place + 1, None):
                if end - start > NEAR:
                    break
                near.add(f"{concept} {other}" if concept < other else f"{other} {concept}")
        return {*(concept for _, concept in found), *near, *words, *map(" ".join, pairwise(words))}

    def _concepts(self, words: list[str]) -> Iterator[tuple[int, str]]:
        for place, word in enumerate(words):
            if word.isdigit():
                yield place, "PAST" if YEAR.fullmatch(word) else "NUMBER"
            for concept in self._words.get(word, ()):
                yield place, concept
                if concept in self._tensed and (tense := _tense_of(word)):
                    yield place, f"{concept}_{tense}"
            for phrase, concept in self._phrases.get(word, ()):
                if words[place : place + len(phrase)] == phrase:
                    yield place, concept


@cache
def lexicon(name: str) -> Lexicon:
    return Lexicon(read_concepts(name))


@cache
def read_concepts(name: str) -> dict[str, Any]:
    data, daily = (read_lists(f"detectors/{each}.toml") for each in (name, "daily"))
    return {**data, "concepts": data["concepts"] | daily["concepts"]}


def _phrases_of(concept: Mapping[str, Any]) -> Iterator[str]:
    for verb in concept.get("en", "").split():
        yield from english_forms(verb)
    for verb in concept.get("es", "").split():
        yield from spanish_forms(verb)
    yield from phrases_in(concept["words"])


def phrases_in(written: str) -> Iterator[str]:
    phrases = fold(written).replace("\n", " ").split(",")
    return chain.from_iterable(variants(phrase.strip()) for phrase in phrases)


def variants(phrase: str) -> list[str]:
    """Return `a cat` and `a dog` for `a {cat|dog}`."""
    choice = VARIANTS.search(phrase)
    if not choice:
        return [phrase] if phrase else []
    before, after = phrase[: choice.start()], phrase[choice.end() :]
    return [whole for one in choice[1].split("|") for whole in variants(before + one + after)]


def _tense_of(word: str) -> str | None:
    if word.endswith(HAPPENING):
        return "NOW"
    if word.endswith(HAPPENED):
        return "BEFORE"
    return "USUAL" if word.endswith("s") else None
