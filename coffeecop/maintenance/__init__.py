"""What operators do with a whole installation: back up, restore, move, verify."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Engine, create_engine

from coffeecop.db import engine_options

WORKING_FOLDER = "operation"
# Called with a sentence for the operator.
Progress = Callable[[str], None]


class Refused(Exception):
    """Nothing was changed; the message is a sentence that says why, and what to do."""


@contextmanager
def only_one(instance: Path) -> Iterator[None]:
    """Exclude other backups, restores and moves of the same installation. Raises Refused."""
    try:
        with FileLock(instance / "maintenance.lock", mode=0o600, timeout=0):
            yield
    except Timeout:
        raise Refused("Another backup, restore or move is running. Try again after it.") from None


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


def remove_remains(instance: Path) -> None:
    """Remove what a killed operation left in the clear, unless another one is running."""
    if (instance / WORKING_FOLDER).exists():
        with suppress(Refused), only_one(instance), working_folder(instance):
            pass


@contextmanager
def other_engine(url: str, **options: Any) -> Iterator[Engine]:
    """Connect to a database without the app's queue of writers."""
    engine = create_engine(url, **engine_options(url), **options)
    try:
        yield engine
    finally:
        engine.dispose()
