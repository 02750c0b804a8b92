"""Event management. Each module adds its views to the blueprint."""

from coffeecop.staff.events.arrivals import views as arrivals
from coffeecop.staff.events.views import edit, index, poster, publication
from coffeecop.staff.events.views.blueprint import bp

__all__ = ["arrivals", "bp", "edit", "index", "poster", "publication"]
