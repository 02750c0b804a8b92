"""Whether the disk has room for what people send."""

from pathlib import Path
from tempfile import TemporaryFile

from coffeecop.db import db

# More than a form adds to the write-ahead log.
ROOM_TO_WRITE = 256 * 1024


def require_room() -> None:
    """Raise OSError where the disk of SQLite is full or read-only: no form could be kept."""
    if db.engine.dialect.name == "sqlite":
        folder = Path(db.engine.url.database or "").parent
        with TemporaryFile(dir=folder, buffering=0) as file:
            file.write(bytes(ROOM_TO_WRITE))
