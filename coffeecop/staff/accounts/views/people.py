"""Staff management: the list of people, adding one, and who reads complaints."""

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.staff.accounts import actions
from coffeecop.staff.accounts.forms import ButtonForm, NewPersonForm
from coffeecop.staff.accounts.people_page import show_people, store_new_link
from coffeecop.staff.accounts.views.sign_in import bp
from coffeecop.staff.identity.auth import admin_only, safe_staff_url
from coffeecop.staff.identity.confirmation import recently_confirmed
from coffeecop.web.rendering import see_other


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
    return see_other("accounts.people")


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
