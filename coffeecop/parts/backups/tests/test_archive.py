"""The one file of a backup: whole, or refused with a sentence."""

import stat
import tarfile
from io import BytesIO

import pytest

from coffeecop.parts.backups.archive import read_archive, write_archive
from coffeecop.parts.backups.operations import Refused

FACTS = {"made_at": "2026-11-26T02:00:00+00:00", "made_from": "sqlite", "revision": "0001"}


@pytest.fixture
def file(tmp_path):
    members = []
    for name in ("settings.env", "secret_key", "database.sqlite3"):
        members.append(tmp_path / name)
        members[-1].write_bytes(name.encode() * 5000)
    write_archive(tmp_path / "one.backup", members, rows={"agencies": 1}, **FACTS)
    return tmp_path / "one.backup"


def cut(file):
    content = file.read_bytes()
    file.write_bytes(content[: len(content) * 2 // 3])


def flip_a_bit(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def rewrite(file, change):
    """Pack a backup again, with members changed: name -> bytes, or None to leave it out."""
    with tarfile.open(file) as tar:
        members = {each.name: tar.extractfile(each).read() for each in tar}
    with tarfile.open(file, "w:gz") as tar:
        for name, content in {**members, **change(members)}.items():
            if content is not None:
                information = tarfile.TarInfo(name)
                information.size = len(content)
                tar.addfile(information, BytesIO(content))


def with_member(name, content):
    return lambda file: rewrite(file, lambda members: {name: content})


def with_manifest(old, new):
    """Change words of the manifest, which other hashes do not cover."""
    return lambda file: rewrite(
        file, lambda members: {"manifest.json": members["manifest.json"].replace(old, new)}
    )


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (cut, "it is cut off or damaged"),
        (flip_a_bit, "damaged"),
        (with_member("secret_key", b"0" * 64), "secret_key is not what the manifest says"),
        (with_member("secret_key", None), "secret_key is not what the manifest says"),
        (with_member("../more", b""), "../more is not what the manifest says"),
        (with_member("manifest.json", None), "is not a backup of coffeecop"),
        (with_manifest(b'"format": 2', b'"format": 3'), "was made by a newer version of coffeecop"),
        (lambda file: file.write_text("Minutes\n" * 100), "is not a backup of coffeecop"),
        (lambda file: file.unlink(), "is not a file"),
    ],
)
def test_what_is_not_whole_is_refused(file, spoil, sentence):
    spoil(file)

    with pytest.raises(Refused, match=sentence):
        read_archive(file)


def test_what_is_whole_is_read(file, tmp_path):
    archive = read_archive(file)

    archive.extract("database.sqlite3", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == (tmp_path / "database.sqlite3").read_bytes()
    assert archive.text("secret_key") == (tmp_path / "secret_key").read_text()
    assert archive.manifest.rows == {"agencies": 1}


def test_what_is_unpacked_by_hand_is_private(file):
    with tarfile.open(file) as tar:
        assert {stat.S_IMODE(member.mode) for member in tar} == {0o600}
