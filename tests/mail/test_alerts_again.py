"""What may be danger and nobody looks after is told once more."""

from datetime import datetime, timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.mail.alerts import write_alerts
from coffeecop.models import MailKind, OutboxMessage, Role
from tests.factories import MINUTE, make_concern, make_flag, make_staff, save
from tests.stored import all_of, reload

NOON = datetime(2027, 3, 7, 20).astimezone()

pytestmark = [pytest.mark.usefixtures("mail_port"), pytest.mark.both_databases]


def told_after(clock, minutes):
    """Let time pass, write the alerts that are due, and return who has got one by now."""
    clock.shift(minutes * MINUTE)
    write_alerts()
    for mail in all_of(OutboxMessage):
        mail.mark_sent()
    db.session.commit()
    return [mail.staff_id for mail in all_of(OutboxMessage) if mail.kind == MailKind.ALERT]


@pytest.mark.parametrize("is_taken", [False, True])
def test_what_nobody_took_for_half_an_hour_is_told_again_to_the_deputy_too(clock, is_taken):
    ana, bob, deputy = (
        make_staff(role, created_at=NOON - timedelta(days=7))
        for role in (Role.ORGANIZER, Role.OFFICER, Role.OFFICER)
    )
    concern = make_concern(assigned_to_id=bob.id, deputy_id=deputy.id)
    flag = make_flag(concern=concern)
    assert told_after(clock, 1) == [ana.id]
    if is_taken:
        flag = reload(flag)
        save(flag, taken_at=now(), taken_by_id=bob.id)

    assert told_after(clock, 20) == [ana.id]
    again = told_after(clock, 11)

    assert sorted(again) == ([ana.id] if is_taken else sorted([ana.id, ana.id, bob.id, deputy.id]))
    assert len(told_after(clock, 40)) == len(again), "and not a third time"
