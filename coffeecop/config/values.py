"""What each module that reads settings needs."""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit


class UnsafeSetting(Exception):
    """A setting is missing or unsafe; the message says what to do about it."""


def boolean(environ: Mapping[str, str], name: str, default: str = "0") -> bool:
    value = environ.get(name) or default
    if value not in ("0", "1"):
        raise UnsafeSetting(f"{name} is {value!r}. Set it to 1 for yes or 0 for no.")
    return value == "1"


def integer(environ: Mapping[str, str], name: str, *, default: int, least: int, most: int) -> int:
    value = environ.get(name) or str(default)
    if not (value.isascii() and value.isdecimal() and least <= int(value) <= most):
        raise UnsafeSetting(
            f"{name} is {value!r}. Set it to a whole number from {least} to {most}."
        )
    return int(value)


def is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def split_url(url: str) -> SplitResult | None:
    """Return the parts of a URL with a host; None if it is not one."""
    try:
        parts = urlsplit(url)
        # Read once, because a port that is no number fails only then.
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None
