"""The page of a matter, who says so, who is told, and what takes one tap."""

from collections.abc import Callable, Sequence

from flask import Response, abort, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.matters import verbs
from coffeecop.matters.telling import tell as tell_who_asked
from coffeecop.models import Concern, Matter, MatterState
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.matters import may_publish, may_say
from coffeecop.staff.concern_list.picks import (
    MOST_PICKED,
    join_ids,
    parse_choice,
    parse_ids,
    picked_concerns,
)
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.matters.actions import set_published
from coffeecop.staff.matters.forms import OneTapForm, Saying
from coffeecop.staff.matters.page import facts_of
from coffeecop.staff.matters.views.blueprint import back_to, bp, matter_or_404
from coffeecop.staff.matters.views.change import change_page, figure_page
from coffeecop.staff.matters.views.say import say_page, words_for_told
from coffeecop.web.rendering import render, see_other

PAGES: dict[str, Callable[[Matter], ResponseReturnValue]] = {
    "change": change_page,
    "figure": figure_page,
}


@bp.get("/<int:matter_id>")
@staff_only
def show(matter_id: int) -> ResponseReturnValue:
    """Show the page, or the form that is opened."""
    matter, opened = matter_or_404(matter_id), request.args.get("open")
    if saying := parse_choice(Saying, opened):
        return say_page(matter, saying)
    return PAGES.get(opened or "", matter_page)(matter)


@bp.get("/<int:matter_id>/photo")
@staff_only
def photo(matter_id: int) -> ResponseReturnValue:
    found = matter_or_404(matter_id).photo
    if found is None:
        abort(404)
    return Response(found.content, mimetype="image/jpeg")


def matter_page(
    matter: Matter, form: OneTapForm | None = None, likely: Sequence[Concern] = ()
) -> ResponseReturnValue:
    """`likely`: what may belong to it too, and nobody has said."""
    return render(
        "staff/matters/show.html",
        fragment="staff_content",
        matter=matter,
        facts=facts_of(matter),
        likely=likely,
        form=form or OneTapForm(formdata=None, version=matter.version),
        may_say=may_say(matter, g.staff_member),
        may_publish=may_publish(g.staff_member),
        is_only_named=verbs.is_only_named(matter),
        did=request.args.get("did"),
        moved=join_ids(parse_ids(request.args.get("concerns", ""))[:MOST_PICKED]),
    )


@bp.post("/<int:matter_id>/concerns")
@staff_only
def sort_concerns(matter_id: int) -> ResponseReturnValue:
    """Add concerns, say no to some or take them out, or quote one."""
    matter, form = matter_or_404(matter_id), OneTapForm()
    if not form.validate_on_submit():
        return matter_page(matter, form)
    added, refused, quoted = (_picked(name) for name in ("add", "no", "quote"))
    moved = verbs.add_concerns(matter, added, by=g.staff_member) if added else []
    taken = verbs.take_out(matter, refused, by=g.staff_member) if refused else []
    for each in quoted[:1]:
        verbs.quote(matter, each, by=g.staff_member)
    db.session.commit()
    if moved:
        return back_to(matter, did="added", concerns=join_ids(moved))
    if refused:
        did = "taken_out" if taken else "refused"
        return back_to(matter, did=did, concerns=join_ids(each.id for each in refused))
    return back_to(matter)


def _picked(name: str) -> list[Concern]:
    ids = parse_ids("-".join(request.form.getlist(name)))[:MOST_PICKED]
    return picked_concerns(ids, g.staff_member.agency_id)


@bp.post("/<int:matter_id>/publication")
@staff_only
def set_publication(matter_id: int) -> ResponseReturnValue:
    if not may_publish(g.staff_member):
        abort(403)
    matter, form = matter_or_404(matter_id), OneTapForm()
    if not form.validate_on_submit():
        return matter_page(matter, form)
    is_published = request.form.get("publish") == "1"
    set_published(matter, is_published, by=g.staff_member)
    db.session.commit()
    return back_to(matter, did="published" if is_published else "taken_down")


@bp.post("/<int:matter_id>/removal")
@staff_only
def remove(matter_id: int) -> ResponseReturnValue:
    matter, form = matter_or_404(matter_id), OneTapForm()
    if not form.validate_on_submit():
        return matter_page(matter, form)
    verbs.remove(matter, by=g.staff_member)
    db.session.commit()
    flash(_("It is gone. What people said stays."))
    return see_other("staff_matters.index")


@bp.post("/<int:matter_id>/tellings")
@staff_only
def tell(matter_id: int) -> ResponseReturnValue:
    matter, form = matter_or_404(matter_id), OneTapForm()
    if not form.validate_on_submit():
        return matter_page(matter, form)
    told = tell_who_asked(matter, by=g.staff_member)
    db.session.commit()
    flash(words_for_told(told))
    return back_to(matter)


@bp.post("/<int:matter_id>/reopening")
@staff_only
def reopen(matter_id: int) -> ResponseReturnValue:
    matter, form = matter_or_404(matter_id), OneTapForm()
    if not form.validate_on_submit():
        return matter_page(matter, form)
    said = verbs.Said(MatterState.HEARD)
    key_hash = form.key_hash("reopened", str(matter_id))
    try:
        verbs.say(matter, said, key_hash=key_hash, seen=form.version.data, by=g.staff_member)
    except ChangedByColleague:
        form.add_conflict(matter)
        return matter_page(matter, form)
    db.session.commit()
    flash(_("It is open again."))
    return back_to(matter)
