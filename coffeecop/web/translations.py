"""Compiles the translations at start, and gives them to templates: a fresh clone needs no step."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import get_translations

from coffeecop.models import Language


def compile_catalogues(folder: Path) -> None:
    """Compile each catalogue that has changed. Safe with several processes."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        if compiled.exists() and not os.access(compiled.parent, os.W_OK):
            continue  # Compiled in advance, in a read-only image.
        draft = compiled.with_name(f"{compiled.name}.{os.getpid()}")
        with source.open("rb") as words, draft.open("wb") as file:
            write_mo(file, read_po(words, locale=source.parent.parent.name))
        draft.replace(compiled)


def translate_templates(app: Flask, language_here: Callable[[], Language]) -> None:
    """Give templates the catalogue by language: Flask-Babel looks it up anew for each string."""
    catalogues: dict[Language, Any] = {}

    def catalogue() -> Any:
        language = language_here()
        if language not in catalogues:
            catalogues[language] = get_translations()
        return catalogues[language]

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda message: catalogue().ugettext(message),
        ngettext=lambda one, many, number: catalogue().ungettext(one, many, number),
        newstyle=True,
    )
