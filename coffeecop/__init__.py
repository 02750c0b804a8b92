"""The app. It is imported when it is made: the engine's own processes start faster without it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def create_app(environ: Mapping[str, str] | None = None) -> "Flask":
    """Create the app from environment variables. Raises UnsafeSetting."""
    from coffeecop import factory

    return factory.create_app(environ)
