"""Signing in and out, and setting a password by a one-time link."""

import logging

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, refresh
from flask_babel.speaklater import LazyString

from coffeecop.db import db
from coffeecop.models import Agency, AuditAction, StaffLink, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.staff import staff_member_by_email
from coffeecop.parts import parts, sign_in_provider
from coffeecop.staff.accounts import actions
from coffeecop.staff.accounts.first_step import FirstStep, remember_first_step
from coffeecop.staff.accounts.forms import FirstAdministratorForm, LinkForm, SignInForm
from coffeecop.staff.accounts.links import LinkGone
from coffeecop.staff.accounts.queries import sole_agency, usable_link
from coffeecop.staff.identity.auth import authenticate, begin_session, end_session, safe_staff_url
from coffeecop.staff.identity.passwords import hash_password, is_short, personal_words_of
from coffeecop.staff.identity.sign_in_limits import forget_try, remember_browser, too_many_tries
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, see_other

bp = Blueprint("accounts", __name__, url_prefix="/staff")


log = logging.getLogger("coffeecop.accounts")


@bp.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    wanted = safe_staff_url(request.args.get("next"))
    if g.staff_member:
        return redirect(wanted or url_for("today.index"))
    return show_sign_in(SignInForm(next=wanted))


@bp.post("/sign-in")
def start_session() -> ResponseReturnValue:
    form = SignInForm()
    if (provider := sign_in_provider()) and provider.is_only_way:
        form.form_errors.append(_("Passwords are turned off here. Use the button above."))
    if form.form_errors or not form.validate_on_submit():
        return show_sign_in(form)
    email = form.email.data
    if too_many_tries(email):
        log.warning("a sign-in was refused: too many tries")
        form.form_errors.append(_("Too many tries. Wait a few minutes, then try again."))
        return show_sign_in(form, status=429)
    member = authenticate(email, form.password.data)
    if member is None:
        record_failed_sign_in(email)
        db.session.commit()
        form.form_errors.append(_("This e-mail address and password do not go together."))
        return show_sign_in(form)
    forget_try()
    wanted = safe_staff_url(form.next.data)
    return _continue_as(FirstStep(member, form.is_own_device.data, wanted))


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    if g.staff_member is None:
        return see_other("accounts.sign_in")
    form = StaffForm()
    if not form.validate_on_submit():
        return render("staff/accounts/sign_out.html", fragment="form", form=form)
    record(AuditAction.SIGNED_OUT, by=g.staff_member, subject=g.staff_member)
    provider = sign_in_provider() if g.staff_session.via_provider else None
    end_session()
    db.session.commit()
    next_page = sign_in_with_message(lazy_gettext("You are signed out."))
    return see_other(provider.sign_out) if provider else next_page


@bp.get("/links/<token>")
def link(token: str) -> ResponseReturnValue:
    found = usable_link(token)
    return _show_link(found, token, _link_form(found)) if found else show_link_gone()


@bp.post("/links/<token>")
def use_link(token: str) -> ResponseReturnValue:
    found = usable_link(token)
    if found is None:
        return show_link_gone()
    form = _link_form(found).or_show(lambda form: _show_link(found, token, form))
    # End the transaction: hashing is slow, and writers must not wait for it.
    db.session.rollback()
    password_hash = hash_password(form.password.data)
    try:
        member = _member_from(form, token, password_hash)
    except (LinkGone, actions.EmailTaken, actions.SecondFactorNeeded):
        return show_link_gone()
    # Whoever got the link from an administrator is not kept out by codes that strangers guess.
    remember_browser(member.email)
    return _continue_as(FirstStep(member, form.is_own_device.data, None))


def show_sign_in(form: SignInForm, status: int | None = None) -> ResponseReturnValue:
    return render(
        "staff/accounts/sign_in.html",
        fragment="form",
        status=status,
        form=form,
        provider=sign_in_provider(),
    )


def record_failed_sign_in(email: str) -> None:
    """Log a failed sign-in, with the same work for known and unknown addresses."""
    log.warning("a sign-in failed")
    record(AuditAction.SIGN_IN_FAILED, by=None, subject=staff_member_by_email(email))


def _continue_as(step: FirstStep) -> ResponseReturnValue:
    if step.member.has_second_factor:
        remember_first_step(step)
        db.session.commit()
        return see_other("accounts.sign_in_code")
    sign_in_as(step.member, is_own_device=step.is_own_device)
    db.session.commit()
    return redirect(step.next or url_for("today.index"), code=303)


def sign_in_as(member: StaffMember, *, is_own_device: bool, via_provider: bool = False) -> None:
    begin_session(member, is_own_device=is_own_device, via_provider=via_provider)
    remember_browser(member.email)
    member.renew_due_date()
    detail = {"provider": None} if via_provider else None
    record(AuditAction.SIGNED_IN, by=member, subject=member, detail=detail)


def sign_in_with_message(message: LazyString) -> ResponseReturnValue:
    # The sign-in page uses the browser's language, so the message must too.
    g.staff_member = None
    refresh()
    flash(str(message))
    return see_other("accounts.sign_in")


def _link_form(found: StaffLink) -> LinkForm | FirstAdministratorForm:
    if member := found.staff_member:
        known = personal_words_of(member)
        return LinkForm(known=known, has_second_factor=member.has_second_factor)
    agency = sole_agency()
    known = [agency.name, agency.name_es or ""] if agency else []
    return FirstAdministratorForm(asks_agency=agency is None, known=known)


def _member_from(
    form: LinkForm | FirstAdministratorForm, token: str, password_hash: str
) -> StaffMember:
    if not isinstance(form, FirstAdministratorForm):
        short = is_short(form.password.data)
        return actions.set_password_by_link(token, password_hash, is_short=short)
    new_agency = None
    if "agency_name" in form:
        new_agency = Agency(
            name=form.agency_name.data,
            name_es=form.agency_name_es.data,
            time_zone=form.time_zone.data,
            parts_off=[part.name for part in parts() if not part.starts_on],
        )
    return actions.set_up_first_administrator(
        token,
        new_agency=new_agency,
        name=form.name.data,
        email=form.email.data,
        password_hash=password_hash,
    )


def _show_link(
    found: StaffLink, token: str, form: LinkForm | FirstAdministratorForm
) -> ResponseReturnValue:
    return render(
        "staff/accounts/link.html",
        fragment="form",
        token=token,
        form=form,
        member=found.staff_member,
        provider=sign_in_provider(),
    )


def show_link_gone() -> ResponseReturnValue:
    return render("staff/accounts/link_gone.html", fragment="message", status=404)
