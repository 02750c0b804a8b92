"""Scheduled mail: staff read at seven what waits, and the evening before an event what comes."""

from flask_babel import lazy_gettext as _l

from coffeecop.parts import Job, Part
from coffeecop.parts.links import Section, Spot
from coffeecop.parts.scheduled_mail.jobs.digest import write_digests
from coffeecop.parts.scheduled_mail.jobs.evening_before import write_briefings
from coffeecop.parts.scheduled_mail.schedule import NAME
from coffeecop.parts.scheduled_mail.views import account_section, bp

SECONDS_BETWEEN = 15

PART = Part(
    name=NAME,
    title=_l("Scheduled mail"),
    purpose=_l("Mail at 7 with what waits, and a briefing the evening before an event"),
    starts_on=True,
    blueprints=[bp],
    jobs=[
        Job("digests", write_digests, SECONDS_BETWEEN, writes_mail=True),
        Job("briefings", write_briefings, SECONDS_BETWEEN, writes_mail=True),
    ],
    links=[Section(Spot.ACCOUNT, "scheduled_mail/account.html", account_section)],
)
