"""Promises for staff. Each module adds its views to the blueprint."""

from coffeecop.staff.promises.views import edit, index
from coffeecop.staff.promises.views.blueprint import bp

__all__ = ["bp", "edit", "index"]
