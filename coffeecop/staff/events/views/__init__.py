"""Event management. Each module adds its views to the blueprint."""

from coffeecop.staff.events.paper_cards import views as paper_cards
from coffeecop.staff.events.views import edit, index, poster, publication
from coffeecop.staff.events.views.blueprint import bp

__all__ = ["bp", "edit", "index", "paper_cards", "poster", "publication"]
