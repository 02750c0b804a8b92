"""What staff do with concerns; each module adds its views to the blueprint."""

from coffeecop.triage.views import concern, contact, review, sorting
from coffeecop.triage.views.blueprint import bp

__all__ = ["bp", "concern", "contact", "review", "sorting"]
