"""What came of it, for residents. Each module adds its routes to the same blueprint."""

from coffeecop.public.matters.views import confirming
from coffeecop.public.matters.views.pages import bp
