from typing import Any

from flask import Blueprint, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, refresh
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from coffeecop.db import db
from coffeecop.forms import StaffForm
from coffeecop.models import AuditAction, Language, Role, StaffLink, StaffMember
from coffeecop.models.audit import record
from coffeecop.staff.actions import (
    EmailTaken,
    LastAdmin,
    LinkGone,
    NewAgency,
    OwnAccess,
    add_staff_member,
    change_agency,
    change_staff_member,
    disable_staff_member,
    enable_staff_member,
    make_link_for,
    set_password,
    set_password_by_link,
    set_up_first_administrator,
)
from coffeecop.staff.auth import (
    begin_session,
    end_all_sessions,
    end_session,
    member_with,
    only_for,
    staff_address,
    staff_only,
    too_many_tries,
)
from coffeecop.staff.forms import (
    BROWSER_LANGUAGE,
    AccountForm,
    ChangePasswordForm,
    FirstAdministratorForm,
    LinkForm,
    NewPersonForm,
    PersonForm,
    SettingsForm,
    SignInForm,
)
from coffeecop.staff.passwords import hash_password, is_right
from coffeecop.staff.queries import (
    live_sessions,
    sole_agency,
    staff_of,
    usable_link,
)
from coffeecop.web import render, see_other

bp = Blueprint("staff", __name__, url_prefix="/staff")

# Where the session keeps a new link until the page that shows it, once.
NEW_LINK = "new_link"


@bp.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    wanted = staff_address(request.args.get("next"))
    if g.staff_member:
        return redirect(wanted or url_for("dashboard.index"))
    return _show_sign_in(SignInForm(next=wanted))


@bp.post("/sign-in")
def start_session() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return _show_sign_in(form, status=422)
    if too_many_tries(form.email.data.lower()):
        form.form_errors.append(_("Too many tries. Wait a few minutes, then try again."))
        return _show_sign_in(form, status=429)
    member = member_with(form.email.data, form.password.data)
    if member is None:
        form.form_errors.append(_("This e-mail address and password do not go together."))
        return _show_sign_in(form, status=422)
    _sign_in_as(member)
    db.session.commit()
    return redirect(staff_address(form.next.data) or url_for("dashboard.index"), code=303)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    if g.staff_member is None:
        return see_other("staff.sign_in")
    form = StaffForm()
    if not form.validate_on_submit():
        return render("staff/sign_out.html", fragment="form", status=422, form=form)
    record(AuditAction.SIGNED_OUT, by=g.staff_member, subject=g.staff_member)
    end_session()
    db.session.commit()
    return _leave_with(lazy_gettext("You are signed out."))


@bp.get("/links/<token>")
def link(token: str) -> ResponseReturnValue:
    found = usable_link(token)
    return _show_link(found, token, _link_form(found)) if found else _show_link_gone()


@bp.post("/links/<token>")
def use_link(token: str) -> ResponseReturnValue:
    found = usable_link(token)
    if found is None:
        return _show_link_gone()
    form = _link_form(found)
    if not form.validate_on_submit():
        return _show_link(found, token, form, status=422)
    # Nobody has to wait while this hashes.
    db.session.rollback()
    password_hash = hash_password(form.password.data)
    try:
        member = _member_from(form, token, password_hash)
    except (LinkGone, EmailTaken):
        return _show_link_gone()
    _sign_in_as(member)
    db.session.commit()
    return see_other("dashboard.index")


@bp.get("/account")
@staff_only
def account() -> ResponseReturnValue:
    return _show_account()


@bp.post("/account")
@staff_only
def change_account() -> ResponseReturnValue:
    form = AccountForm()
    if not form.validate_on_submit():
        return _show_account("account_form", form=form, status=422)
    member = g.staff_member
    member.name = form.name.data
    member.language = Language(form.language.data) if form.language.data else None
    record(AuditAction.STAFF_CHANGED, by=member, subject=member)
    db.session.commit()
    # The page that follows, and the word about it, are in the language just chosen.
    refresh()
    flash(_("Saved."))
    return see_other("staff.account")


