"""Concerns for staff. Each module adds its views to the blueprint."""

from coffeecop.staff.concerns.referrals import views as referrals
from coffeecop.staff.concerns.views import (
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
    "complaints",
    "flags",
    "index",
    "likeness",
    "receipt",
    "referrals",
    "review",
    "saved_filters",
    "show",
]
