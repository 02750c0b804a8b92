"""Event management. Each module adds its views to the blueprint."""

from coffeecop.staff.events.checklist import views as checklist
from coffeecop.staff.events.views import edit, index, poster, publication
from coffeecop.staff.events.views.blueprint import bp

__all__ = ["bp", "checklist", "edit", "index", "poster", "publication"]
