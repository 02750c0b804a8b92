"""Matters for staff. Each module adds its views to the blueprint."""

from coffeecop.staff.matters.views import index, taps
from coffeecop.staff.matters.views.blueprint import bp
