"""What is done to many concerns at once. Each module adds its views to the blueprint."""

from coffeecop.staff.concerns.bulk.views import answer, merge, steps

__all__ = ["answer", "merge", "steps"]
