"""How an event is run, from its draft on; each module adds its views to the blueprint."""

from coffeecop.planning.views import listing, publishing, we_did, writing
from coffeecop.planning.views.blueprint import bp

__all__ = ["bp", "listing", "publishing", "we_did", "writing"]
