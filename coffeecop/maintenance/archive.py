"""The backup's one file: a compressed tar of a manifest, the settings, the key and the database.

The format is explained in docs/decisions/0037-what-a-backup-is.md.
"""

import io
import json
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from coffeecop.maintenance import Refused

FORMAT = 1
MANIFEST, SETTINGS, SECRET_KEY = "manifest.json", "settings.env", "secret_key"
# The database is one of these: rows in a SQLite file, or the output of pg_dump.
ROWS, PG_DUMP = "database.sqlite3", "database.pg_dump"
BYTES_AT_ONCE = 1 << 20
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

    @property
    def database(self) -> str:
        return ROWS if ROWS in self.sha256 else PG_DUMP


@dataclass(frozen=True)
class Archive:
    """A backup that is whole: each member has the hash that the manifest gives."""

    file: Path
    manifest: Manifest

    def extract(self, name: str, to: Path) -> None:
        with _opened(self.file) as tar, to.open("wb") as target:
            for part in _parts(_member(tar, name)):
                target.write(part)

    def text(self, name: str) -> str:
        with _opened(self.file) as tar:
            return _member(tar, name).read().decode()


def write_archive(file: Path, members: list[Path], **facts: object) -> None:
    """Write these files, and first a manifest with these facts and their hashes."""
    hashes = {member.name: _hash(member) for member in members}
    manifest = json.dumps({"format": FORMAT, **facts, "sha256": hashes}, indent=1).encode()
    with tarfile.open(file, "w:gz", compresslevel=COMPRESSION) as tar:
        tar.addfile(_private(tarfile.TarInfo(MANIFEST), len(manifest)), io.BytesIO(manifest))
        for member in members:
            with member.open("rb") as opened:
                information = tarfile.TarInfo(member.name)
                tar.addfile(_private(information, member.stat().st_size), opened)


def read_archive(file: Path) -> Archive:
    """Read a backup through, and return it if it is whole. Raises Refused."""
    if not file.is_file():
        raise Refused(f"{file} is not a file.")
    try:
        manifest = _read_manifest(file)
        with _opened(file) as tar:
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
    with _opened(file) as tar:
        fields = json.loads(_member(tar, MANIFEST).read())
    if fields["format"] != FORMAT:
        raise Refused(
            f"{file} was made by a newer version of coffeecop. Install that version first."
        )
    return Manifest(**fields)


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    with tarfile.open(file, "r:gz") as tar:
        yield tar


def _member(tar: tarfile.TarFile, member: str | tarfile.TarInfo) -> IO[bytes]:
    """Raises KeyError."""
    opened = tar.extractfile(member)
    if opened is None:
        raise KeyError(member)
    return opened


def _private(information: tarfile.TarInfo, size: int) -> tarfile.TarInfo:
    information.size, information.mode = size, 0o600
    return information


def _hash(file: Path) -> str:
    with file.open("rb") as opened:
        return _hash_of(opened)


def _hash_of(opened: IO[bytes]) -> str:
    digest = sha256()
    for part in _parts(opened):
        digest.update(part)
    return digest.hexdigest()


def _parts(opened: IO[bytes]) -> Iterator[bytes]:
    while part := opened.read(BYTES_AT_ONCE):
        yield part
