"""The settings of backups: the key they are encrypted to, and where copies of them go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote

from flask import current_app
from flask.blueprints import BlueprintSetupState
from pyrage import RecipientError, x25519

from coffeecop.config.values import UnsafeSetting, is_local, split_url

SETTINGS = ("BACKUP_PUBLIC_KEY", "BACKUP_PLACE")
PRIVATE = "AGE-SECRET-KEY-"
EXAMPLES = (
    "Set it to a folder on another machine that is mounted here, as in /mnt/backups, or to "
    "sftp://user@host/folder or s3://key:secret@host/bucket/folder?region=us-west-2."
)


@dataclass(frozen=True)
class PlaceSetting:
    """Where copies of backups go. `shown` has no secret."""

    kind: str
    shown: str
    folder: str
    host: str = ""
    port: int | None = None
    user: str = ""
    secret: str = field(default="", repr=False)
    bucket: str = ""
    region: str = ""
    is_encrypted: bool = True


def set_up(state: BlueprintSetupState) -> None:
    """Raises UnsafeSetting."""
    config = state.app.config
    environ: Mapping[str, str] = config["ENVIRON"]
    config["SETTINGS"] |= {name: environ[name] for name in SETTINGS if environ.get(name)}
    config.update(backup_settings(environ))


def backup_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """Raises UnsafeSetting."""
    key = environ.get("BACKUP_PUBLIC_KEY") or None
    place = environ.get("BACKUP_PLACE") or None
    if key is not None:
        _check_key(key)
    if place and not key:
        raise UnsafeSetting(
            "BACKUP_PLACE is set without BACKUP_PUBLIC_KEY, and a copy must not leave this machine "
            "in the clear. Make a key first: coffeecop backup-key"
        )
    return {"BACKUP_PUBLIC_KEY": key, "BACKUP_PLACE": _place(place) if place else None}


def has_key() -> bool:
    return bool(current_app.config["BACKUP_PUBLIC_KEY"])


def shown_place() -> str | None:
    setting: PlaceSetting | None = current_app.config["BACKUP_PLACE"]
    return setting.shown if setting else None


def _check_key(key: str) -> None:
    if key.upper().startswith(PRIVATE):
        raise UnsafeSetting(
            "BACKUP_PUBLIC_KEY is the private half, which must not be on this machine. Delete it "
            "here, and set the public half, which begins with age1."
        )
    try:
        x25519.Recipient.from_str(key)
    except RecipientError:
        raise UnsafeSetting(
            "BACKUP_PUBLIC_KEY is not a public key of age, or a letter of it is wrong. Copy it "
            "from the sheet that `coffeecop backup-key` printed: it begins with age1."
        ) from None


def _place(value: str) -> PlaceSetting:
    if value.startswith("/"):
        return PlaceSetting("folder", value, str(Path(value)))
    parts = split_url(value)
    if parts and parts.scheme == "sftp" and parts.username and not parts.password:
        host, port = parts.hostname or "", parts.port or 22
        folder, user = unquote(parts.path) or "/", unquote(parts.username)
        return PlaceSetting("sftp", f"sftp://{host}{parts.path}", folder, host, port, user)
    if parts and parts.scheme in ("s3", "s3+http"):
        return _bucket(parts)
    raise UnsafeSetting(f"BACKUP_PLACE cannot be used. {EXAMPLES}")


def _bucket(parts: SplitResult) -> PlaceSetting:
    host, (bucket, _, folder) = parts.hostname or "", parts.path.lstrip("/").partition("/")
    is_encrypted = parts.scheme == "s3"
    if not (parts.username and parts.password and bucket):
        raise UnsafeSetting(f"BACKUP_PLACE lacks a key, its secret or a bucket. {EXAMPLES}")
    if not is_encrypted and not is_local(host):
        raise UnsafeSetting("BACKUP_PLACE is another machine: begin it with s3://, without +http.")
    shown = f"s3://{host}/{bucket}/{folder}".rstrip("/")
    user, secret = unquote(parts.username), unquote(parts.password)
    region = parse_qs(parts.query).get("region", ["us-east-1"])[0]
    return PlaceSetting(
        "s3", shown, folder.strip("/"), host, parts.port, user, secret, bucket, region, is_encrypted
    )
