"""nginx and Caddy with the shipped files and a certificate that signs itself."""

import http.client
import os
import re
import socket
import ssl
import subprocess
from contextlib import contextmanager
from typing import NamedTuple

from coffeecop.config import PROJECT
from tests.deploy.programs import program
from tests.mail.server import free_port
from tests.server.test_startup import wait_for

NAME = "coffee.example.gov"
# Requests come from here, so that a log that has this address has kept a client's.
CLIENT = "127.0.0.9"

NGINX = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/start.log;
events {{ worker_connections 64; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    include {folder}/site;
}}
"""


class Certificate(NamedTuple):
    chain: str
    key: str


class Proxy:
    """A proxy that runs, and its client."""

    def __init__(self, folder, certificate):
        self.folder = folder
        self.http = free_port()
        self.https = free_port()
        self.trust = ssl.create_default_context(cafile=certificate.chain)

    def ask(self, method="GET", path="/", *, name=NAME, tls=True, client=CLIENT, **request):
        """Return the answer to a request that believes in our certificate alone."""
        port = self.https if tls else self.http
        connection = http.client.HTTPConnection(name)
        connection.sock = socket.create_connection(("127.0.0.1", port), 60, (client, 0))
        try:
            if tls:
                connection.sock = self.trust.wrap_socket(connection.sock, server_hostname=name)
            connection.request(method, path, **request)
            answer = connection.getresponse()
            answer.text = answer.read().decode(errors="replace")
            return answer
        finally:
            connection.close()

    def is_up(self):
        try:
            return bool(self.ask(tls=False).status)
        except OSError:
            return False

    def logs(self):
        return "".join(file.read_text() for file in self.folder.glob("*.log"))


def make_certificate(folder):
    """Make one for NAME that signs itself."""
    made = Certificate(f"{folder}/fullchain.pem", f"{folder}/privkey.pem")
    subprocess.run(
        [program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        + ["-nodes", "-days", "90", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
        + ["-out", made.chain, "-keyout", made.key],
        check=True,
        capture_output=True,
    )
    return made


def nginx(proxy, certificate, upstream):
    """Write the settings of nginx with the shipped site; return its command."""
    site = (PROJECT / "deploy/nginx.conf").read_text()
    # Not every machine has IPv6.
    site = re.sub(r" *listen \[::\].*\n", "", site)
    for shipped, here in {
        "listen 80 ": f"listen 127.0.0.1:{proxy.http} ",
        "listen 443 ": f"listen 127.0.0.1:{proxy.https} ",
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
        f"/etc/letsencrypt/live/{NAME}": os.path.dirname(certificate.chain),
        "/var/log/nginx": str(proxy.folder),
    }.items():
        assert shipped in site
        site = site.replace(shipped, here)
    (proxy.folder / "site").write_text(site)
    user = "user root root;" if os.geteuid() == 0 else ""
    settings = proxy.folder / "nginx.conf"
    settings.write_text(NGINX.format(folder=proxy.folder, user=user))
    return [program("nginx"), "-e", f"{proxy.folder}/start.log", "-c", str(settings)]


def caddy(proxy, certificate, upstream):
    """Write the shipped settings of Caddy for this machine; return its command."""
    text = (PROJECT / "deploy/Caddyfile").read_text()
    here = f"\thttp_port {proxy.http}\n\thttps_port {proxy.https}\n\tadmin off\n"
    for shipped, changed in {
        "\n{\n": "\n{\n" + here,
        f"\n{NAME} {{\n": f"\n{NAME} {{\n\ttls {certificate.chain} {certificate.key}\n",
        "127.0.0.1:8000": f"127.0.0.1:{upstream}",
    }.items():
        assert text.count(shipped) == 1
        text = text.replace(shipped, changed)
    settings = proxy.folder / "Caddyfile"
    settings.write_text(text)
    return [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(settings)]


@contextmanager
def running(prepare, certificate, upstream, folder):
    """Run a proxy while the block runs, from its first answer on."""
    proxy = Proxy(folder, certificate)
    command = prepare(proxy, certificate, upstream)
    environ = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "output.log").open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environ)
        try:
            wait_for(lambda: process.poll() is not None or proxy.is_up())
            assert process.poll() is None, proxy.logs()
            yield proxy
        finally:
            process.terminate()
            process.wait(60)
