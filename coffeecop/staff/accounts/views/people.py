"""Staff management: members, roles, and one-time links."""

from typing import Any

from flask import flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from coffeecop.db import db
from coffeecop.models import Role, StaffMember
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.staff import somebody_handles_complaints
from coffeecop.parts import links_of, sign_in_provider
from coffeecop.parts.links import PersonTool
from coffeecop.staff.accounts import actions
from coffeecop.staff.accounts.forms import HandOverForm, NewPersonForm, PersonForm
from coffeecop.staff.accounts.hand_over import NobodyTakesOver, open_work, possible_successors
from coffeecop.staff.accounts.links import make_link
from coffeecop.staff.accounts.queries import count_open_sessions, staff_of
from coffeecop.staff.accounts.views.sign_in import bp, sign_in_with_message
from coffeecop.staff.identity.auth import only_for, own_or_404, safe_staff_url
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.staff.identity.second_factor import remove_second_factor
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, see_other

# Session key of a new link, until the page shows it once.
NEW_LINK = "new_link"


@bp.get("/people")
@only_for(Role.ADMIN)
def people() -> ResponseReturnValue:
    return _show_people(NewPersonForm(), new_link=session.pop(NEW_LINK, None))


@bp.post("/people")
@only_for(Role.ADMIN)
@recently_confirmed
def add_person() -> ResponseReturnValue:
    form = NewPersonForm().or_show(_show_people)
    try:
        member = actions.add_staff_member(
            g.staff_member.agency,
            email=form.email.data,
            name=form.name.data,
            roles=set(form.roles.data),
            by=g.staff_member,
        )
    except actions.EmailTaken:
        form.email.errors = [_("Somebody already signs in with this e-mail address.")]
        return _show_people(form)
    _store_new_link(member)
    db.session.commit()
    return see_other("accounts.people")


@bp.post("/people/complaints-role")
@only_for(Role.ADMIN)
@recently_confirmed
def take_complaints_role() -> ResponseReturnValue:
    form = StaffForm()
    if not form.validate_on_submit():
        return _show_people(NewPersonForm(formdata=None), problem=form)
    actions.take_complaints_role(g.staff_member)
    db.session.commit()
    flash(_("You now read concerns about an officer."))
    # Sent on as it came: the page shows again what was typed there.
    if with_fields := safe_staff_url(request.form.get("next_with_fields")):
        return redirect(with_fields, code=307)
    return redirect(
        safe_staff_url(request.form.get("next")) or url_for("accounts.people"), code=303
    )


@bp.get("/people/<int:staff_id>")
@only_for(Role.ADMIN)
def person(staff_id: int) -> ResponseReturnValue:
    member = own_or_404(StaffMember, staff_id)
    new_link = session.pop(NEW_LINK, None)
    return show_person(member, new_link=new_link, done=request.args.get("done"))


@bp.post("/people/<int:staff_id>")
@only_for(Role.ADMIN)
@recently_confirmed
def change_person(staff_id: int) -> ResponseReturnValue:
    member = own_or_404(StaffMember, staff_id)
    form = PersonForm().or_show(lambda form: show_person(member, form))
    try:
        actions.change_staff_member(
            member,
            name=form.name.data,
            roles=form.roles.data,
            seen=form.version.data,
            by=g.staff_member,
        )
    except ChangedByColleague:
        form.add_conflict(member)
        return show_person(member, form)
    except (actions.CannotDisableSelf, actions.LastAdmin) as refusal:
        form.roles.errors = [_refusal_message(refusal)]
        return show_person(member, form)
    db.session.commit()
    return see_other("accounts.person", staff_id=staff_id, done="changed")


@bp.post("/people/<int:staff_id>/links")
@only_for(Role.ADMIN)
@recently_confirmed
def add_link(staff_id: int) -> ResponseReturnValue:
    member = own_or_404(StaffMember, staff_id)
    form = StaffForm()
    if not member.is_active:
        form.form_errors.append(_("Enable this account first."))
    if form.form_errors or not form.validate_on_submit():
        return show_person(member, problem=form)
    _store_new_link(member)
    db.session.commit()
    return see_other("accounts.person", staff_id=staff_id)


@bp.post("/people/<int:staff_id>/sign-outs")
@only_for(Role.ADMIN)
def sign_out_everywhere(staff_id: int) -> ResponseReturnValue:
    member = own_or_404(StaffMember, staff_id)
    StaffForm().or_show(lambda form: show_person(member, problem=form))
    actions.sign_out_everywhere(member, by=g.staff_member)
    db.session.commit()
    return redirect_signed_out(member, done="signed-out")


