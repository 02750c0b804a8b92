"""Concerns for staff. Each module adds its views to the blueprint."""

from coffeecop.staff.concerns.bulk import views as bulk
from coffeecop.staff.concerns.triage import views as triage
from coffeecop.staff.concerns.views import changes, flags, index, ready_words, receipt, review, show
from coffeecop.staff.concerns.views.blueprint import bp

MODULES = (bulk, changes, flags, index, ready_words, receipt, review, show, triage)
__all__ = ["bp"]
