"""The records: how long they are kept, what a case holds, what is destroyed."""

from coffeecop.staff.records.views import destruction, index
from coffeecop.staff.records.views.blueprint import bp

__all__ = ["bp", "destruction", "index"]
