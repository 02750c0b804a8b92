"""Encrypted backups: opened by the key on paper, or its words, and by nothing else."""

import os
import re
import subprocess
import sys
import tarfile

import pytest

from coffeecop.db import db
from coffeecop.models import Installation
from coffeecop.parts.backups import backup_key
from coffeecop.parts.backups.backup_key import BackupKey, is_encrypted, new_key, read_private_key
from coffeecop.parts.backups.operations import Refused
from coffeecop.parts.backups.tests.conftest import stored, without_notes
from tests.deploy.programs import program

WRITTEN = (
    "learn potato fluid day police where deal citizen thought observe pretty erase clap burst "
    "glow razor dance foot enroll twenty large alien movie divorce"
)
# Of no other installation. Written out, as every process of the tests must name the same cases.
KEY = BackupKey(
    "age1qtq2ytq05q3a6zzgtlqjsr0amaxngxh9xmpx59atztj9h4t3zeesqg2jaf",
    "AGE-SECRET-KEY-10M23JE5UPFALFRSFFTS0XR4G5CEFC0VC7K2NWJ6A9N6E05SV5SAQ2VV6MC",
    WRITTEN.split(),
)
OTHER = new_key()


@pytest.fixture
def keyed_app(filled_app, monkeypatch):
    """An app whose backups are encrypted."""
    monkeypatch.setitem(filled_app.config, "BACKUP_PUBLIC_KEY", KEY.public)
    return filled_app


def write_key(tmp_path, typed):
    file = tmp_path / "typed"
    file.write_text(typed)
    return file


# The paper


@pytest.mark.parametrize(
    "typed",
    [
        KEY.private,
        KEY.private.lower(),
        f"  {KEY.private[:40]}{KEY.private[40:]}\n",
        " ".join(KEY.words),
        "\n".join(KEY.words).upper(),
        f"# created: 2026-11-30T02:30:00Z\n# public key: {KEY.public}\n{KEY.private}\n",
    ],
)
def test_letters_and_words_are_the_same_key(typed):
    assert str(read_private_key(typed)) == KEY.private
    assert len(set(backup_key.WORDS.wordlist) & set(KEY.words)) == len(set(KEY.words))
    assert len(KEY.words) == 24


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (KEY.private[:-1], "a letter is wrong or missing"),
        (KEY.private[:30] + ("Q" if KEY.private[30] != "Q" else "P") + KEY.private[31:], "letter"),
        (KEY.public, "a letter is wrong or missing"),
        ("", "a letter is wrong or missing"),
        (" ".join(KEY.words[:-1]), "one is misspelled, missing or in another place"),
        (" ".join([*KEY.words[:-1], "coffee-with"]), "one is misspelled"),
        (" ".join(["abandon"] * 24), "one is misspelled"),
        (" ".join(["abandon"] * 11 + ["about"]), "one is misspelled"),
    ],
)
def test_what_is_typed_wrongly_is_a_sentence(typed, sentence):
    with pytest.raises(Refused, match=sentence):
        read_private_key(typed)


def test_the_command_prints_both_halves_and_stores_neither(filled_app, run):
    folder = filled_app.config["INSTANCE_PATH"]
    before = {path: path.read_bytes() for path in folder.iterdir()}

    printed = run(filled_app, "backup-key").stdout

    (private,) = re.findall(r"^AGE-SECRET-KEY-1\w+$", printed, re.MULTILINE)
    (public,) = re.findall(r"^BACKUP_PUBLIC_KEY=(age1\w+)$", printed, re.MULTILINE)
    rows = re.findall(r"^ +(\d+)  ([a-z ]+)$", printed, re.MULTILINE)
    words = " ".join(words for _, words in rows)
    assert [int(number) for number, _ in rows] == [1, 5, 9, 13, 17, 21]
    key = read_private_key(private)
    assert str(key.to_public()) == public
    assert str(read_private_key(words)) == str(key)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert run(filled_app, "backup-key").stdout != printed


# Backups


