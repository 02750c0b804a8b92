"""Concerns for staff. Each module adds its views to the blueprint."""

from coffeecop.staff.concerns.views import complaints, index, show
from coffeecop.staff.concerns.views.blueprint import bp

__all__ = ["bp", "complaints", "index", "show"]
