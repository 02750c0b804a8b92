"""Settings from environment variables. docs/operating.md explains each one."""

import os
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from coffeecop.config.disks import network_file_system
from coffeecop.config.mail import MAIL_SETTINGS, mail_settings
from coffeecop.config.values import UnsafeSetting as UnsafeSetting
from coffeecop.config.values import boolean, integer
from coffeecop.config.values import is_local as is_local

PROJECT = Path(__file__).resolve().parents[2]
SHORTEST_SECRET = 32
HOST_NAME = re.compile(r"\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\]")
# Concurrent requests. More cost more in a crowd, because of the GIL; fewer could all wait, for mail
# servers, PDF or the database.
SERVER_THREADS = 8
LARGEST_BODY = 256 * 1024
# A photo as a phone takes it, where staff send a file. The proxies' files in deploy/ have it as
# well, and cannot ask which parts there are: the second address is one of a part.
LARGEST_UPLOAD = 12 * 1024 * 1024
UPLOAD = re.compile(r"/staff/matters/[0-9]+/(steps|figure)")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
# Every environment variable that the core reads; a backup holds those that were set.
SETTINGS = (
    "INSTANCE_PATH",
    "DATABASE_URL",
    "SQLITE_ON_NETWORK",
    "SECRET_KEY",
    "HOST",
    "PORT",
    "HTTPS",
    "TRUSTED_HOSTS",
    "TRUSTED_PROXIES",
    *MAIL_SETTINGS,
    "BACKUP_MONTHS",
    "REDIS_URL",
    "SORT_TEXTS",
    "LOG_LEVEL",
)


def read_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return Flask's configuration. Raises UnsafeSetting."""
    instance = _private_folder(Path(environ.get("INSTANCE_PATH") or PROJECT / "instance"))
    host = environ.get("HOST") or "127.0.0.1"
    https = boolean(environ, "HTTPS")
    proxies = integer(environ, "TRUSTED_PROXIES", default=0, least=0, most=10)
    trusted_hosts = _trusted_hosts(environ, host=host, https=https)
    if https and not proxies:
        raise UnsafeSetting(
            "HTTPS=1 means that a proxy in front of coffeecop ends TLS. Set TRUSTED_PROXIES to "
            "how many proxies stand in front, for example TRUSTED_PROXIES=1."
        )
    return {
        "SETTINGS": {name: environ[name] for name in SETTINGS if environ.get(name)},
        "INSTANCE_PATH": instance,
        "SQLALCHEMY_DATABASE_URI": database_url(environ, instance),
        "HOST": host,
        "PORT": integer(environ, "PORT", default=8000, least=1, most=65535),
        "SECRET_KEY": _secret_key(environ, instance),
        "TRUSTED_HOSTS": trusted_hosts,
        "TRUSTED_PROXIES": proxies,
        "HTTPS": https,
        **mail_settings(environ),
        # How long a backup may live, so that what was destroyed since is gone.
        "BACKUP_MONTHS": integer(environ, "BACKUP_MONTHS", default=12, least=1, most=12),
        "REDIS_URL": environ.get("REDIS_URL") or None,
        # Without it no topics are guessed and no places sought; flags and help in danger stay.
        "SORT_TEXTS": boolean(environ, "SORT_TEXTS", default="1"),
        "LOG_LEVEL": _log_level(environ),
        "PREFERRED_URL_SCHEME": "https" if https else "http",
        **cookie_settings(https=https),
        # How long a session lasts on a person's own device, and its cookie.
        "PERMANENT_SESSION_LIFETIME": timedelta(days=14),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "MAX_FORM_MEMORY_SIZE": LARGEST_BODY,
        "MAX_FORM_PARTS": 50,
        # An expired token would lose the text that somebody typed.
        "WTF_CSRF_TIME_LIMIT": None,
        # Checked by each form, so that a failure is a 422 with what was typed.
        "WTF_CSRF_CHECK_DEFAULT": False,
        # See coffeecop.web.forms.Form.
        "WTF_I18N_ENABLED": False,
        "STAFF_IDLE_LIMIT": timedelta(minutes=30),
        # Not Brotli: pages get 10% smaller at five times the CPU.
        "COMPRESS_ALGORITHM": ["zstd", "gzip"],
        # Against gzip's usual 6: pages get 4% larger for two thirds of the CPU.
        "COMPRESS_LEVEL": 4,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_TRANSLATION_DIRECTORIES": str(PROJECT / "translations"),
    }


def cookie_settings(*, https: bool) -> dict[str, Any]:
    # With it browsers take a cookie over HTTPS alone, and from no other host of the domain.
    prefix = "__Host-" if https else ""
    return {
        "COOKIE_PREFIX": prefix,
        "SESSION_COOKIE_NAME": f"{prefix}staff",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
    }


def largest_body(path: str) -> int:
    return LARGEST_UPLOAD if UPLOAD.fullmatch(path) else LARGEST_BODY


