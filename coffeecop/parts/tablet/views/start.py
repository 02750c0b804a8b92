from typing import Any

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from coffeecop.models import Event, Language
from coffeecop.parts.tablet.forms import counts_here
from coffeecop.parts.tablet.sealing import sealing_key
from coffeecop.public.forms.door import carry_door_code
from coffeecop.public.rows import public_event_or_404
from coffeecop.web.i18n import PublicBlueprint
from coffeecop.web.rendering import render, render_in

bp = PublicBlueprint("tablet", "coffeecop.parts.tablet", template_folder="templates")
carry_door_code(bp)


@bp.get("/events/<slug>/tablet")
def show(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    shown = {"event": event, "counts": counts_here(event)}
    choices = [render_in(each, "tablet/choices.html", **shown) for each in Language]
    return show_page("show", event, choices=choices)


@bp.after_request
def leave_no_trace(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def show_page(name: str, event: Event, **context: Any) -> Response:
    return render(
        f"tablet/{name}.html",
        fragment="form",
        start=url_for("tablet.show", slug=event.slug),
        shared_device=True,
        sealing_key=sealing_key(),
        event=event,
        **context,
    )
