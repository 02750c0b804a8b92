"""Event management. Each module adds its views to the blueprint."""

from coffeecop.staff.events.briefing import views as briefing
from coffeecop.staff.events.views import edit, index, poster, publication
from coffeecop.staff.events.views.blueprint import bp

__all__ = ["bp", "briefing", "edit", "index", "poster", "publication"]
