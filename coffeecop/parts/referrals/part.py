"""Referrals: what is not for the police goes to a partner, an office outside the department."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload

from coffeecop.concerns.states import may_follow
from coffeecop.db import db
from coffeecop.models import Concern, ConcernState, StaffMember
from coffeecop.parts import Part, TodayLine
from coffeecop.parts.hooks import Findable, Hook, When
from coffeecop.parts.links import (
    AuditFields,
    ConcernTab,
    ListOfSettings,
    PageLink,
    Section,
    Snippet,
    Spot,
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


PART = Part(
    name="referrals",
    title=_l("Referrals"),
    purpose=_l("What is not for the police goes to another office, without who sent it"),
    starts_on=True,
    blueprints=[bp, of_partners],
    audit={
        "concerns": [
            each for each in ReferralAction if each is not ReferralAction.PARTNERS_CHANGED
        ],
        "settings": [ReferralAction.PARTNERS_CHANGED],
    },
    links=[
        PageLink(
            Spot.CONCERN,
            "staff_referrals.new",
            _l("To an office outside"),
            "mail",
            lambda concern, _: may_follow(concern, ConcernState.PASSED_ON),
        ),
        Section(Spot.CONCERN, "referrals/list.html", concern_section),
        Snippet(Spot.ANSWER, reply_of),
        ConcernTab("referred", _l("Referred out"), referral_list),
        Findable(
            "referral",
            _l("Referral %(number)s"),
            select(Referral).options(joinedload(Referral.partner)),
            texts_of,
        ),
        Snippet(Spot.RECEIPT, who_has_it),
        Hook(When.VERIFIED, with_nobody),
        ListOfSettings(PARTNERS, 2, _l("Answer templates, services, partners and the checklist")),
        AuditFields({"partner": _l("Partner")}),
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
            "staff_concerns.index",
            arguments={"referred": 1},
        ),
        TodayLine(
            "mail",
            replies,
            lambda number: ngettext(
                "%(num)s reply from a partner", "%(num)s replies from partners", number
            ),
            "staff_concerns.index",
            arguments={"referred": 1},
        ),
    ],
)
