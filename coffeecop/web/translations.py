"""Compiles the translations at start, and gives them to templates: a fresh clone needs no step."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

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
    """Give templates the catalogue by language: Flask-Babel looks it up anew for each string.

    Jinja's own functions look up another three times what they call, for each string.
    """
    catalogues: dict[Language, Any] = {}

    def catalogue() -> Any:
        language = language_here()
        if language not in catalogues:
            catalogues[language] = get_translations()
        return catalogues[language]

    @pass_eval_context
    def gettext(context: EvalContext, message: str, /, **values: Any) -> str:
        words: str = catalogue().ugettext(message)
        return (Markup(words) if context.autoescape else words) % values  # noqa: S704 (ours)

    @pass_eval_context
    def ngettext(context: EvalContext, one: str, many: str, num: int, /, **values: Any) -> str:
        words: str = catalogue().ungettext(one, many, num)
        return (Markup(words) if context.autoescape else words) % {"num": num, **values}  # noqa: S704

    app.jinja_env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)
