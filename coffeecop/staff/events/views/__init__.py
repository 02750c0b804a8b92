"""Event management. Each module adds its views to the blueprint."""

from coffeecop.staff.events.series import views as series
from coffeecop.staff.events.views import edit, index, poster, publication
from coffeecop.staff.events.views.blueprint import bp

__all__ = ["bp", "edit", "index", "poster", "publication", "series"]
