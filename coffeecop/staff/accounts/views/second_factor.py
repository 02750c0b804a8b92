"""The own second factor and its recovery codes, and the page that asks again who it is."""

from flask import g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pyotp import random_base32

from coffeecop.db import db
from coffeecop.staff.accounts.forms import ButtonForm, SecondFactorForm
from coffeecop.staff.accounts.people_page import back_to_person, tapped_person
from coffeecop.staff.accounts.views.sign_in import bp
from coffeecop.staff.identity import second_factor as actions
from coffeecop.staff.identity.auth import (
    admin_only,
    begin_session,
    end_all_sessions,
    safe_staff_url,
    staff_with_overdue_factor_too,
)
from coffeecop.staff.identity.confirmation import (
    ConfirmationForm,
    ask_again,
    confirm_identity,
    recently_confirmed,
)
from coffeecop.staff.identity.second_factor import WrongCode
from coffeecop.web.rendering import flash_to, render, see_other

# Session key of new recovery codes, until the page shows them once.
NEW_CODES = "new_recovery_codes"


@bp.get("/account/second-factor")
@staff_with_overdue_factor_too
@recently_confirmed
def second_factor() -> ResponseReturnValue:
    """Show it, what sets up another (?open=new), or once the codes that were just made."""
    if codes := session.pop(NEW_CODES, None):
        return render("staff/accounts/recovery_codes.html", fragment="codes", codes=codes)
    if request.args.get("open") == "new":
        return _show_set_up(SecondFactorForm())
    return _show_second_factor(ButtonForm())


@bp.post("/account/second-factor")
@staff_with_overdue_factor_too
@recently_confirmed
def set_second_factor() -> ResponseReturnValue:
    member = g.staff_member
    form = SecondFactorForm().or_show(_show_set_up)
    secret = _sent_secret(form)
    if secret is None:
        form.form_errors.append(_("This page was out of date. Scan the new picture."))
        return _show_set_up(form)
    try:
        codes = actions.set_second_factor(member, secret, code=form.code.data)
    except WrongCode:
        form.code.errors = [_("This code is not right. Wait for the next one, then type it.")]
        return _show_set_up(form)
    end_all_sessions(member, but=g.staff_session)
    session[NEW_CODES] = codes
    db.session.commit()
    return see_other("accounts.second_factor")


@bp.post("/account/second-factor/remove")
@staff_with_overdue_factor_too
@recently_confirmed
def remove_second_factor() -> ResponseReturnValue:
    member = g.staff_member
    form = ButtonForm().or_show(_show_second_factor)
    if not member.has_second_factor:
        return see_other("accounts.second_factor")
    if refusal := actions.refusal_to_remove(member):
        form.form_errors.append(refusal)
        return _show_second_factor(form)
    is_own_device = g.staff_session.is_own_device
    actions.remove_second_factor(member, by=member)
    begin_session(member, is_own_device=is_own_device)
    db.session.commit()
    words = _(
        "Your second factor is removed. Wherever else you were signed in, you are signed out."
    )
    return flash_to(words, "accounts.account")


@bp.post("/account/recovery-codes")
@staff_with_overdue_factor_too
@recently_confirmed
def make_recovery_codes() -> ResponseReturnValue:
    ButtonForm().or_show(_show_second_factor)
    if not g.staff_member.has_second_factor:
        return see_other("accounts.second_factor")
    session[NEW_CODES] = actions.make_recovery_codes(g.staff_member)
    db.session.commit()
    return see_other("accounts.second_factor")


@bp.post("/people/<int:staff_id>/second-factor/remove")
@admin_only
@recently_confirmed
def remove_second_factor_of(staff_id: int) -> ResponseReturnValue:
    own = _("Replace your own on the page of your account.")
    member = tapped_person(staff_id, lambda member: own if member is g.staff_member else None)
    actions.remove_second_factor(member, by=g.staff_member)
    db.session.commit()
    removed = _(
        "The second factor is removed, and %(name)s is signed out everywhere.", name=member.name
    )
    if not member.password_hash:
        too_short = _(
            "The password was too short without it and is removed too."
            " Make a link to set a new one."
        )
        removed = f"{removed} {too_short}"
    return back_to_person(member, removed)


def _show_second_factor(form: ButtonForm) -> ResponseReturnValue:
    member = g.staff_member
    if not member.has_second_factor:
        return _show_set_up(SecondFactorForm(formdata=None), problem=form)
    return render(
        "staff/accounts/second_factor.html",
        fragment="second_factor",
        form=form,
        is_needed=member.needs_second_factor,
        codes_left=actions.count_recovery_codes(member),
    )


def _show_set_up(
    form: SecondFactorForm, *, problem: ButtonForm | None = None
) -> ResponseReturnValue:
    member = g.staff_member
    secret = _sent_secret(form) or random_base32()
    form.sealed.data = actions.seal_secret(member, secret)
    return render(
        "staff/accounts/second_factor_set_up.html",
        fragment="form",
        form=form,
        problem=problem or form,
        secret=secret,
        address=actions.setup_address(member, secret),
    )


def _sent_secret(form: SecondFactorForm) -> str | None:
    seconds = actions.SECONDS_TO_SET_UP
    return actions.unseal_secret(g.staff_member, form.sealed.data or "", max_seconds=seconds)


@bp.get("/confirmation")
@staff_with_overdue_factor_too
def confirmation() -> ResponseReturnValue:
    wanted = safe_staff_url(request.args.get("next")) or url_for("today.index")
    return render(
        "staff/confirmation.html",
        fragment="confirmation",
        form=ConfirmationForm(g.staff_member, formdata=None),
        action=url_for("accounts.confirm"),
        sent=[("next", wanted)],
    )


@bp.post("/confirmation")
@staff_with_overdue_factor_too
def confirm() -> ResponseReturnValue:
    form = ConfirmationForm(g.staff_member)
    if not confirm_identity(form):
        return ask_again(form)
    return redirect(safe_staff_url(request.form.get("next")) or url_for("today.index"), code=303)
