"""Who may be asked to bring an alert, and the key that says that it comes from us.

It is a list of hosts: an address comes from a browser or from a department's administrator, and
must not lead into the operator's own network.
"""

from cryptography.hazmat.primitives.asymmetric import ec
from flask import current_app

from coffeecop.config.values import split_url
from coffeecop.web.tokens import derived_key_pair, public_half

# Of Chrome, Edge and Samsung; Firefox; Safari; Edge on Windows. A dot: all hosts below it.
PUSH_HOSTS = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
)
# Workflows, also of the clouds for governments.
TEAMS_HOSTS = (
    ".logic.azure.com",
    ".logic.azure.us",
    ".api.powerplatform.com",
    ".powerplatform.microsoft.us",
)
HTTPS_PORTS = (None, 443)
# Only tests set it: a stand-in for push services and for Teams.
TEST_ORIGIN = "ALERT_TEST_ORIGIN"


def is_push_service(url: str) -> bool:
    return _is_allowed(url, PUSH_HOSTS)


def is_workflow(url: str) -> bool:
    return _is_allowed(url, TEAMS_HOSTS)


def _is_allowed(url: str, hosts: tuple[str, ...]) -> bool:
    """Return whether it is an HTTPS address of one of these hosts, or of the one for tests."""
    parts = split_url(url)
    if parts is None or not url.isascii() or not url.isprintable() or set(url) & set(" \\@"):
        return False
    if f"{parts.scheme}://{parts.netloc}" == current_app.config.get(TEST_ORIGIN):
        return True
    host = parts.hostname or ""
    is_known = any(host.endswith(each) if each[0] == "." else host == each for each in hosts)
    return parts.scheme == "https" and parts.port in HTTPS_PORTS and is_known


def application_server_key() -> str:
    """Return our public key, which a browser asks for when it subscribes."""
    return public_half(key_pair())


def key_pair() -> ec.EllipticCurvePrivateKey:
    """Return our key pair: with another SECRET_KEY nobody is signed in either."""
    return derived_key_pair("web push")
