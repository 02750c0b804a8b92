"""What administrators do with the list of topics; each module adds its views to the blueprint."""

from coffeecop.topic_list.views import listing, reshaping, sorting, writing
from coffeecop.topic_list.views.blueprint import bp

__all__ = ["bp", "listing", "reshaping", "sorting", "writing"]
