"""The page that asks who it is before another page is opened; forms ask in their own place."""

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from coffeecop.staff.accounts.views.sign_in import bp
from coffeecop.staff.identity.auth import safe_staff_url, staff_with_overdue_factor_too
from coffeecop.staff.identity.confirmation import ConfirmationForm, ask_again, confirm_identity
from coffeecop.web.rendering import render


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
    wanted = safe_staff_url(request.form.get("next"))
    return redirect(wanted or url_for("today.index"), code=303)
