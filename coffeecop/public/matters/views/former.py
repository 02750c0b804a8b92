"""Addresses that stand on posters and in mails, of pages that this one took the place of."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from coffeecop.public.matters.queries import matter_of_former_path
from coffeecop.public.matters.views.pages import bp
from coffeecop.web.matters_shown import address_of


@bp.get("/<any(promises,answers):page>")
@bp.get("/<any(promises,answers):page>/<int:number>")
def former(page: str, number: int | None = None) -> ResponseReturnValue:
    matter = matter_of_former_path(f"{page}/{number}") if number else None
    if matter is None:
        return redirect(url_for("matters.index"), 301)
    return redirect(url_for("matters.show", **address_of(matter)), 301)


@bp.get("/promises/<int:number>/photo-<digest>.jpg")
def former_photo(number: int, digest: str) -> ResponseReturnValue:
    matter = matter_of_former_path(f"promises/{number}")
    if matter is None or matter.photo is None:
        return former("promises", number)
    page = url_for("matters.photo", matter_id=matter.id, digest=matter.photo.digest)
    return redirect(page, 301)
