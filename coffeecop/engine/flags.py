"""Flag texts that staff should review soon.

Uses rules and, if the sentence encoder is installed, similarity to seed sentences, because people
seldom use the words a rule expects. Both have false negatives.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from coffeecop.engine.detectors.emergency import Emergency, find_emergency, sentences_of
from coffeecop.engine.detectors.sentences import SENTENCE_END, any_of
from coffeecop.engine.encoder import FloatArray, encode, unpack
from coffeecop.engine.examples import FlagKind, Text
from coffeecop.engine.text import fold

# The score is the similarity to the nearest seed sentence minus this share of the similarity to the
# nearest harmless one.
HARMLESS_SHARE = 0.5
# Minimum score to flag a text; tuned so that about one text in a thousand is flagged.
MIN_SIMILARITY_SCORES = {FlagKind.SELF_HARM: 0.18, FlagKind.THREAT: 0.22}


def flags_of(text: Text) -> frozenset[FlagKind]:
    """Return the flags of a text. Most rules are in `engine.detectors`."""
    dangers = find_emergency(text.body)
    found = {
        FlagKind.SELF_HARM: Emergency.SELF_HARM in dangers or _is_similar(text, FlagKind.SELF_HARM),
        FlagKind.THREAT: _has_threat(text.body) or _is_similar(text, FlagKind.THREAT),
        FlagKind.EMERGENCY: bool(dangers - {Emergency.SELF_HARM}),
    }
    return frozenset(flag for flag, is_found in found.items() if is_found)


def _has_threat(body: str) -> bool:
    rules = _load_rules()[FlagKind.THREAT]["rules"]
    return any(rules.search(sentence) for sentence in sentences_of(body))


def _is_similar(text: Text, flag: FlagKind) -> bool:
    """Return whether the text or one of its sentences is similar to the flag's seed sentences.

    Only sentences with a word from the flag's vocabulary are encoded; encoding takes a millisecond.
    """
    vocabulary = _load_rules()[flag]["about"]
    sentences = [part for part in SENTENCE_END.split(text.body) if part.strip()]
    chosen = [part for part in sentences if vocabulary.search(fold(part))]
    if not chosen:
        return False
    if len(sentences) > 1 or text.vector is None:
        vectors = encode(chosen)
    else:
        vectors = unpack(text.vector)[np.newaxis]
    return vectors is not None and bool(
        (similarity_scores(vectors, flag) >= MIN_SIMILARITY_SCORES[flag]).any()
    )


def similarity_scores(vectors: FloatArray, flag: FlagKind) -> FloatArray:
    """Return the similarity of each vector to the seeds, less a share of that to harmless ones."""
    like, unlike = _seeds(flag)
    near: FloatArray = (vectors @ like.T).max(axis=1)
    harmless: FloatArray = (vectors @ unlike.T).max(axis=1)
    return near - HARMLESS_SHARE * harmless


@cache
def _seeds(flag: FlagKind) -> tuple[FloatArray, FloatArray]:
    rules = _load_rules()[flag]
    like, unlike = encode(rules["like"]), encode(rules["unlike"])
    if like is None or unlike is None:
        raise RuntimeError("vectors without an encoder")
    return like, unlike


@cache
def _load_rules() -> Mapping[str, dict[str, Any]]:
    """Return the content of flags.toml with its patterns compiled."""
    rules = tomllib.loads(Path(__file__).with_name("flags.toml").read_text("utf-8"))
    for of_flag in rules.values():
        of_flag["about"] = any_of([of_flag["about"].replace("\n", "")], {})
    threat = rules[FlagKind.THREAT]
    threat["rules"] = any_of(threat["rules"], threat)
    return rules