@bp.post("/account/password")
@staff_only
def change_password() -> ResponseReturnValue:
    member = g.staff_member
    email, stored = member.email, member.password_hash
    form = ChangePasswordForm(known=_known(member))
    if not form.validate_on_submit():
        return _show_account("password_form", password_form=form, status=422)
    if too_many_tries(email):
        form.form_errors.append(_("Too many tries. Wait a few minutes, then try again."))
        return _show_account("password_form", password_form=form, status=429)
    # Nobody has to wait while this hashes.
    db.session.rollback()
    if not is_right(form.current.data, stored):
        form.current.errors = [_("This is not your current password.")]
        return _show_account("password_form", password_form=form, status=422)
    password_hash = hash_password(form.password.data)
    set_password(member, password_hash, by=member)
    begin_session(member)
    db.session.commit()
    flash(_("Your password is changed. Wherever else you were signed in, you are signed out."))
    return see_other("staff.account")


@bp.post("/account/sign-outs")
@staff_only
def sign_out_everywhere() -> ResponseReturnValue:
    form = StaffForm()
    if not form.validate_on_submit():
        return _show_account("sessions", sessions_form=form, status=422)
    record(AuditAction.SIGNED_OUT, by=g.staff_member, subject=g.staff_member, detail="everywhere")
    end_all_sessions(g.staff_member)
    db.session.commit()
    session.clear()
    return _leave_with(lazy_gettext("You are signed out everywhere."))


@bp.get("/people")
@only_for(Role.ADMIN)
def people() -> ResponseReturnValue:
    return _show_people(NewPersonForm(), new_link=session.pop(NEW_LINK, None))


@bp.post("/people")
@only_for(Role.ADMIN)
def add_person() -> ResponseReturnValue:
    form = NewPersonForm()
    if not form.validate_on_submit():
        return _show_people(form, status=422)
    try:
        member = add_staff_member(
            g.staff_member.agency,
            email=form.email.data,
            name=form.name.data,
            roles=set(form.roles.data),
            by=g.staff_member,
        )
    except EmailTaken:
        form.email.errors = [_("Somebody signs in with this e-mail address already.")]
        return _show_people(form, status=422)
    _keep_new_link(member)
    db.session.commit()
    return see_other("staff.people")


@bp.get("/people/<int:staff_id>")
@only_for(Role.ADMIN)
def person(staff_id: int) -> ResponseReturnValue:
    member = _person_or_404(staff_id)
    new_link = session.pop(NEW_LINK, None)
    return _show_person(member, new_link=new_link, done=request.args.get("done"))


@bp.post("/people/<int:staff_id>")
@only_for(Role.ADMIN)
def change_person(staff_id: int) -> ResponseReturnValue:
    member = _person_or_404(staff_id)
    form = PersonForm()
    if not form.validate_on_submit():
        return _show_person(member, form, status=422)
    try:
        change_staff_member(
            member, name=form.name.data, roles=set(form.roles.data), by=g.staff_member
        )
    except (OwnAccess, LastAdmin) as refusal:
        form.roles.errors = [_why_not(refusal)]
        return _show_person(member, form, status=422)
    db.session.commit()
    return see_other("staff.person", staff_id=staff_id, done="changed")


@bp.post("/people/<int:staff_id>/links")
@only_for(Role.ADMIN)
def add_link(staff_id: int) -> ResponseReturnValue:
    member = _person_or_404(staff_id)
    form = StaffForm()
    if not member.is_active:
        form.form_errors.append(_("Enable this account first."))
    if form.form_errors or not form.validate_on_submit():
        return _show_person(member, problem=form, status=422)
    _keep_new_link(member)
    db.session.commit()
    return see_other("staff.person", staff_id=staff_id)


