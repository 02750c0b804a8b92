"""What a backup, a restore and a move have in common: one at a time, all or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from coffeecop.parts.backups.files import WORKING_FOLDER, working_folder

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


def remove_remains(instance: Path) -> None:
    """Remove what a killed operation left in the clear, unless another one is running."""
    if (instance / WORKING_FOLDER).exists():
        with suppress(Refused), only_one(instance), working_folder(instance):
            pass
