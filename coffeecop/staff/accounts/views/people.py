"""Staff management: the list of people, adding one, and one with links, sessions and access."""

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models.keys import ChangedByColleague
from coffeecop.staff.accounts import actions, people_page
from coffeecop.staff.accounts.forms import ButtonForm, NewPersonForm, PersonForm
from coffeecop.staff.accounts.people_page import (
    back_to_person,
    show_people,
    show_person,
    store_new_link,
    tapped_person,
)
from coffeecop.staff.accounts.views.sign_in import bp
from coffeecop.staff.identity.auth import admin_only, safe_staff_url
from coffeecop.staff.identity.confirmation import recently_confirmed


@bp.get("/people")
@admin_only
def people() -> ResponseReturnValue:
    return show_people(NewPersonForm())


@bp.post("/people")
@admin_only
@recently_confirmed
def add_person() -> ResponseReturnValue:
    form = NewPersonForm().or_show(show_people)
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
        return show_people(form)
    store_new_link(member)
    db.session.commit()
    return redirect(url_for("accounts.people"), code=303)


@bp.post("/people/complaints-role")
@admin_only
@recently_confirmed
def take_complaints_role() -> ResponseReturnValue:
    ButtonForm().or_show(lambda form: show_people(NewPersonForm(formdata=None), problem=form))
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
@admin_only
def person(staff_id: int) -> ResponseReturnValue:
    return show_person(people_page.person_or_404(staff_id))


@bp.post("/people/<int:staff_id>")
@admin_only
@recently_confirmed
def change_person(staff_id: int) -> ResponseReturnValue:
    member = people_page.person_or_404(staff_id)
    form = PersonForm().or_show(lambda form: show_person(member, form))
    name, roles, seen = form.name.data, form.roles.data, form.version.data
    try:
        actions.change_staff_member(member, name=name, roles=roles, seen=seen, by=g.staff_member)
    except ChangedByColleague:
        form.add_conflict(member)
        return show_person(member, form)
    except actions.NotDone as refusal:
        form.roles.errors = [refusal.words]
        return show_person(member, form)
    db.session.commit()
    return back_to_person(member, _("Saved."))


@bp.post("/people/<int:staff_id>/links")
@admin_only
@recently_confirmed
def add_link(staff_id: int) -> ResponseReturnValue:
    disabled = _("Enable this account first.")
    member = tapped_person(staff_id, lambda member: None if member.is_active else disabled)
    people_page.store_new_link(member)
    db.session.commit()
    return back_to_person(member)


@bp.post("/people/<int:staff_id>/sign-outs")
@admin_only
def sign_out_everywhere(staff_id: int) -> ResponseReturnValue:
    member = tapped_person(staff_id)
    actions.sign_out_everywhere(member, by=g.staff_member)
    db.session.commit()
    ended = _("%(name)s is signed out everywhere.", name=member.name)
    return people_page.redirect_signed_out(member, ended)


@bp.post("/people/<int:staff_id>/disable")
@admin_only
@recently_confirmed
def disable(staff_id: int) -> ResponseReturnValue:
    member = people_page.person_or_404(staff_id)
    form = people_page.hand_over_form(member).or_show(
        lambda form: show_person(member, hand_over=form)
    )
    try:
        actions.disable_staff_member(member, form.successors, by=g.staff_member)
    except actions.NotDone as refusal:
        # Anew, as more may have been given to the person meanwhile.
        form = people_page.hand_over_form(member, formdata=None)
        form.form_errors.append(refusal.words)
        return show_person(member, hand_over=form)
    db.session.commit()
    out = _("%(name)s is signed out everywhere and cannot sign in.", name=member.name)
    return back_to_person(member, out)


@bp.post("/people/<int:staff_id>/enable")
@admin_only
@recently_confirmed
def enable(staff_id: int) -> ResponseReturnValue:
    member = tapped_person(staff_id)
    actions.enable_staff_member(member, by=g.staff_member)
    db.session.commit()
    return back_to_person(member, _("%(name)s can sign in again.", name=member.name))
