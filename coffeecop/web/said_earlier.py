from datetime import datetime, timedelta

from wtforms.widgets import HiddenInput

from coffeecop.db import now
from coffeecop.web.forms import LONGEST_FORM_LIFE, WholeNumberField, replace_process_error


class SaidEarlierMixin:
    """Adds how long ago it was said, for a device that kept it until there was a network."""

    # What cannot be a number of seconds is not believed, and no fault of whoever sends it.
    seconds_ago = WholeNumberField(widget=HiddenInput(), validators=[replace_process_error(None)])

    @property
    def said_at(self) -> datetime:
        """Return when it was said; now if the device did not say, or what it says cannot be."""
        seconds = self.seconds_ago.data or 0
        is_possible = 0 <= seconds <= LONGEST_FORM_LIFE.total_seconds()
        return now() - timedelta(seconds=seconds if is_possible else 0)
