"""On duty: an urgent flag rings the phone of whoever is on duty, and is told in Teams."""

from flask_babel import lazy_gettext as _l

from coffeecop.models import Role
from coffeecop.parts import Job, Part
from coffeecop.parts.duty.blueprint import bp
from coffeecop.parts.duty.checks import check_duty_alerts
from coffeecop.parts.duty.jobs.alerts import write_duty_alerts
from coffeecop.parts.duty.models import NAME
from coffeecop.parts.duty.page import account_section
from coffeecop.parts.duty.views import account, settings
from coffeecop.parts.links import Entry, Section, Spot

SECONDS_BETWEEN = 15


def deliver_due() -> None:
    # Imported here: web servers send nothing.
    from coffeecop.parts.duty.jobs import push

    push.deliver_due()


PAGES = (account, settings)
PART = Part(
    name=NAME,
    title=_l("On duty: phones and Teams"),
    purpose=_l("The person on duty hears about an urgent flag at once, without opening mail"),
    blueprints=[bp],
    jobs=[
        Job("duty alerts", write_duty_alerts, SECONDS_BETWEEN),
        Job("push", deliver_due, SECONDS_BETWEEN),
    ],
    links=[
        Entry("phone", "duty.index", _l("On duty"), "", (Role.ADMIN,), page="settings"),
        Section(Spot.ACCOUNT, "duty/account.html", account_section),
    ],
    checks=[check_duty_alerts],
)
