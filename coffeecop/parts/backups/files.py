"""Files that only their owner reads, and that are on disk before they get their name."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WORKING_FOLDER = "operation"


@contextmanager
def working_folder(instance: Path) -> Iterator[Path]:
    """Create a folder of mode 0700, without what a killed process left in it; remove it after."""
    folder = instance / WORKING_FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield the path of an empty draft of mode 0600; give it its name if the block succeeds."""
    # Always the same name: what a killed process left is written over.
    draft = path.with_name(f".{path.name}.partial")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield draft
        flush_to_disk(draft)
        os.replace(draft, path)
        flush_to_disk(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def flush_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 0600, or leave the old one as it is."""
    with replacing(path) as draft:
        draft.write_text(text, encoding="utf-8")
