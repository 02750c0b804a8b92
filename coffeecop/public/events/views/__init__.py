"""Events, for residents. Each module adds its routes to the same blueprint."""

from coffeecop.public.events.views import files
from coffeecop.public.events.views.pages import bp, front

__all__ = ["bp", "files", "front"]
