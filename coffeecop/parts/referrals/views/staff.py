"""Referring a concern to a partner, and taking that back."""

from flask import Blueprint, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.parts.referrals import page, verbs
from coffeecop.parts.referrals.forms import ReferralForm
from coffeecop.staff.concerns.blueprint import event_concern_or_404, stay
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.forms import StaffForm
from coffeecop.web.i18n import localized

bp = Blueprint("staff_referrals", "coffeecop.parts.referrals", url_prefix="/staff/concerns")


@bp.get("/<int:concern_id>/referrals/new")
@staff_only
def new(concern_id: int) -> ResponseReturnValue:
    concern = event_concern_or_404(concern_id)
    return page.show_form(concern, ReferralForm(concern, formdata=None))


@bp.post("/<int:concern_id>/referrals")
@staff_only
def refer(concern_id: int) -> ResponseReturnValue:
    concern = event_concern_or_404(concern_id)
    form = ReferralForm(concern).or_show(lambda form: page.show_form(concern, form))
    partner = form.partners[form.partner.data]
    key_hash = form.key_hash("referral", str(concern.id))
    try:
        is_sent = verbs.refer_out(
            concern, partner, body=form.body.data, key_hash=key_hash, by=g.staff_member
        )
    except verbs.CannotBeReferred:
        return stay(concern, _("Not sent: a colleague or the resident was first."), "error")
    db.session.commit()
    name = localized(partner, "name")
    if is_sent:
        return stay(concern, _("It goes to %(name)s by mail.", name=name))
    return stay(concern, _("Copy the text below and give it to %(name)s.", name=name))


@bp.post("/<int:concern_id>/referrals/<int:referral_id>/delivery")
@staff_only
def mark_given(concern_id: int, referral_id: int) -> ResponseReturnValue:
    event_concern_or_404(concern_id)
    referral = page.referral_or_404(concern_id, referral_id)
    StaffForm().or_show(lambda form: page.show_concern(referral, form))
    verbs.give(referral, by=g.staff_member)
    db.session.commit()
    return stay(referral.concern, _("%(name)s has it.", name=localized(referral.partner, "name")))


@bp.post("/referrals/<int:referral_id>/recall")
@staff_only
def tell_recall(referral_id: int) -> ResponseReturnValue:
    referral = page.listed_referral_or_404(referral_id)
    StaffForm().or_show(page.referral_list)
    verbs.note_recall_told(referral)
    db.session.commit()
    return page.back_to_list()


@bp.post("/<int:concern_id>/referrals/<int:referral_id>/withdrawal")
@staff_only
def withdraw(concern_id: int, referral_id: int) -> ResponseReturnValue:
    referral = page.referral_or_404(concern_id, referral_id)
    StaffForm().or_show(lambda form: page.show_concern(referral, form))
    concern, name = referral.concern, localized(referral.partner, "name")
    try:
        is_notified = verbs.take_back(referral, by=g.staff_member)
    except verbs.PartnerHasReplied:
        return stay(concern, _("%(name)s has replied already.", name=name), "error")
    db.session.commit()
    if is_notified:
        return stay(concern, _("It is taken back. A mail tells %(name)s.", name=name))
    if referral.went_out:
        flash(_("It is taken back. Tell %(name)s, who has it.", name=name), "error")
        return page.back_to_list()
    return stay(concern, _("It is taken back. %(name)s never got it.", name=name))
