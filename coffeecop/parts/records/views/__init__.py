"""The records: how long they are kept, what a case holds, what is destroyed."""

from coffeecop.parts.records.views import destruction, holds, schedule
from coffeecop.parts.records.views.blueprint import bp
