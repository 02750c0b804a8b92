"""Editing the topic list. Each module adds its views to the blueprint."""

from coffeecop.staff.topics.views import edit, index, note, operations
from coffeecop.staff.topics.views.blueprint import bp

__all__ = ["bp", "edit", "index", "note", "operations"]
