"""Saying something of a matter, and telling it to those who asked."""

from typing import Any

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.db import db
from coffeecop.matters.verbs import CannotSay, Said
from coffeecop.models import Matter
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.matters import may_say
from coffeecop.staff.concern_list.picks import parse_choice
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.matters.actions import say_and_tell
from coffeecop.staff.matters.forms import SayForm, Saying, begun
from coffeecop.staff.matters.page import who_asked
from coffeecop.staff.matters.queries import people_for
from coffeecop.staff.matters.views.blueprint import back_to, bp, matter_or_404
from coffeecop.web.photos import MEDIA_TYPES
from coffeecop.web.rendering import render


def say_page(matter: Matter, saying: Saying, form: SayForm | None = None) -> ResponseReturnValue:
    if not may_say(matter, g.staff_member):
        raise CannotSay
    saying = _possible(matter, saying)
    given = begun(matter, saying, by=g.staff_member)
    return render(
        "staff/matters/say.html",
        fragment="form",
        matter=matter,
        saying=saying,
        form=form or _form(matter, saying, formdata=None, **given),
        media_types=MEDIA_TYPES,
    )


@bp.post("/<int:matter_id>/steps")
@staff_only
def say(matter_id: int) -> ResponseReturnValue:
    matter = matter_or_404(matter_id)
    saying = _possible(matter, parse_choice(Saying, request.form.get("saying")))
    form = _form(matter, saying)
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
    flash(words_for_told(told) if form.tells else _("Saved."))
    return back_to(matter)


def _possible(matter: Matter, saying: Saying | None) -> Saying:
    """Return what can be said: how far it is, only of what is promised."""
    if saying is Saying.NOTE and not matter.is_doing:
        return Saying.PROMISE
    return saying or Saying.ANSWER


def _say(matter: Matter, form: SayForm) -> int:
    return say_and_tell(
        matter,
        Said(**form.said),
        form.asked,
        tells=form.tells,
        publishes=form.publishes,
        key_hash=form.key_hash("step", str(matter.id)),
        seen=form.version.data,
        by=g.staff_member,
    )


def _form(matter: Matter, saying: Saying, **options: Any) -> SayForm:
    member = g.staff_member
    return SayForm(
        matter,
        saying,
        member=member,
        people=people_for(member, matter),
        asked=who_asked(matter),
        **options,
    )


def words_for_told(number: int) -> str:
    if not number:
        return _("Saved. Nobody is left to tell.")
    return ngettext(
        "Saved, and told to %(num)s who asked.", "Saved, and told to %(num)s who asked.", number
    )
