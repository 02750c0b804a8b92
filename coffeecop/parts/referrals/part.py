"""Referrals: what is not for the police goes to a partner, an office outside the department."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload

from coffeecop.concerns.states import may_follow
from coffeecop.db import db
from coffeecop.models import Concern, ConcernState, StaffMember
from coffeecop.parts import Part, TodayLine
from coffeecop.parts.hooks import Findable, RowFaults
from coffeecop.parts.links import (
    AuditField,
    ConcernLink,
    ConcernSection,
    ConcernTab,
    ListOfSettings,
)
from coffeecop.parts.referrals.models import (
    Referral,
    ReferralAction,
    recalls_to_tell,
    replies_to_use,
    reply_of,
)
from coffeecop.parts.referrals.outside import who_has_it
from coffeecop.parts.referrals.page import concern_section, referral_list
from coffeecop.parts.referrals.partners import PARTNERS
from coffeecop.parts.referrals.views.reply import bp as of_partners
from coffeecop.parts.referrals.views.staff import bp
from coffeecop.parts.resident_links import ReceiptFact


def has_reply(shown: Mapping[str, Any]) -> bool:
    """Return whether there is one, which stands above the answer for which it is used."""
    return any(each.reply for each in shown["referrals"])


def texts_of(row: Referral) -> Iterator[tuple[str, str | None, datetime, None]]:
    yield _("To %(office)s", office=row.partner.name_en), row.body, row.created_at, None
    yield row.partner.name_en, row.reply, row.replied_at or row.created_at, None


def with_nobody() -> Iterator[str]:
    has_referral = exists().where(
        Referral.concern_id == Concern.id, Referral.withdrawn_at.is_(None)
    )
    passed_on = select(Concern.id).where(
        Concern.state == ConcernState.PASSED_ON, Concern.is_there(), ~has_referral
    )
    for concern_id in db.session.scalars(passed_on.order_by(Concern.id)):
        yield f"Concern {concern_id} is passed on, but no office has it."


def number_of(referrals: Select[Referral]) -> Any:
    return referrals.with_only_columns(func.count(Referral.id)).scalar_subquery()


def recalls(member: StaffMember) -> Any:
    return number_of(recalls_to_tell(member.agency_id))


def replies(member: StaffMember) -> Any:
    return number_of(replies_to_use(member.agency_id))


def list_url() -> str:
    return url_for("staff_concerns.index", referred=1)


PART = Part(
    name="referrals",
    title=_l("Referrals"),
    purpose=_l("What is not for the police goes to another office, without who sent it"),
    starts_on=True,
    blueprints=[bp, of_partners],
    audit={
        "concerns": {
            ReferralAction.CONCERN_REFERRED: _l("%(who)s referred %(what)s"),
            ReferralAction.REFERRAL_WITHDRAWN: _l("%(who)s took back the referral of %(what)s"),
            ReferralAction.REFERRAL_REPLIED: _l("A partner replied about %(what)s"),
        },
        "settings": {ReferralAction.PARTNERS_CHANGED: _l("%(who)s changed the partners")},
    },
    links=[
        ConcernLink(
            "mail",
            "staff_referrals.new",
            _l("To an office outside"),
            lambda concern: may_follow(concern, ConcernState.PASSED_ON),
        ),
        ConcernSection("referrals/list.html", concern_section, has_reply, reply_of),
        ConcernTab("referred", _l("Referred out"), referral_list),
        Findable(
            "referral",
            _l("Referral %(number)s"),
            select(Referral).options(joinedload(Referral.partner)),
            texts_of,
        ),
        ReceiptFact(who_has_it),
        RowFaults(with_nobody),
        ListOfSettings(PARTNERS, 2, _l("Answer templates, services, partners and the checklist")),
        AuditField("partner", _l("Partner"), str),
    ],
    today=[
        TodayLine(
            "mail",
            recalls,
            lambda number: ngettext(
                "Tell a partner that %(num)s concern is no longer theirs",
                "Tell partners that %(num)s concerns are no longer theirs",
                number,
            ),
            list_url,
        ),
        TodayLine(
            "mail",
            replies,
            lambda number: ngettext(
                "%(num)s reply from a partner", "%(num)s replies from partners", number
            ),
            list_url,
        ),
    ],
)