def public_address(config: Mapping[str, Any]) -> str:
    """Return the app's public base URL, which differs from HOST:PORT behind a proxy."""
    names: list[str] = config["TRUSTED_HOSTS"]
    # A name that begins with a dot matches all subdomains.
    name = next(name for name in names if not name.startswith("."))
    if config["HTTPS"]:
        return f"https://{name}"
    host: str = config["HOST"]
    if host not in ("0.0.0.0", "::"):  # noqa: S104
        name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{config['PORT']}"


def _private_folder(path: Path) -> Path:
    """Create the folder with mode 0700: it holds the database and the secret key."""
    path = path.resolve()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
    except OSError as problem:
        raise UnsafeSetting(
            f"INSTANCE_PATH={path} cannot be a folder of coffeecop's own ({problem.strerror}). "
            "Set it to one that the account coffeecop runs under owns."
        ) from problem
    return path


def _trusted_hosts(environ: Mapping[str, str], *, host: str, https: bool) -> list[str]:
    names = [name.strip() for name in (environ.get("TRUSTED_HOSTS") or "").split(",")]
    names = [name for name in names if name]
    for name in names:
        if not HOST_NAME.fullmatch(name):
            raise UnsafeSetting(
                f"TRUSTED_HOSTS names {name!r}. Set it to host names with commas between them, "
                "without http:// and without a port, for example TRUSTED_HOSTS=coffee.example.gov."
            )
    if not names and not is_local(host):
        raise UnsafeSetting(
            f"HOST={host} can be reached from other machines. Set TRUSTED_HOSTS to the names that "
            "residents use, for example TRUSTED_HOSTS=coffee.example.gov."
        )
    if not https and not all(is_local(name) for name in names):
        raise UnsafeSetting(
            "TRUSTED_HOSTS names a public address, but HTTPS is off, so staff passwords would "
            "travel in the clear. Put a proxy with TLS in front and set HTTPS=1."
        )
    return [*names, "localhost", "127.0.0.1", "[::1]"]


def database_url(environ: Mapping[str, str], instance: Path) -> str:
    """Return DATABASE_URL as SQLAlchemy needs it. Raises UnsafeSetting."""
    url = environ.get("DATABASE_URL") or f"sqlite:///{instance / 'coffeecop.sqlite3'}"
    scheme, _, rest = url.partition("://")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        return f"postgresql+psycopg://{rest}"
    name = rest.removeprefix("/")
    if scheme != "sqlite" or rest == name or name in ("", ":memory:") or "?" in name:
        raise UnsafeSetting(
            "DATABASE_URL must begin with postgresql:// or name a file, as in "
            "sqlite:////path/to/file. Leave it out to use SQLite in the instance folder."
        )
    # Relative to the instance folder, whatever the working directory is.
    file = instance / name
    if not os.access(file.parent, os.W_OK):
        raise UnsafeSetting(
            f"DATABASE_URL names a file in {file.parent}, where coffeecop cannot write. Make that "
            "folder first, and let the account that coffeecop runs under write in it."
        )
    kind = network_file_system(file.parent)
    if kind and not boolean(environ, "SQLITE_ON_NETWORK"):
        raise UnsafeSetting(
            f"The database would lie in {file.parent}, which is on a network ({kind}): SQLite can "
            "be damaged there. Put it on a disk of this machine by INSTANCE_PATH or DATABASE_URL, "
            "or use PostgreSQL. Whoever accepts the risk sets SQLITE_ON_NETWORK=1."
        )
    return f"sqlite:///{file}"


def _secret_key(environ: Mapping[str, str], instance: Path) -> str:
    given, file = environ.get("SECRET_KEY"), instance / "secret_key"
    if not given and environ.get("REDIS_URL"):
        raise UnsafeSetting(
            "REDIS_URL is set, so several machines may share the work. Give each of them the same "
            "SECRET_KEY, for example from: openssl rand -hex 32"
        )
    key = given or _stored_secret(file)
    if len(key) < SHORTEST_SECRET:
        raise UnsafeSetting(
            f"{'SECRET_KEY' if given else file} is shorter than {SHORTEST_SECRET} characters. Make "
            "one with: openssl rand -hex 32"
        )
    return key


def _stored_secret(path: Path) -> str:
    """Return the secret in the file; the first process creates it."""
    try:
        if not path.exists():
            _make_secret(path)
        return path.read_text().strip()
    except OSError as problem:
        raise UnsafeSetting(
            f"The secret key cannot be kept in {path} ({problem.strerror}). Make room on that "
            "disk, or set SECRET_KEY."
        ) from problem


def _make_secret(path: Path) -> None:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        # os.link is atomic, and fails if another process was first.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def _log_level(environ: Mapping[str, str]) -> str:
    level = (environ.get("LOG_LEVEL") or "INFO").upper()
    if level not in LOG_LEVELS:
        raise UnsafeSetting(f"LOG_LEVEL is {level!r}. Set it to one of {', '.join(LOG_LEVELS)}.")
    return level
