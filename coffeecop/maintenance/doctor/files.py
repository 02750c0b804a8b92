"""The secret key, file modes, and room on the disk."""

import shutil
import stat
from pathlib import Path

from flask import current_app
from sqlalchemy import make_url

from coffeecop.config import SHORTEST_SECRET
from coffeecop.config.disks import network_file_system
from coffeecop.maintenance.doctor.findings import Finding, Findings, Level, fault, ok, warning

FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
LITTLE_SPACE, TOO_LITTLE_SPACE = 1024**3, 200 * 1024**2


def check_secret_key() -> Findings:
    key = current_app.config["SECRET_KEY"]
    file = _secret_key_file()
    is_stored = file.exists() and file.read_text().strip() == key
    place = f"in {file}" if is_stored else "in the setting SECRET_KEY"
    if len(key) >= SHORTEST_SECRET:
        return ok("secret key", f"{len(key)} characters, kept {place}.")
    return fault(
        "secret key",
        f"Only {len(key)} characters, kept {place}.",
        "Make one with `openssl rand -hex 32`, put it there and start the server again. "
        "Links in mail that is sent already will stop working.",
    )


def check_file_modes() -> Findings:
    folder = current_app.config["INSTANCE_PATH"]
    places = [folder, _secret_key_file(), *_database_files()]
    are_open = [path for path in places if path.exists() and path.stat().st_mode & FOR_OTHERS]
    if not are_open:
        return ok(
            "file modes", f"Only the account of coffeecop can read {folder} and the database."
        )
    commands = [f"chmod {'700' if path.is_dir() else '600'} {path}" for path in are_open]
    return fault(
        "file modes",
        f"Other accounts of this machine may use {', '.join(map(str, are_open))}.",
        f"Run: {' && '.join(commands)}",
    )


def check_file_system() -> Findings:
    """The settings refuse a network file system unless SQLITE_ON_NETWORK=1."""
    for file in _database_files()[:1]:
        kind = network_file_system(file.parent)
        if kind:
            return warning(
                "file system",
                f"{file.parent} is on a network ({kind}), where SQLite can be damaged.",
                "Put the database on a disk of this machine, or use PostgreSQL.",
            )
        return ok("file system", f"{file.parent} is on a disk of this machine.")
    return []


def check_disk() -> Findings:
    folder = current_app.config["INSTANCE_PATH"]
    free = shutil.disk_usage(folder).free
    level = _level(free, LITTLE_SPACE, TOO_LITTLE_SPACE)
    seen = f"{free / 1024**3:.1f} GB are free for {folder}."
    return [Finding("disk space", level, seen, _make_room(level))]


def _level(free: float, little: float, too_little: float) -> Level:
    if free < too_little:
        return Level.FAULT
    return Level.WARNING if free < little else Level.OK


def _make_room(level: Level) -> str | None:
    if level is Level.OK:
        return None
    return "Delete what nobody needs on this disk, such as old logs and backups, or enlarge it."


def _secret_key_file() -> Path:
    folder: Path = current_app.config["INSTANCE_PATH"]
    return folder / "secret_key"


def _database_files() -> list[Path]:
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() != "sqlite":
        return []
    return [Path(f"{url.database}{ending}") for ending in ("", "-wal", "-shm")]
