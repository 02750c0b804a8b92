"""Compiles the translations at start, so that a fresh clone needs no extra step."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(folder: Path) -> None:
    """Compile each catalogue that has changed. Safe with several processes."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        if compiled.exists() and not os.access(compiled.parent, os.W_OK):
            continue  # Compiled in advance, in a read-only image.
        draft = compiled.with_name(f"{compiled.name}.{os.getpid()}")
        with source.open("rb") as words, draft.open("wb") as file:
            write_mo(file, read_po(words, locale=source.parent.parent.name))
        draft.replace(compiled)
