"""Sending a concern and coming back to it; each module adds its views to the blueprint."""

from coffeecop.public.concerns.views import receipts, submission
from coffeecop.public.concerns.views.submission import bp
