"""`https` is an installation behind a proxy."""

from threading import Thread

import pytest
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.serving import WSGIRequestHandler, make_server

from coffeecop.parts.doctor.checks import network
from tests.mail.certificates import make_certificate


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


@pytest.fixture
def https(app, tmp_path, monkeypatch):
    """The installation behind a proxy with TLS, at its public address."""
    proxy = Proxy(app)
    context, certificate = make_certificate(tmp_path)
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
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    yield proxy
    server.shutdown()
    server.server_close()
