"""The provider of this installation, if there is one."""

from typing import TYPE_CHECKING

from flask import current_app
from flask.blueprints import BlueprintSetupState

from coffeecop.parts.openid.settings import SETTINGS, openid_settings

if TYPE_CHECKING:
    from coffeecop.parts.openid.provider import Provider


def set_up(state: BlueprintSetupState) -> None:
    """Raises UnsafeSetting."""
    config = state.app.config
    settings = openid_settings(environ := config["ENVIRON"])
    config["SETTINGS"] |= {name: environ[name] for name in SETTINGS if environ.get(name)}
    state.app.extensions["openid_provider"] = None
    if settings:
        # Imported here: few departments have one, and its packages take ten megabytes.
        from coffeecop.parts.openid.provider import Provider

        state.app.extensions["openid_provider"] = Provider(settings)


def current_provider() -> "Provider | None":
    provider: Provider | None = current_app.extensions["openid_provider"]
    return provider
