"""Setting a password by a one-time link; the first one sets up the first administrator."""

from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.staff.accounts import actions
from coffeecop.staff.accounts.forms import FirstAdministratorForm, LinkForm
from coffeecop.staff.accounts.links import LinkGone, form_of_link, usable_link
from coffeecop.staff.accounts.signing_in import FirstStep
from coffeecop.staff.accounts.views.sign_in import bp
from coffeecop.staff.identity.passwords import hash_password
from coffeecop.web.rendering import render


@bp.get("/links/<token>")
def link(token: str) -> ResponseReturnValue:
    found = usable_link(token)
    return _show_link(token, form_of_link(found)) if found else show_link_gone()


@bp.post("/links/<token>")
def use_link(token: str) -> ResponseReturnValue:
    found = usable_link(token)
    if found is None:
        return show_link_gone()
    form = form_of_link(found).or_show(lambda form: _show_link(token, form))
    # End the transaction: hashing is slow, and writers must not wait for it.
    db.session.rollback()
    password_hash = hash_password(form.password.data)
    by_link = actions.set_password_by_link if form.member else actions.set_up_first_administrator
    try:
        member = by_link(token, password_hash=password_hash, **form.values)
    except (LinkGone, actions.EmailTaken, actions.SecondFactorNeeded):
        return show_link_gone()
    next_page = FirstStep(member, form.is_own_device.data).lead_on(by_link=True)
    db.session.commit()
    return next_page


def _show_link(token: str, form: LinkForm | FirstAdministratorForm) -> ResponseReturnValue:
    return render("staff/accounts/link.html", fragment="form", token=token, form=form)


def show_link_gone() -> ResponseReturnValue:
    return render("staff/accounts/link_gone.html", fragment="message", status=404)
