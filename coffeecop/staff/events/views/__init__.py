"""Event management. Each module adds its views to the blueprint."""

from coffeecop.staff.events.blueprint import bp
from coffeecop.staff.events.briefing import views as briefing
from coffeecop.staff.events.lines import views as lines
from coffeecop.staff.events.views import edit, index, publication
