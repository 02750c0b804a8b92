"""Concerns for staff. Each module adds its views to the blueprint."""

from coffeecop.staff.concerns.views import contact, flags, index, review, show, sorting
from coffeecop.staff.concerns.views.blueprint import bp

__all__ = ["bp", "contact", "flags", "index", "review", "show", "sorting"]
