"""Event management. Each module adds its views to the blueprint."""

from coffeecop.staff.events.blueprint import bp
from coffeecop.staff.events.briefing import views as briefing
from coffeecop.staff.events.lines import views as lines
from coffeecop.staff.events.read_the_room import views as read_the_room
from coffeecop.staff.events.views import edit, index, publication

PAGES = (edit, index, publication)
FOLDERS = (briefing, lines, read_the_room)
__all__ = ["bp"]
