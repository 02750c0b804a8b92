"""Sentence vectors of many texts, kept in a file between runs."""

from collections.abc import Sequence
from hashlib import sha1
from pathlib import Path

import numpy as np

from benchmarks.danger.fitting import Array
from coffeecop.engine.encoder import encode

AT_A_TIME = 500


def vectors_of(texts: Sequence[str], kept: Path | None = None) -> Array:
    """Return the texts' vectors; those in the file `kept` are not made again."""
    known = _read(kept) if kept and kept.exists() else {}
    keys = [_key(text) for text in texts]
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    todo = list(missing.items())
    for start in range(0, len(todo), AT_A_TIME):
        some = todo[start : start + AT_A_TIME]
        made = encode([text for _, text in some])
        if made is None:
            raise SystemExit("No encoder is installed.")
        known.update(zip((key for key, _ in some), made.astype(np.float16), strict=True))
    if kept and missing:
        np.savez(kept, keys=np.array(list(known)), vectors=np.array(list(known.values())))
    return np.array([known[key] for key in keys], dtype=np.float32)


def _read(file: Path) -> dict[str, Array]:
    data = np.load(file)
    return dict(zip(data["keys"].tolist(), data["vectors"], strict=True))


def _key(text: str) -> str:
    return sha1(text.encode(), usedforsecurity=False).hexdigest()