@bp.post("/people/<int:staff_id>/disablement")
@only_for(Role.ADMIN)
def disable(staff_id: int) -> ResponseReturnValue:
    member = _person_or_404(staff_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return _show_person(member, problem=form, status=422)
    try:
        disable_staff_member(member, by=g.staff_member)
    except (OwnAccess, LastAdmin) as refusal:
        form.form_errors.append(_why_not(refusal))
        return _show_person(member, problem=form, status=422)
    db.session.commit()
    return see_other("staff.person", staff_id=staff_id, done="disabled")


@bp.post("/people/<int:staff_id>/enablement")
@only_for(Role.ADMIN)
def enable(staff_id: int) -> ResponseReturnValue:
    member = _person_or_404(staff_id)
    form = StaffForm()
    if not form.validate_on_submit():
        return _show_person(member, problem=form, status=422)
    enable_staff_member(member, by=g.staff_member)
    db.session.commit()
    return see_other("staff.person", staff_id=staff_id, done="enabled")


@bp.get("/settings")
@only_for(Role.ADMIN)
def settings() -> ResponseReturnValue:
    return _show_settings(SettingsForm(g.staff_member.agency))


@bp.post("/settings")
@only_for(Role.ADMIN)
def change_settings() -> ResponseReturnValue:
    agency = g.staff_member.agency
    form = SettingsForm(agency)
    if not form.validate_on_submit():
        return _show_settings(form, status=422)
    change_agency(agency, form.settings, by=g.staff_member)
    db.session.commit()
    flash(_("Saved."))
    return see_other("staff.settings")


def _show_sign_in(form: SignInForm, status: int = 200) -> ResponseReturnValue:
    return render("staff/sign_in.html", fragment="form", status=status, form=form)


def _sign_in_as(member: StaffMember) -> None:
    begin_session(member)
    record(AuditAction.SIGNED_IN, by=member, subject=member)


def _leave_with(message: LazyString) -> ResponseReturnValue:
    # The sign-in page speaks the browser's language, so its message must too.
    g.staff_member = None
    refresh()
    flash(str(message))
    return see_other("staff.sign_in")


def _link_form(found: StaffLink) -> LinkForm | FirstAdministratorForm:
    if found.staff_member:
        return LinkForm(known=_known(found.staff_member))
    agency = sole_agency()
    return FirstAdministratorForm(asks_agency=agency is None, known=[agency.name] if agency else [])


def _member_from(
    form: LinkForm | FirstAdministratorForm, token: str, password_hash: str
) -> StaffMember:
    if not isinstance(form, FirstAdministratorForm):
        return set_password_by_link(token, password_hash)
    new_agency = None
    if "agency_name" in form:
        new_agency = NewAgency(name=form.agency_name.data, time_zone=form.time_zone.data)
    return set_up_first_administrator(
        token,
        agency=new_agency,
        name=form.name.data,
        email=form.email.data,
        password_hash=password_hash,
    )


def _show_link(
    found: StaffLink, token: str, form: LinkForm | FirstAdministratorForm, status: int = 200
) -> ResponseReturnValue:
    return render(
        "staff/link.html",
        fragment="form",
        status=status,
        token=token,
        form=form,
        member=found.staff_member,
    )


def _show_link_gone() -> ResponseReturnValue:
    return render("staff/link_gone.html", fragment="message", status=404)


def _known(member: StaffMember) -> list[str]:
    return [member.email, member.name, member.agency.name]


def _show_account(
    fragment: str = "account_form",
    *,
    form: AccountForm | None = None,
    password_form: ChangePasswordForm | None = None,
    sessions_form: StaffForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    member = g.staff_member
    return render(
        "staff/account.html",
        fragment=fragment,
        status=status,
        form=form
        or AccountForm(
            formdata=None, name=member.name, language=member.language or BROWSER_LANGUAGE
        ),
        password_form=password_form or ChangePasswordForm(formdata=None),
        sessions_form=sessions_form or StaffForm(formdata=None),
        sessions=live_sessions(member),
        own_session=g.staff_session,
    )


def _show_people(
    form: NewPersonForm, *, new_link: dict[str, Any] | None = None, status: int = 200
) -> ResponseReturnValue:
    return render(
        "staff/people.html",
        fragment="people",
        status=status,
        form=form,
        people=staff_of(g.staff_member.agency),
        new_link=new_link,
    )


def _person_or_404(staff_id: int) -> StaffMember:
    member: StaffMember = db.one_or_404(
        select(StaffMember)
        .where(StaffMember.id == staff_id, StaffMember.agency_id == g.staff_member.agency_id)
        .options(selectinload(StaffMember.role_rows))
    )
    return member


def _show_person(
    member: StaffMember,
    form: PersonForm | None = None,
    *,
    problem: StaffForm | None = None,
    new_link: dict[str, Any] | None = None,
    done: str | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    form = form or PersonForm(formdata=None, name=member.name, roles=list(member.roles))
    return render(
        "staff/person.html",
        fragment="person",
        status=status,
        person=member,
        form=form,
        problem=problem or form,
        new_link=new_link,
        done=done,
    )


def _keep_new_link(member: StaffMember) -> None:
    """Make a link and keep it for the page that follows, which shows it once."""
    token = make_link_for(member, by=g.staff_member)
    session[NEW_LINK] = {"staff_id": member.id, "token": token}


def _why_not(refusal: Exception) -> str:
    if isinstance(refusal, OwnAccess):
        return _("You cannot take your own access away. Ask another administrator.")
    return _("This is the last administrator. Make somebody else one first.")


def _show_settings(form: SettingsForm, status: int = 200) -> ResponseReturnValue:
    return render("staff/settings.html", fragment="form", status=status, form=form)
