"""The page of a matter, and the forms that open on it: what is said, its name, what is the same."""

from flask import Response, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Language, Matter
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.matters.forms import ChangeForm, CombineForm, OneTapForm
from coffeecop.staff.matters.page import form_of_part, page_of
from coffeecop.staff.matters.say_form import SayForm, Saying
from coffeecop.staff.matters.views.blueprint import bp, check_may_say, done, matter_or_404
from coffeecop.web.rendering import render


@bp.get("/<int:matter_id>")
@staff_only
def show(matter_id: int) -> ResponseReturnValue:
    matter, opened = matter_or_404(matter_id), request.args.get("open")
    if saying := Saying.read(opened, matter):
        return say_page(matter, SayForm.begun(matter, saying, member=g.staff_member))
    if opened == "change":
        return change_page(matter)
    return form_of_part(matter) or matter_page(matter)


def matter_page(matter: Matter, form: OneTapForm | None = None) -> ResponseReturnValue:
    return render(
        "staff/matters/show.html",
        fragment="staff_content",
        matter=matter,
        languages=Language,
        page=page_of(matter, g.staff_member),
        form=form or OneTapForm(formdata=None, version=matter.version),
        did=request.args.get("did"),
        # Of the notice that undoes; read again, and checked, by the form that it sends.
        moved=request.args.get("concerns", ""),
    )


def tapped(matter_id: int) -> tuple[Matter, OneTapForm]:
    matter = matter_or_404(matter_id)
    return matter, OneTapForm().or_show(lambda form: matter_page(matter, form))


@bp.get("/<int:matter_id>/photo")
@staff_only
def photo(matter_id: int) -> ResponseReturnValue:
    found = matter_or_404(matter_id).photo
    if found is None:
        abort(404)
    return Response(found.content, mimetype="image/jpeg")


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
    if not (form.validate_on_submit() and form.is_said(by=g.staff_member)):
        return say_page(matter, form)
    db.session.commit()
    return done(matter, form.what_was_done)


def say_page(matter: Matter, form: SayForm) -> ResponseReturnValue:
    check_may_say(matter)
    return render(
        "staff/matters/say.html",
        fragment="form",
        matter=matter,
        saying=form.what,
        did=request.args.get("did"),
        form=form,
    )


@bp.post("/<int:matter_id>")
@staff_only
def update(matter_id: int) -> ResponseReturnValue:
    matter = matter_or_404(matter_id)
    form = ChangeForm(matter, member=g.staff_member)
    if not (form.validate_on_submit() and form.is_saved(matter, by=g.staff_member)):
        return change_page(matter, form)
    db.session.commit()
    return done(matter, _("Saved."))


@bp.post("/<int:matter_id>/combination")
@staff_only
def combine(matter_id: int) -> ResponseReturnValue:
    matter = matter_or_404(matter_id)
    form = CombineForm(matter).or_show(lambda form: change_page(matter, combine=form))
    form.combine(by=g.staff_member)
    db.session.commit()
    return done(matter, _("They are one now."))


def change_page(
    matter: Matter, form: ChangeForm | None = None, combine: CombineForm | None = None
) -> ResponseReturnValue:
    return render(
        "staff/matters/change.html",
        fragment="form",
        matter=matter,
        form=form or ChangeForm.begun(matter, member=g.staff_member),
        combine=combine or CombineForm(matter, formdata=None),
    )
