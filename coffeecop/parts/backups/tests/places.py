"""Second places on this machine: a folder, a real sshd with SFTP, and a stand-in for S3."""

import os
import socket
import subprocess
from contextlib import contextmanager
from getpass import getuser
from io import BytesIO
from pathlib import Path

from minio import Minio

from coffeecop.parts.backups import places
from coffeecop.parts.backups.backup_key import new_key
from coffeecop.parts.backups.settings import backup_settings
from tests.deploy.programs import program
from tests.mail.server import free_port
from tests.server.test_startup import wait_for

KEY = new_key()
BUCKET = "town-backups"
SSHD = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host_key
PidFile none
AuthorizedKeysFile {folder}/own_key.pub
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
"""


@contextmanager
def running(command, port):
    """Run a server while the block runs."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **quiet) as server:
        try:
            wait_for(lambda: server.poll() is not None or is_open(port))
            assert server.poll() is None, command
            yield port
        finally:
            server.terminate()


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def sftp_server(folder):
    """Yield the port of a sshd that lets in who has the key in the folder."""
    sshd, port = program("sshd"), free_port()
    for name in ("host_key", "own_key", "other_key"):
        command = [program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", folder / name]
        subprocess.run(command, check=True)
    (folder / "sshd_config").write_text(SSHD.format(port=port, folder=folder))
    if os.geteuid() == 0:
        # Debian makes it when it starts the service.
        Path("/run/sshd").mkdir(exist_ok=True)
    with running([sshd, "-D", "-f", folder / "sshd_config"], port):
        yield port


@contextmanager
def s3_server():
    # Debian's or another, in a Python of its own: in this one it would hold other packages back.
    moto, port = program("moto_server"), free_port()
    with running([moto, "-p", str(port)], port):
        yield port


class FolderPlace:
    """A folder that stands for another disk."""

    def __init__(self, app, folder, monkeypatch):
        self.app, self.folder, self.monkeypatch = app, folder, monkeypatch
        folder.mkdir()
        monkeypatch.setattr(places, "device_of", lambda path: (path.stat(), path))
        self.be(str(folder))

    def be(self, url):
        settings = backup_settings({"BACKUP_PUBLIC_KEY": KEY.public, "BACKUP_PLACE": url})
        for name, value in settings.items():
            self.monkeypatch.setitem(self.app.config, name, value)

    def names(self):
        return set(os.listdir(self.folder))

    def put(self, name):
        (self.folder / name).touch()

    def go_away(self):
        self.folder.rename(self.folder.with_name("away"))


class SftpPlace(FolderPlace):
    def __init__(self, app, folder, monkeypatch, port, keys):
        self.port, self.keys, self.instance = port, keys, app.config["INSTANCE_PATH"]
        super().__init__(app, folder, monkeypatch)
        self.be(f"sftp://{getuser()}@127.0.0.1:{port}{folder}")
        self.have_key("own_key")
        self.know("host_key")

    def have_key(self, name):
        (self.instance / places.SFTP_KEY).write_text((self.keys / name).read_text())

    def know(self, name):
        host = f"[127.0.0.1]:{self.port} {(self.keys / f'{name}.pub').read_text()}"
        (self.instance / places.SFTP_HOSTS).write_text(host)


class S3Place(FolderPlace):
    def __init__(self, app, monkeypatch, port):
        self.app, self.monkeypatch = app, monkeypatch
        keys = {"access_key": "town", "secret_key": "a/secret", "region": "x"}
        self.client = Minio(f"127.0.0.1:{port}", **keys, secure=False)
        if not self.client.bucket_exists(BUCKET):
            self.client.make_bucket(BUCKET)
        for name in self.names():
            self.client.remove_object(BUCKET, f"coffee/{name}")
        self.url = f"s3+http://town:a%2Fsecret@127.0.0.1:{port}/{BUCKET}/coffee?region=x"
        self.be(self.url)

    def names(self):
        found = self.client.list_objects(BUCKET, prefix="coffee/")
        return {each.object_name.removeprefix("coffee/") for each in found}

    def put(self, name):
        self.client.put_object(BUCKET, f"coffee/{name}", BytesIO(), 0)

    def go_away(self):
        self.be(self.url.replace(BUCKET, "no-such-bucket"))
