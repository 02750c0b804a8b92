"""Concerns for staff. Each module adds its views to the blueprint."""

from coffeecop.staff.concerns.bulk import views as bulk
from coffeecop.staff.concerns.views import (
    changes,
    complaints,
    flags,
    index,
    likeness,
    receipt,
    review,
    saved_filters,
    show,
)
from coffeecop.staff.concerns.views.blueprint import bp

__all__ = [
    "bp",
    "bulk",
    "changes",
    "complaints",
    "flags",
    "index",
    "likeness",
    "receipt",
    "review",
    "saved_filters",
    "show",
]
