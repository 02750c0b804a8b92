"""The channel of a department and what rings whose phone move to tables of their own."""

from datetime import time

import pytest

from tests.old_rows import MOMENT, add, app_at, move_to, rows_of

# A migration that was released does not change.
pytestmark = [pytest.mark.both_databases, pytest.mark.slow]


def test_each_channel_and_each_choice_is_kept(environ, new_database):
    with app_at("1.1", environ, new_database):
        add("agencies", time_zone="America/Los_Angeles", teams_url="https://a.logic.azure.com/")
        add("agencies", time_zone="America/Los_Angeles")
        chosen = {"wakes_answers": True, "wakes_flags": False, "woken_at": MOMENT}
        for number, values in ((1, chosen), (2, {})):
            add("staff", name="Ana Example", email=f"ana{number}@example.org")
            quiet = {"quiet_from": time(22), "quiet_until": time(7)}
            add("staff_notifications", staff_id=number, **quiet, **values)
        move_to("head")

        assert [(row.agency_id, row.url) for row in rows_of("duty_channels")] == [
            (1, "https://a.logic.azure.com/")
        ]
        choices = [
            (row.staff_id, row.answers, row.flags, row.complaints, row.woken_at)
            for row in rows_of("duty_choices")
        ]
        assert choices == [(1, True, False, True, MOMENT), (2, False, True, True, None)]
