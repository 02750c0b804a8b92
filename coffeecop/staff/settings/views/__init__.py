"""The settings. Each module adds its views to the blueprint."""

from coffeecop.staff.settings.views import installation
from coffeecop.staff.settings.views.department import bp

__all__ = ["bp", "installation"]
