"""`look(check)` returns the level of each finding, and `https` an installation behind a proxy."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.serving import WSGIRequestHandler, make_server

from coffeecop.maintenance.doctor import network


def look(check):
    return [finding.level for finding in check()]


class QuietRequestHandler(WSGIRequestHandler):
    def log(self, *_):
        pass


class Proxy:
    """Passes requests on as nginx does: the address of the client comes after those it sent."""

    def __init__(self, app):
        self.app = app
        self.trusted = 1
        self.sends_scheme = True

    def __call__(self, environ, start_response):
        addresses = [environ.get("HTTP_X_FORWARDED_FOR", ""), environ["REMOTE_ADDR"]]
        environ["HTTP_X_FORWARDED_FOR"] = ", ".join(filter(None, addresses))
        environ["HTTP_X_FORWARDED_PROTO"] = "https"
        environ["HTTP_X_FORWARDED_HOST"] = environ["HTTP_HOST"]
        environ["wsgi.url_scheme"] = "http"
        if not self.sends_scheme:
            del environ["HTTP_X_FORWARDED_PROTO"]
        environ["REMOTE_ADDR"] = "10.9.8.7"
        hops = self.trusted
        trusting = ProxyFix(self.app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        return trusting(environ, start_response)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for localhost that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder / "certificate.pem", folder / "key.pem"


@pytest.fixture
def https(app, certificate, monkeypatch):
    """The installation behind a proxy with TLS, at its public address."""
    proxy = Proxy(app)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    server = make_server(
        "127.0.0.1", 0, proxy, request_handler=QuietRequestHandler, ssl_context=context
    )
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    monkeypatch.setitem(app.config, "HTTPS", True)
    monkeypatch.setitem(app.config, "TRUSTED_PROXIES", 1)
    monkeypatch.setattr(
        network, "public_address", lambda config: f"https://localhost:{server.server_port}"
    )
    # What the operating system trusts.
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    yield proxy
    server.shutdown()
    server.server_close()
