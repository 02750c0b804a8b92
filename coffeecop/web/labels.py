"""What things are called on pages: filters and functions for templates."""

from flask import Flask

from coffeecop.web import (
    backup_labels,
    concern_labels,
    event_labels,
    matters_shown,
    reports_shown,
    roster_labels,
)


def init_app(app: Flask) -> None:
    for each in (
        backup_labels,
        concern_labels,
        event_labels,
        matters_shown,
        reports_shown,
        roster_labels,
    ):
        each.init_app(app)
