"""Concerns for staff. Each module adds its views to the blueprint."""

from coffeecop.staff.concerns.bulk import views as bulk
from coffeecop.staff.concerns.referrals import views as referrals
from coffeecop.staff.concerns.triage import views as triage
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
    "referrals",
    "review",
    "saved_filters",
    "show",
    "triage",
]
