"""What is read outside the department: the form of a partner, and who has it on a receipt."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.models import Concern
from coffeecop.parts.links import Words
from coffeecop.parts.referrals.models import newest_referral
from coffeecop.web.forms import PublicForm, body_field
from coffeecop.web.i18n import local_day, localized


class ReplyForm(PublicForm):
    body = body_field(
        _l("Your reply"),
        _l("Write your reply first."),
        _l("Say what you will do and by when, or who else can help."),
    )


def who_has_it(concern: Concern) -> Words:
    referral = newest_referral(concern)
    if referral is None or referral.sent_at is None:
        return ""
    office = localized(referral.partner, "name")
    day = local_day(referral.sent_at, concern.event)
    return _("It was passed on to %(office)s on %(day)s.", office=office, day=day)
