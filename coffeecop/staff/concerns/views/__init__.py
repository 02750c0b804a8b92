"""Concerns for staff. Each module adds its views to the blueprint."""

from coffeecop.staff.concerns.bulk import views as bulk
from coffeecop.staff.concerns.triage import views as triage
from coffeecop.staff.concerns.views import (
    answer,
    changes,
    contact,
    flags,
    index,
    ready_words,
    receipt,
    review,
    saved_filters,
    show,
)
from coffeecop.staff.concerns.views.blueprint import bp

__all__ = [
    "answer",
    "bp",
    "bulk",
    "changes",
    "contact",
    "flags",
    "index",
    "ready_words",
    "receipt",
    "review",
    "saved_filters",
    "show",
    "triage",
]
