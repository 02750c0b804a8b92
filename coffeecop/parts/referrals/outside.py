"""What is read outside the department: the form of a partner, and who has it on a receipt."""

from flask import abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coffeecop.db import db
from coffeecop.models import Concern, Event
from coffeecop.parts import is_off
from coffeecop.parts.links import Words
from coffeecop.parts.referrals.models import Referral, newest_referral
from coffeecop.web.forms import PublicForm, body_field
from coffeecop.web.i18n import local_day, localized
from coffeecop.web.tokens import hash_token


class ReplyForm(PublicForm):
    body = body_field(
        _l("Your reply"),
        _l("Write your reply first."),
        _l("Say what you will do and by when, or who else can help."),
    )


def referral_or_404(token: str) -> Referral:
    event = joinedload(Referral.concern).joinedload(Concern.event)
    found = db.session.scalars(
        select(Referral)
        .where(Referral.token_hash == hash_token(token))
        .options(joinedload(Referral.partner), event.joinedload(Event.agency))
    ).one_or_none()
    return found if found and not is_off(found.concern.event.agency) else abort(404)


def who_has_it(concern: Concern) -> Words:
    referral = newest_referral(concern)
    if referral is None or referral.sent_at is None:
        return ""
    office = localized(referral.partner, "name")
    day = local_day(referral.sent_at, concern.event)
    return _("It was passed on to %(office)s on %(day)s.", office=office, day=day)
