"""Event management. Each module adds its views to the blueprint."""

from coffeecop.staff.events.print_kit import views as print_kit
from coffeecop.staff.events.views import edit, index, publication
from coffeecop.staff.events.views.blueprint import bp

__all__ = ["bp", "edit", "index", "print_kit", "publication"]
