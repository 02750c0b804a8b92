"""Event management. Each module adds its views to the blueprint."""

from coffeecop.staff.events.views import edit, holding, index, publication, show, we_did
from coffeecop.staff.events.views.blueprint import bp

__all__ = ["bp", "edit", "holding", "index", "publication", "show", "we_did"]
