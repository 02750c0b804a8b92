"""Pages of a tablet. Each module adds its routes to the same blueprint."""

from coffeecop.parts.tablet.views import arrivals, concerns
from coffeecop.parts.tablet.views.start import bp
