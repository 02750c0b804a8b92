from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.parts.duty.checks import check_duty_alerts
from coffeecop.parts.duty.models import DutyAlert
from coffeecop.parts.duty.tests.rows import make_phone, put_on_duty
from coffeecop.parts.findings import Level
from tests.factories import make_staff, save
from tests.findings import look

pytestmark = pytest.mark.both_databases


def test_who_is_on_duty_without_a_phone_is_a_warning(app):
    assert look(check_duty_alerts) == [Level.OK]
    ana = make_staff()
    put_on_duty(ana)
    assert look(check_duty_alerts) == [Level.WARNING]

    make_phone(ana)
    assert look(check_duty_alerts) == [Level.OK]


def test_an_alert_that_failed_is_a_warning_for_a_week_and_one_that_waits_is_too(app):
    alert = save(DutyAlert(subscription_id=make_phone(make_staff()).id, payload="{}"))
    levels = []
    for values in (
        {},
        {"created_at": now() - timedelta(minutes=11)},
        {"failed_at": now() - timedelta(days=1)},
        {"failed_at": now() - timedelta(days=8)},
    ):
        save(alert, **values)
        levels += look(check_duty_alerts)

    assert levels == [Level.OK, Level.WARNING, Level.WARNING, Level.OK]
