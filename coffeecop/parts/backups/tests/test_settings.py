"""Settings of backups: what is taken, and what is refused."""

from types import SimpleNamespace

import pytest

from coffeecop.config import UnsafeSetting
from coffeecop.parts.backups.backup_key import new_key
from coffeecop.parts.backups.settings import backup_settings, set_up

KEY = new_key()


def test_the_places_of_copies():
    def place(url):
        given = {"BACKUP_PUBLIC_KEY": KEY.public, "BACKUP_PLACE": url}
        return backup_settings(given)["BACKUP_PLACE"]

    folder = place("/mnt/backups")
    sftp = place("sftp://coffee%20cop@host.example.gov:2222/a%20folder")
    bucket = place("s3://key:se%2Fcret@s3.example.com/bucket/a/folder?region=us-west-2")

    assert (folder.kind, folder.folder) == ("folder", "/mnt/backups")
    assert (sftp.user, sftp.host, sftp.port, sftp.folder) == (
        "coffee cop",
        "host.example.gov",
        2222,
        "/a folder",
    )
    assert (bucket.user, bucket.secret, bucket.host) == ("key", "se/cret", "s3.example.com")
    assert (bucket.bucket, bucket.folder, bucket.region) == ("bucket", "a/folder", "us-west-2")
    assert bucket.is_encrypted
    assert "cret" not in f"{bucket} {bucket.shown}"


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"BACKUP_PUBLIC_KEY": KEY.private}, "is the private half"),
        ({"BACKUP_PUBLIC_KEY": KEY.public[:-1]}, "is not a public key of age"),
        ({"BACKUP_PUBLIC_KEY": "", "BACKUP_PLACE": "/mnt/backups"}, "without BACKUP_PUBLIC_KEY"),
        ({"BACKUP_PLACE": "mnt/backups"}, "BACKUP_PLACE cannot be used"),
        ({"BACKUP_PLACE": "ftp://user@host/folder"}, "BACKUP_PLACE cannot be used"),
        ({"BACKUP_PLACE": "sftp://user:password@host/folder"}, "BACKUP_PLACE cannot be used"),
        ({"BACKUP_PLACE": "sftp://host/folder"}, "BACKUP_PLACE cannot be used"),
        ({"BACKUP_PLACE": "s3://host/bucket"}, "lacks a key, its secret or a bucket"),
        ({"BACKUP_PLACE": "s3://key:own-word@host/"}, "lacks a key, its secret or a bucket"),
        ({"BACKUP_PLACE": "s3+http://key:own-word@host/bucket"}, "begin it with s3://"),
    ],
)
def test_a_setting_of_backups_that_cannot_be_used_is_refused(environ, sentence):
    with pytest.raises(UnsafeSetting, match=sentence) as refused:
        backup_settings({"BACKUP_PUBLIC_KEY": KEY.public, **environ})

    assert KEY.private not in str(refused.value)
    assert "own-word" not in str(refused.value)


def test_a_backup_holds_what_was_set():
    environ = {"BACKUP_PUBLIC_KEY": KEY.public, "BACKUP_PLACE": "", "OTHER": "x"}
    app = SimpleNamespace(config={"ENVIRON": environ, "SETTINGS": {"PORT": "80"}})

    set_up(SimpleNamespace(app=app))

    assert app.config["SETTINGS"] == {"PORT": "80", "BACKUP_PUBLIC_KEY": KEY.public}
    assert app.config["BACKUP_PLACE"] is None
