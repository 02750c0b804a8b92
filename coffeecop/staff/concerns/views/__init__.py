"""Concerns for staff. Each module adds its views to the blueprint."""

from coffeecop.staff.concerns.blueprint import bp
from coffeecop.staff.concerns.views import answer, contact, index, show, triage
