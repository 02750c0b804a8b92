"""Noting what people say, and the receipt of it; each module adds its views to the blueprint."""

from coffeecop.staff.events.capture.views import notes, receipt

__all__ = ["notes", "receipt"]
