"""Who may read the files."""

import stat
from pathlib import Path

from flask import current_app
from sqlalchemy import make_url

from coffeecop.parts.findings import Findings, fault, ok

FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


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


def _database_files() -> list[Path]:
    url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() != "sqlite":
        return []
    return [Path(f"{url.database}{ending}") for ending in ("", "-wal", "-shm")]
