"""Matters for staff. Each module adds its views to the blueprint."""

from coffeecop.staff.matters.views import index, likely, taps
from coffeecop.staff.matters.views.blueprint import bp

__all__ = ["bp", "index", "likely", "taps"]
