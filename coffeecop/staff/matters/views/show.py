"""The page of a matter, or the form that is opened on it, and its photo."""

from flask import Response, abort, g, request
from flask.typing import ResponseReturnValue

from coffeecop.models import Language, Matter
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.matters.forms import OneTapForm
from coffeecop.staff.matters.page import forms_of_parts, page_of
from coffeecop.staff.matters.views.blueprint import bp, matter_or_404
from coffeecop.staff.matters.views.change import change_page
from coffeecop.staff.matters.views.say import say_page_for
from coffeecop.web.rendering import render


@bp.get("/<int:matter_id>")
@staff_only
def show(matter_id: int) -> ResponseReturnValue:
    matter, opened = matter_or_404(matter_id), request.args.get("open")
    if page := say_page_for(matter, opened):
        return page
    if opened == "change":
        return change_page(matter)
    for template, values in forms_of_parts(matter, opened).items():
        return render(template, fragment="form", **values)
    return matter_page(matter)


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
