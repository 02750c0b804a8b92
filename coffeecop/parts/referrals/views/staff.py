"""Referring a concern to a partner, taking that back, and what staff find of it on pages."""

from typing import Any

from flask import Blueprint, abort, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.concerns.locks import IsComplaint
from coffeecop.concerns.states import CannotFollow
from coffeecop.db import db
from coffeecop.mail.outbox import mail_goes_out
from coffeecop.models import Concern
from coffeecop.parts.referrals.forms import ReferralForm
from coffeecop.parts.referrals.mail import is_on_its_way, text_to_give
from coffeecop.parts.referrals.models import (
    partners_in_use,
    referral_of,
    referral_with_id,
    referrals_of,
    referrals_to_recall,
    unanswered_referrals,
    unused_replies,
)
from coffeecop.parts.referrals.verbs import (
    CannotBeReferred,
    PartnerHasReplied,
    give,
    note_recall_told,
    refer_out,
    take_back,
)
from coffeecop.staff.concerns.tabs import tabs
from coffeecop.staff.concerns.views.blueprint import (
    concern_or_404,
    event_concern_or_404,
    filter_or_404,
    say_why_not,
    stay,
)
from coffeecop.staff.concerns.views.review import say_not_saved
from coffeecop.staff.concerns.views.show import concern_page
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.i18n import localized
from coffeecop.web.rendering import render, see_other

bp = Blueprint("staff_referrals", "coffeecop.parts.referrals", url_prefix="/staff/concerns")
bp.register_error_handler(CannotFollow, say_why_not)
bp.register_error_handler(IsComplaint, say_not_saved)


@bp.get("/<int:concern_id>/referrals/new")
@staff_only
def new(concern_id: int) -> ResponseReturnValue:
    concern = event_concern_or_404(concern_id)
    return _show_form(concern, _form(concern, formdata=None))


@bp.post("/<int:concern_id>/referrals")
@staff_only
def refer(concern_id: int) -> ResponseReturnValue:
    concern = event_concern_or_404(concern_id)
    form = _form(concern)
    if not form.validate_on_submit():
        return _show_form(concern, form)
    partner = form.partners[form.partner.data]
    key_hash = form.key_hash("referral", str(concern.id))
    try:
        refer_out(concern, partner, body=form.body.data, key_hash=key_hash, by=g.staff_member)
    except CannotBeReferred:
        return stay(concern, _("Not sent: a colleague or the resident was first."), "error")
    db.session.commit()
    name = localized(partner, "name")
    if mail_goes_out():
        return stay(concern, _("It goes to %(name)s by mail.", name=name))
    return stay(concern, _("Copy the text below and give it to %(name)s.", name=name))


@bp.post("/<int:concern_id>/referrals/<int:referral_id>/delivery")
@staff_only
def mark_given(concern_id: int, referral_id: int) -> ResponseReturnValue:
    concern = event_concern_or_404(concern_id)
    referral = referral_of(concern, referral_id) or abort(404)
    form = StaffForm()
    if not form.validate_on_submit():
        return concern_page(concern, referral_form=form)
    give(referral, by=g.staff_member)
    db.session.commit()
    return stay(concern, _("%(name)s has it.", name=localized(referral.partner, "name")))


@bp.post("/referrals/<int:referral_id>/recall")
@staff_only
def tell_recall(referral_id: int) -> ResponseReturnValue:
    referral = referral_with_id(referral_id, g.staff_member.agency_id) or abort(404)
    form = StaffForm()
    if not form.validate_on_submit():
        return referral_list(form)
    note_recall_told(referral)
    db.session.commit()
    return see_other("staff_concerns.index", referred=1)


@bp.post("/<int:concern_id>/referrals/<int:referral_id>/withdrawal")
@staff_only
def withdraw(concern_id: int, referral_id: int) -> ResponseReturnValue:
    concern = concern_or_404(concern_id)
    referral = referral_of(concern, referral_id) or abort(404)
    form = StaffForm()
    if not form.validate_on_submit():
        return concern_page(concern, referral_form=form)
    name = localized(referral.partner, "name")
    try:
        is_told = take_back(referral, by=g.staff_member)
    except PartnerHasReplied:
        return stay(concern, _("%(name)s has replied already.", name=name), "error")
    db.session.commit()
    if is_told:
        return stay(concern, _("It is taken back. A mail tells %(name)s.", name=name))
    if referral.went_out:
        flash(_("It is taken back. Tell %(name)s, who has it.", name=name), "error")
        return see_other("staff_concerns.index", referred=1)
    return stay(concern, _("It is taken back. %(name)s never got it.", name=name))


def _form(concern: Concern, **options: Any) -> ReferralForm:
    return ReferralForm(concern, partners=partners_in_use(concern.agency_id), **options)


def _show_form(concern: Concern, form: ReferralForm) -> ResponseReturnValue:
    return render(
        "referrals/new.html", fragment="form", concern=concern, form=form, args=filter_or_404().args
    )


def concern_section(concern: Concern) -> dict[str, Any]:
    """Return what was referred, and by id the texts that no mail brings to the partner."""
    referrals = referrals_of(concern)
    here = [each for each in referrals if not (each.went_out or is_on_its_way(each))]
    return {
        "referrals": referrals,
        "to_give": {each.id: text_to_give(each) for each in here},
        "referral_form": StaffForm(formdata=None),
    }


def referral_list(form: StaffForm | None = None) -> ResponseReturnValue:
    agency_id = g.staff_member.agency_id
    return render(
        "referrals/index.html",
        fragment="staff_content",
        form=form or StaffForm(formdata=None),
        replied=unused_replies(agency_id),
        waiting=unanswered_referrals(agency_id),
        recalls=referrals_to_recall(agency_id),
        **tabs("referred"),
    )
