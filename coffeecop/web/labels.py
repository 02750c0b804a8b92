"""What things are called on pages: filters and functions for templates."""

from types import FunctionType

from flask import Flask

from coffeecop.web import backup_labels, concern_labels, event_labels, matters_shown, roster_labels
from coffeecop.web.reports_shown import words_of_due


def init_app(app: Flask) -> None:
    for module in (backup_labels, concern_labels, event_labels, roster_labels):
        for name, label in vars(module).items():
            is_its_own = isinstance(label, FunctionType) and label.__module__ == module.__name__
            if is_its_own and not name.startswith("_"):
                app.add_template_filter(label)
    app.add_template_filter(concern_labels.USUAL_TEXTS.__getitem__, "usual_text")
    app.add_template_filter(concern_labels.ASKED_NAMES.__getitem__, "asked_name")
    app.add_template_filter(words_of_due)
    matters_shown.init_app(app)
