"""What staff see of referrals: on the page of a concern, in a list of their own, and the form."""

from typing import Any

from flask import Response, abort, g
from werkzeug.wrappers import Response as BaseResponse

from coffeecop.db import db
from coffeecop.models import Concern
from coffeecop.parts.referrals import models
from coffeecop.parts.referrals.forms import ReferralForm
from coffeecop.parts.referrals.mail import is_on_its_way, text_to_give
from coffeecop.parts.referrals.models import Referral
from coffeecop.staff.concerns.blueprint import concern_or_404, filter_or_404
from coffeecop.staff.concerns.list_page import tabs
from coffeecop.staff.concerns.page import concern_page
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, see_other


def referral_or_404(concern_id: int, referral_id: int) -> Referral:
    return models.referral_of(concern_or_404(concern_id), referral_id) or abort(404)


def listed_referral_or_404(referral_id: int) -> Referral:
    own = models.all_referrals(g.staff_member.agency_id).where(Referral.id == referral_id)
    return db.session.scalar(own) or abort(404)


def back_to_list() -> BaseResponse:
    return see_other("staff_concerns.index", referred=1)


def show_form(concern: Concern, form: ReferralForm) -> Response:
    args = filter_or_404().args
    return render("referrals/new.html", fragment="form", concern=concern, form=form, args=args)


def show_concern(referral: Referral, form: StaffForm) -> Response:
    return concern_page(referral.concern, referral_form=form)


def concern_section(concern: Concern) -> dict[str, Any]:
    """Return what was referred, and by id the texts that no mail brings to the partner."""
    referrals = models.referrals_of(concern)
    here = [each for each in referrals if not (each.went_out or is_on_its_way(each))]
    return {
        "referrals": referrals,
        "to_give": {each.id: text_to_give(each) for each in here},
        "referral_form": StaffForm(formdata=None),
        # A reply stands above the answer for which it is used.
        "comes_first": any(each.reply for each in referrals),
    }


def referral_list(form: StaffForm | None = None) -> Response:
    agency_id = g.staff_member.agency_id
    return render(
        "referrals/index.html",
        fragment="staff_content",
        form=form or StaffForm(formdata=None),
        replied=models.listed(models.replies_to_use(agency_id), Referral.replied_at),
        waiting=models.listed(
            models.open_referrals(agency_id).where(Referral.replied_at.is_(None))
        ),
        recalls=models.listed(models.recalls_to_tell(agency_id)),
        **tabs("referred"),
    )
