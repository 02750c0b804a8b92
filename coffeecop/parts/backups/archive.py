"""The backup's one file: a compressed tar of a manifest, the settings, the key and the database.

The format is explained in docs/decisions/0037-what-a-backup-is.md.
"""

import hashlib
import json
import shutil
import tarfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from coffeecop.parts.backups.operations import Refused

# Earlier ones have no digests.
FORMATS = (1, 2)
MANIFEST, SETTINGS, SECRET_KEY = "manifest.json", "settings.env", "secret_key"
# The database is one of these: rows in a SQLite file, or the output of pg_dump.
ROWS, PG_DUMP = "database.sqlite3", "database.pg_dump"
# Higher levels take twice the time for a tenth less.
COMPRESSION = 3
DAMAGES = (tarfile.TarError, zlib.error, EOFError, KeyError, TypeError, ValueError, OSError)


@dataclass(frozen=True)
class Manifest:
    format: int
    made_at: str
    made_from: str
    revision: str
    rows: dict[str, int]
    sha256: dict[str, str]
    # Of the rows of each table.
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> str:
        return ROWS if ROWS in self.sha256 else PG_DUMP


@dataclass(frozen=True)
class Archive:
    """A backup that is whole: each member has the hash that the manifest gives."""

    file: Path
    manifest: Manifest

    def extract(self, name: str, to: Path) -> None:
        with tarfile.open(self.file, "r:gz") as tar, to.open("wb") as target:
            shutil.copyfileobj(_member(tar, name), target)

    def text(self, name: str) -> str:
        with tarfile.open(self.file, "r:gz") as tar:
            return _member(tar, name).read().decode()


def write_archive(file: Path, members: list[Path], **metadata: object) -> None:
    """Write these files, and first a manifest with these metadata and their hashes."""
    hashes = {}
    for member in members:
        with member.open("rb") as opened:
            hashes[member.name] = _hash_of(opened)
    manifest = members[0].with_name(MANIFEST)
    metadata = {"format": FORMATS[-1], **metadata, "sha256": hashes}
    manifest.write_text(json.dumps(metadata, indent=1), encoding="utf-8")
    with tarfile.open(file, "w:gz", compresslevel=COMPRESSION) as tar:
        for each in (manifest, *members):
            tar.add(each, each.name, filter=_private)


def read_archive(file: Path) -> Archive:
    """Read a backup through, and return it if it is whole. Raises Refused."""
    if not file.is_file():
        raise Refused(f"{file} is not a file.")
    try:
        manifest = _read_manifest(file)
        with tarfile.open(file, "r:gz") as tar:
            found = {member.name: _hash_of(_member(tar, member)) for member in tar}
    except DAMAGES:
        raise Refused(
            f"{file} is not a backup of coffeecop, or it is cut off or damaged. Use another one."
        ) from None
    del found[MANIFEST]
    wrong = sorted(
        name
        for name in found.keys() | manifest.sha256.keys()
        if found.get(name) != manifest.sha256.get(name)
    )
    if wrong:
        raise Refused(
            f"{file} is damaged: {', '.join(wrong)} is not what the manifest says. Use another "
            "backup."
        )
    return Archive(file, manifest)


def _read_manifest(file: Path) -> Manifest:
    with tarfile.open(file, "r:gz") as tar:
        fields = json.loads(_member(tar, MANIFEST).read())
    if fields["format"] not in FORMATS:
        raise Refused(
            f"{file} was made by a newer version of coffeecop. Install that version first."
        )
    return Manifest(**fields)


def _member(tar: tarfile.TarFile, member: str | tarfile.TarInfo) -> IO[bytes]:
    """Raises KeyError."""
    opened = tar.extractfile(member)
    if opened is None:
        raise KeyError(member)
    return opened


def _private(found: tarfile.TarInfo) -> tarfile.TarInfo:
    """Return nothing of a file but its name and its size."""
    private = tarfile.TarInfo(found.name)
    private.size, private.mode = found.size, 0o600
    return private


def _hash_of(opened: IO[bytes]) -> str:
    return hashlib.file_digest(opened, "sha256").hexdigest()  # type: ignore[arg-type]
