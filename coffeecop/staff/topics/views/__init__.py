"""How administrators edit the list of topics. Each module adds its views to the blueprint."""

from coffeecop.staff.topics.views import edit, index, reshaping, sorting
from coffeecop.staff.topics.views.blueprint import bp

__all__ = ["bp", "edit", "index", "reshaping", "sorting"]