@bp.post("/people/<int:staff_id>/second-factor/remove")
@only_for(Role.ADMIN)
@recently_confirmed
def remove_second_factor_of(staff_id: int) -> ResponseReturnValue:
    member = own_or_404(StaffMember, staff_id)
    form = StaffForm()
    if member is g.staff_member:
        form.form_errors.append(_("Replace your own on the page of your account."))
    if form.form_errors or not form.validate_on_submit():
        return show_person(member, problem=form)
    remove_second_factor(member, by=g.staff_member)
    db.session.commit()
    return see_other("accounts.person", staff_id=staff_id, done="second-factor-removed")


@bp.post("/people/<int:staff_id>/disable")
@only_for(Role.ADMIN)
@recently_confirmed
def disable(staff_id: int) -> ResponseReturnValue:
    member = own_or_404(StaffMember, staff_id)
    form = _hand_over_form(member).or_show(lambda form: show_person(member, hand_over=form))
    try:
        actions.disable_staff_member(member, form.successors, by=g.staff_member)
    except (actions.CannotDisableSelf, actions.LastAdmin, NobodyTakesOver) as refusal:
        # Anew, as more may have been given to the person meanwhile.
        form = _hand_over_form(member, formdata=None)
        form.form_errors.append(_refusal_message(refusal))
        return show_person(member, hand_over=form)
    db.session.commit()
    return see_other("accounts.person", staff_id=staff_id, done="disabled")


@bp.post("/people/<int:staff_id>/enable")
@only_for(Role.ADMIN)
@recently_confirmed
def enable(staff_id: int) -> ResponseReturnValue:
    member = own_or_404(StaffMember, staff_id)
    StaffForm().or_show(lambda form: show_person(member, problem=form))
    actions.enable_staff_member(member, by=g.staff_member)
    db.session.commit()
    return see_other("accounts.person", staff_id=staff_id, done="enabled")


def _show_people(
    form: NewPersonForm, *, problem: StaffForm | None = None, new_link: dict[str, Any] | None = None
) -> ResponseReturnValue:
    return render(
        "staff/accounts/people.html",
        fragment="people",
        form=form,
        problem=problem or form,
        complaints_handled=somebody_handles_complaints(g.staff_member.agency_id),
        people=staff_of(g.staff_member.agency),
        new_link=new_link,
        provider=sign_in_provider(),
    )


def show_person(
    member: StaffMember,
    form: PersonForm | None = None,
    *,
    problem: StaffForm | None = None,
    hand_over: HandOverForm | None = None,
    new_link: dict[str, Any] | None = None,
    done: str | None = None,
) -> ResponseReturnValue:
    form = form or PersonForm(formdata=None, obj=member)
    return render(
        "staff/accounts/person.html",
        fragment="person",
        person=member,
        form=form,
        problem=problem or hand_over or form,
        hand_over=hand_over or _hand_over_form(member, formdata=None),
        work=open_work(member),
        new_link=new_link,
        done=done,
        open_sessions=count_open_sessions(member),
        provider=sign_in_provider(),
        tools=_tools_for(member),
    )


def _tools_for(member: StaffMember) -> list[PersonTool]:
    return [link for link in links_of(member.agency, PersonTool) if link.text(member)]


def _hand_over_form(member: StaffMember, **options: Any) -> HandOverForm:
    return HandOverForm(
        open_work(member),
        colleagues=possible_successors(member),
        complaints_staff=possible_successors(member, Role.COMPLAINTS),
        **options,
    )


def redirect_signed_out(member: StaffMember, *, done: str | None = None) -> ResponseReturnValue:
    """Lead on after all sessions of a person have ended, who may be the one who asked for it."""
    if member is g.staff_member:
        session.clear()
        return sign_in_with_message(lazy_gettext("You are signed out everywhere."))
    return see_other("accounts.person", staff_id=member.id, done=done)


def _store_new_link(member: StaffMember) -> None:
    """Make a link and store it in the session for the next page, which shows it once."""
    token = make_link(member, by=g.staff_member)
    session[NEW_LINK] = {"staff_id": member.id, "token": token}


def _refusal_message(refusal: Exception) -> str:
    if isinstance(refusal, actions.CannotDisableSelf):
        return _("You cannot take your own access away. Ask another administrator.")
    if isinstance(refusal, NobodyTakesOver):
        return _("They got new work in the meantime. Choose who takes it over.")
    return _("This is the last administrator. Make somebody else one first.")
