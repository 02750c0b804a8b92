"""Saying something of a matter, and telling it to those who asked."""

from flask import flash, g, request
from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import Matter
from coffeecop.models.keys import ChangedByColleague
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.matters.actions import say_and_tell
from coffeecop.staff.matters.say_form import SayForm, Saying
from coffeecop.staff.matters.views.blueprint import back_to, bp, check_may_say, matter_or_404
from coffeecop.web.rendering import render


def say_page(matter: Matter, saying: Saying, form: SayForm | None = None) -> ResponseReturnValue:
    check_may_say(matter)
    return render(
        "staff/matters/say.html",
        fragment="form",
        matter=matter,
        saying=saying,
        did=request.args.get("did"),
        form=form or SayForm.begun(matter, saying, member=g.staff_member),
    )


def say_page_for(matter: Matter, opened: str | None) -> ResponseReturnValue | None:
    """Return the page of the form that an address names; None if it names none of these."""
    saying = Saying.read(opened, matter)
    return say_page(matter, saying) if saying else None


@bp.post("/<int:matter_id>/steps")
@staff_only
def say(matter_id: int) -> ResponseReturnValue:
    matter = matter_or_404(matter_id)
    saying = Saying.read(request.form.get("saying"), matter) or Saying.ANSWER
    form = SayForm(matter, saying, member=g.staff_member)
    # Ends the transaction: decoding is slow, and writers must not wait for it.
    db.session.rollback()
    form.read_photo()
    form.of_matter = matter = matter_or_404(matter_id)
    if not form.validate_on_submit():
        return say_page(matter, saying, form)
    try:
        told = _say(matter, form)
    except ChangedByColleague:
        form.add_conflict(matter)
        return say_page(matter, saying, form)
    db.session.commit()
    flash(form.what_was_done(told))
    return back_to(matter)


def _say(matter: Matter, form: SayForm) -> int:
    return say_and_tell(
        matter,
        form.said,
        form.asked,
        tells=form.tells,
        publishes=form.publishes,
        key_hash=form.key_hash("step", str(matter.id)),
        seen=form.version.data,
        by=g.staff_member,
    )