def test_a_backup_opens_with_the_paper_alone_and_is_never_in_the_clear_beside_it(
    keyed_app, filled_contents, new_app, run, tmp_path
):
    folder = tmp_path / "backups"
    folder.mkdir()
    run(keyed_app, "backup", folder)
    (file,) = folder.iterdir()
    assert file.name.endswith(".backup.age")
    assert is_encrypted(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert KEY.private.encode() not in file.read_bytes()
    left = {path.name for path in keyed_app.config["INSTANCE_PATH"].iterdir()}
    assert left == {"secret_key", "maintenance.lock"}

    app = new_app("other", SECRET_KEY="")
    words = write_key(tmp_path, " ".join(KEY.words))
    result = run(app, "restore", file, "--key-file", words)

    assert without_notes(stored(app)) == without_notes(filled_contents)
    assert f"age -d {file} -i KEY-FILE | tar -xzO settings.env" in result.stderr
    left = {path.name for path in app.config["INSTANCE_PATH"].iterdir()}
    assert {"backup", "operation"} & left == set()


@pytest.fixture
def keyed_backup(backup, tmp_path):
    backup_key.encrypt(backup, tmp_path / "one.backup.age", KEY.public)
    return tmp_path / "one.backup.age"


def test_the_key_is_asked_for_and_a_rehearsal_with_it_is_noted(keyed_app, run, keyed_backup):
    with keyed_app.app_context():
        assert db.session.get(Installation, 1).key_tried_at is None

    result = run(keyed_app, "restore", keyed_backup, "--rehearse", typed=f"{KEY.private}\n")

    assert "The private key on paper, or its 24 words" in result.output
    assert KEY.private not in result.output
    with keyed_app.app_context():
        assert db.session.get(Installation, 1).key_tried_at is not None


@pytest.mark.parametrize(
    ("typed", "spoil", "sentence"),
    [
        (OTHER.private, lambda content: content, "This key does not open"),
        (KEY.private, lambda content: content[:-1], "is cut off or damaged"),
        (KEY.private, lambda content: content[: len(content) // 2], "is cut off or damaged"),
        (KEY.private, lambda content: content[:100], "is cut off or damaged"),
        (
            KEY.private,
            lambda content: content[:-50] + bytes([content[-50] ^ 1]) + content[-49:],
            "is cut off or damaged",
        ),
        ("AGE-SECRET-KEY-1", lambda content: content, "Look at the paper again."),
    ],
    ids=["another key", "a byte short", "cut", "header alone", "a bit changed", "mistyped"],
)
def test_what_the_key_does_not_open_changes_nothing(
    new_app, run, keyed_backup, tmp_path, typed, spoil, sentence
):
    keyed_backup.write_bytes(spoil(keyed_backup.read_bytes()))
    app = new_app("other", SECRET_KEY="")
    before = {path.name for path in app.config["INSTANCE_PATH"].iterdir()}
    key = write_key(tmp_path, typed)

    result = run(app, "restore", keyed_backup, "--key-file", key, succeeds=False)

    assert "Nothing was restored." in result.stderr
    assert sentence in result.stderr
    assert not any(table.rows for table in without_notes(stored(app)).values())
    left = {path.name for path in app.config["INSTANCE_PATH"].iterdir()}
    assert left - before <= {"maintenance.lock"}


def test_a_disk_that_is_full_while_encrypting_makes_no_backup(
    keyed_app, run, tmp_path, monkeypatch
):
    monkeypatch.setattr(
        "coffeecop.parts.backups.commands.backup.encrypt",
        lambda plain, _draft, key: backup_key.encrypt(plain, "/dev/full", key),
    )

    result = run(keyed_app, "backup", tmp_path / "one", succeeds=False)

    assert "No backup was made." in result.stderr
    assert "No space left on device" in result.stderr
    assert list(tmp_path.glob("*one*")) == []


def test_a_disk_that_is_full_while_decrypting_is_told_as_that(tmp_path):
    plain, file = tmp_path / "plain", tmp_path / "file"
    plain.write_bytes(os.urandom(100_000))
    backup_key.encrypt(plain, file, KEY.public)

    with pytest.raises(OSError, match="No space left on device"):
        backup_key.decrypt(file, "/dev/full", read_private_key(KEY.private))


def test_the_program_age_opens_a_backup_too(keyed_backup, tmp_path):
    paper = write_key(tmp_path, KEY.private)

    command = [program("age"), "--decrypt", "--identity", paper, "--output", tmp_path / "plain"]
    subprocess.run([*command, keyed_backup], check=True)

    with tarfile.open(tmp_path / "plain") as tar:
        assert "manifest.json" in tar.getnames()


def test_memory_stays_flat_however_large_a_backup_is(tmp_path):
    """In a process of its own, whose largest size is its own."""
    script = f"""
import resource
from pathlib import Path
from coffeecop.parts.backups.backup_key import decrypt, encrypt, read_private_key
plain, file = Path("plain"), Path("file")
with plain.open("wb") as opened:
    for _ in range(60):
        opened.write(bytes(range(256)) * 4096)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
encrypt(plain, file, "{KEY.public}")
decrypt(file, plain, read_private_key("{KEY.private}"))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
        capture_output=True,
        text=True,
        check=True,
    )
    # Of a file of 60 MB, in kB.
    assert int(ran.stdout) < 10_000
