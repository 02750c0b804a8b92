import logging

from flask import Response, abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coffeecop.concerns.actions import raise_concern
from coffeecop.concerns.forms import ConcernForm, FindForm
from coffeecop.concerns.receipts import hash_code, normal_code, receipt_for, shown_words
from coffeecop.db import db
from coffeecop.i18n import PublicBlueprint, current_language
from coffeecop.models import Concern, Event, Topic
from coffeecop.security import limiter
from coffeecop.web import public_event_or_404, render, see_other

bp = PublicBlueprint("concerns", __name__)
log = logging.getLogger("coffeecop.receipts")

# Everyone at an event shares the café's address.
SENDING_LIMIT = "60 per minute; 600 per hour"
LOOKING_LIMIT = "120 per minute"
MISSING_LIMIT = "30 per hour"


def missed(response: Response) -> bool:
    return response.status_code in (404, 422)


@bp.app_template_global()
def new_concern_form(event: Event) -> ConcernForm:
    """Give the event page its form; features do not import each other."""
    return ConcernForm(topics=_topics(event), formdata=None)


@bp.get("/events/<slug>/concerns/new")
def new(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    return _show_form(event, new_concern_form(event))


@bp.post("/events/<slug>/concerns")
@limiter.limit(SENDING_LIMIT)
def create(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    form = ConcernForm(topics=_topics(event))
    if not form.validate_on_submit():
        return _show_form(event, form, status=422)
    # With the text in it: who goes back and writes something else sends something else.
    key_hash = form.key_hash("concern", slug, form.body.data)
    receipt = receipt_for(key_hash, current_language())
    raise_concern(
        event=event,
        key_hash=key_hash,
        receipt_hash=hash_code(receipt.code),
        body=form.body.data,
        kind=form.kind.data,
        outcome=form.outcome.data,
        topic_ids=form.topics.data or [],
        place=form.place.data,
        for_neighbour=form.for_neighbour.data,
        contact=form.reach,
        language=current_language(),
    )
    db.session.commit()
    return see_other("concerns.receipt", code=receipt.code)


@bp.get("/receipts")
def find() -> ResponseReturnValue:
    return render("concerns/find.html", fragment="find", form=FindForm(formdata=None))


@bp.post("/receipts")
@limiter.limit(LOOKING_LIMIT)
@limiter.limit(MISSING_LIMIT, deduct_when=missed)
def look_up() -> ResponseReturnValue:
    form = FindForm()
    if not form.validate_on_submit():
        return render("concerns/find.html", fragment="find", status=422, form=form)
    code = normal_code(form.words.data)
    if _find_concern(code) is None:
        form.words.errors = [_("We found nothing under these words. Check each one.")]
        return render("concerns/find.html", fragment="find", status=422, form=form)
    return see_other("concerns.receipt", code=code)


@bp.get("/receipts/<code>")
@limiter.limit(LOOKING_LIMIT)
@limiter.limit(MISSING_LIMIT, deduct_when=missed)
def receipt(code: str) -> ResponseReturnValue:
    concern = _find_concern(normal_code(code)) or abort(404)
    return render(
        "concerns/receipt.html",
        fragment="concern",
        concern=concern,
        event=concern.event,
        code=normal_code(code),
        words=shown_words(normal_code(code)),
    )


def _find_concern(code: str) -> Concern | None:
    concern = db.session.scalars(
        select(Concern)
        .where(Concern.receipt_hash == hash_code(code))
        .options(
            joinedload(Concern.event).joinedload(Event.agency),
            joinedload(Concern.event).joinedload(Event.venue),
        )
    ).one_or_none()
    if concern is None:
        log.warning("a receipt was not found")
    return concern


def _topics(event: Event) -> list[Topic]:
    listed = select(Topic).where(Topic.agency_id == event.agency_id, Topic.retired_at.is_(None))
    return list(db.session.scalars(listed.order_by(Topic.position)))


def _show_form(event: Event, form: ConcernForm, status: int = 200) -> ResponseReturnValue:
    return render("concerns/new.html", fragment="form", status=status, event=event, form=form)
