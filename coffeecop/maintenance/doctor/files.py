"""File modes, the file system, and room on the disk."""

import shutil
import stat
from pathlib import Path

from flask import current_app
from sqlalchemy import make_url

from coffeecop.config.disks import network_file_system
from coffeecop.maintenance.doctor.findings import Findings, fault, ok, warning

FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
LITTLE_SPACE, TOO_LITTLE_SPACE = 1024**3, 200 * 1024**2


def check_file_modes() -> Findings:
    folder = current_app.config["INSTANCE_PATH"]
    places = [folder, folder / "secret_key", *_database_files()]
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
    seen = f"{free / 1024**3:.1f} GB are free for {folder}."
    if free >= LITTLE_SPACE:
        return ok("disk space", seen)
    kind = fault if free < TOO_LITTLE_SPACE else warning
    return kind(
        "disk space",
        seen,
        "Delete what nobody needs on this disk, such as old logs and backups, or enlarge it.",
    )


def _database_files() -> list[Path]:
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() != "sqlite":
        return []
    return [Path(f"{url.database}{ending}") for ending in ("", "-wal", "-shm")]
