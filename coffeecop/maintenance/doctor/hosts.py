import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import current_app

from coffeecop.config import is_local, public_address
from coffeecop.maintenance.doctor.findings import Finding, fault, ok, warning


def check_hosts() -> Iterator[Finding]:
    if not current_app.config["HTTPS"]:
        yield ok("hosts", "Only this machine is answered, as HTTPS is off.")
        return
    host = urlsplit(public_address(current_app.config)).hostname or ""
    if is_local(host):
        yield fault(
            "hosts",
            f"HTTPS=1, but links in mail and on posters would lead to {host}.",
            "Set TRUSTED_HOSTS to the names that residents use, the main one first, for example "
            "TRUSTED_HOSTS=coffee.example.gov.",
        )
        return
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        yield warning(
            "hosts",
            f"{host} is not found from this machine.",
            "See that the name is entered in the DNS, unless this machine has no way out.",
        )
    else:
        yield ok("hosts", f"Residents use {host}.")
