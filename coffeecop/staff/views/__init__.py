"""The doors, and who may pass them; each module adds its views to the blueprint."""

from coffeecop.staff.views import account, people, settings, signing_in
from coffeecop.staff.views.blueprint import bp

__all__ = ["account", "bp", "people", "settings", "signing_in"]
