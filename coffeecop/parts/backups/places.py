"""The second place, where copies of backups go: a mounted folder, SFTP, or S3 storage."""

import os
import posixpath
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app

from coffeecop.parts.backups.files import replacing
from coffeecop.parts.backups.operations import Refused
from coffeecop.parts.backups.settings import PlaceSetting

if TYPE_CHECKING:
    from minio import Minio
    from paramiko import SFTPClient

CONNECT_SECONDS, ANSWER_SECONDS = 20, 120
SFTP_KEY, SFTP_HOSTS = "sftp_key", "sftp_known_hosts"
EXTRA = ".venv/bin/pip install --require-hashes -r deploy/requirements-backups.lock"


@contextmanager
def opened_place() -> Iterator["BackupPlace"]:
    """Connect to the place of BACKUP_PLACE. Raises Refused, also for what fails in the block."""
    setting: PlaceSetting = current_app.config["BACKUP_PLACE"]
    instance: Path = current_app.config["INSTANCE_PATH"]
    ways: dict[str, Callable[[PlaceSetting, Path], AbstractContextManager[BackupPlace]]]
    ways = {"folder": _folder, "sftp": _sftp, "s3": _s3}
    try:
        with ways[setting.kind](setting, instance) as place:
            yield place
    except ImportError as problem:
        raise Refused(f"{setting.shown} needs {problem.name}: {EXTRA}") from None
    except OSError as problem:
        raise Refused(f"{setting.shown} says: {problem.strerror or problem}") from None


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> list[str]:
        return os.listdir(self.path)

    def put(self, file: Path, name: str) -> None:
        with replacing(self.path / name) as draft:
            shutil.copyfile(file, draft)

    def get(self, name: str, to: Path) -> None:
        shutil.copyfile(self.path / name, to)

    def remove(self, name: str) -> None:
        (self.path / name).unlink()


@contextmanager
def _folder(setting: PlaceSetting, instance: Path) -> Iterator[Folder]:
    path = Path(setting.folder)
    # A folder whose disk is not mounted is there, and empty, and on this disk.
    if device_of(path) == device_of(instance):
        raise Refused(
            f"{path} is on the same disk as {instance}: what it should be is not mounted, or it is "
            "no second place."
        )
    yield Folder(path)


def device_of(path: Path) -> int:
    return path.stat().st_dev


class Sftp:
    def __init__(self, client: "SFTPClient", folder: str) -> None:
        self.client, self.folder = client, folder

    def names(self) -> list[str]:
        return self.client.listdir(self.folder)

    def put(self, file: Path, name: str) -> None:
        draft = self._path(f".{name}.partial")
        # It compares the sizes.
        self.client.put(str(file), draft)
        self.client.posix_rename(draft, self._path(name))

    def get(self, name: str, to: Path) -> None:
        self.client.get(self._path(name), str(to))

    def remove(self, name: str) -> None:
        self.client.remove(self._path(name))

    def _path(self, name: str) -> str:
        return posixpath.join(self.folder, name)


@contextmanager
def _sftp(setting: PlaceSetting, instance: Path) -> Iterator[Sftp]:
    from paramiko import SSHClient, SSHException

    with SSHClient() as client:
        # Whoever is not in this file is refused.
        client.load_host_keys(str(instance / SFTP_HOSTS))
        try:
            client.connect(
                setting.host,
                setting.port or 22,
                setting.user,
                key_filename=str(instance / SFTP_KEY),
                allow_agent=False,
                look_for_keys=False,
                timeout=CONNECT_SECONDS,
                banner_timeout=CONNECT_SECONDS,
                auth_timeout=CONNECT_SECONDS,
            )
            with client.open_sftp() as files:
                channel = files.get_channel()
                if channel is not None:
                    channel.settimeout(ANSWER_SECONDS)
                yield Sftp(files, setting.folder)
        except (SSHException, EOFError) as problem:
            raise Refused(f"{setting.shown} says: {problem or 'the connection was cut'}") from None


class S3:
    def __init__(self, client: "Minio", bucket: str, folder: str) -> None:
        self.client, self.bucket = client, bucket
        self.prefix = f"{folder}/" if folder else ""

    def names(self) -> list[str]:
        found = self.client.list_objects(self.bucket, prefix=self.prefix)
        return [(each.object_name or "").removeprefix(self.prefix) for each in found]

    def put(self, file: Path, name: str) -> None:
        self.client.fput_object(self.bucket, self.prefix + name, str(file))

    def get(self, name: str, to: Path) -> None:
        self.client.fget_object(self.bucket, self.prefix + name, str(to))

    def remove(self, name: str) -> None:
        self.client.remove_object(self.bucket, self.prefix + name)


# In each a name is there only once the whole file is.
BackupPlace = Folder | Sftp | S3


@contextmanager
def _s3(setting: PlaceSetting, _instance: Path) -> Iterator[S3]:
    from minio import Minio
    from minio.error import MinioException
    from urllib3 import PoolManager, Retry, Timeout
    from urllib3.exceptions import HTTPError

    client = Minio(
        setting.host if setting.port is None else f"{setting.host}:{setting.port}",
        access_key=setting.user,
        secret_key=setting.secret,
        region=setting.region,
        secure=setting.is_encrypted,
        http_client=PoolManager(
            timeout=Timeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS), retries=Retry(3)
        ),
    )
    try:
        yield S3(client, setting.bucket, setting.folder)
    except (MinioException, HTTPError) as problem:
        code = getattr(problem, "code", None) or type(problem).__name__
        raise Refused(f"{setting.shown} says: {code}") from None
