"""One of the people: name and roles, links, sessions, and whether they may sign in at all."""

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models.keys import ChangedByColleague
from coffeecop.staff.accounts import actions, people_page
from coffeecop.staff.accounts.forms import PersonForm
from coffeecop.staff.accounts.people_page import back_to_person, show_person, tapped_person
from coffeecop.staff.accounts.views.sign_in import bp
from coffeecop.staff.identity.auth import admin_only
from coffeecop.staff.identity.confirmation import recently_confirmed


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
