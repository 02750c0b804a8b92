"""The topic list. Each module adds its views to the blueprint."""

from coffeecop.staff.topics.views import edit, index, new, topic
from coffeecop.staff.topics.views.index import bp

__all__ = ["bp", "edit", "index", "new", "topic"]
