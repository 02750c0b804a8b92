"""Concerns for staff. Each module adds its views to the blueprint."""

from importlib import import_module
from pkgutil import iter_modules

from coffeecop.staff.concerns.bulk import views as bulk
from coffeecop.staff.concerns.triage import views as triage
from coffeecop.staff.concerns.views.blueprint import bp

for each in iter_modules(__path__, f"{__name__}."):
    import_module(each.name)

__all__ = ["bp", "bulk", "triage"]
