import logging

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.db import db
from coffeecop.mail.recipients import unconfirmed_key
from coffeecop.models import Concern, Event
from coffeecop.models.concern import Withdrawn
from coffeecop.models.topic import topics_in_use
from coffeecop.public.concerns.actions import add_message, raise_concern, withdraw_concern
from coffeecop.public.concerns.forms import (
    BetterForm,
    FindForm,
    MessageForm,
    WithdrawalForm,
)
from coffeecop.public.concerns.lookups import cache_hash, cached_hash, count_miss, is_lookup_allowed
from coffeecop.public.concerns.receipts import (
    hash_code_with,
    normalize_code,
    parse_code,
    receipt_for,
    receipt_salt,
    spelled_words,
    suggested_words,
)
from coffeecop.public.forms.concern import ConcernForm, new_concern_form
from coffeecop.web.forms import TOO_MANY_REQUESTS
from coffeecop.web.i18n import PublicBlueprint, current_language, local_date, localized
from coffeecop.web.rate_limits import SENDING_LIMIT, limiter
from coffeecop.web.rendering import public_event_or_404, render, see_other

bp = PublicBlueprint("concerns", __name__)
log = logging.getLogger("coffeecop.receipts")

# The script sends the text at each pause in typing.
NOTES_LIMIT = "1200 per minute"
# More than a full café sends. Only created concerns count, so that invalid posts use up nothing.
EVENT_LIMIT = "200 per 10 minutes"


def event_key() -> str:
    return f"event {(request.view_args or {})['slug']}"


def was_created(response: Response) -> bool:
    return response.status_code == 303


@bp.get("/events/<slug>/concerns/new")
def new(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    return _show_form(event, new_concern_form(event))


@bp.post("/events/<slug>/concerns")
@limiter.limit(SENDING_LIMIT, on_breach=lambda _limit: _rate_limited_form())
@limiter.limit(
    EVENT_LIMIT,
    key_func=event_key,
    deduct_when=was_created,
    on_breach=lambda _limit: _rate_limited_form(),
)
def create(slug: str) -> ResponseReturnValue:
    event = public_event_or_404(slug)
    form = ConcernForm(topics=topics_in_use(event.agency_id))
    if form.take_out_now.data:
        return _show_without_details(event, form)
    notes = form.find_notes()
    if not form.validate_on_submit():
        return _show_form(event, form, status=422)
    if notes.has_new:
        # Not an error: the same form sent again is accepted.
        return _show_form(event, form, stopped=True)
    key_hash = form.key_hash("concern", slug)
    receipt = receipt_for(key_hash, current_language())
    receipt_hash = _hash_code(receipt.code)
    raise_concern(
        event=event,
        key_hash=key_hash,
        receipt_hash=receipt_hash,
        body=form.body.data,
        kind=form.kind.data,
        outcome=form.outcome.data,
        topic_ids=form.topics.data or [],
        place=form.place.data,
        for_neighbor=form.for_neighbor.data,
        contact=form.contact_fields,
        language=current_language(),
    )
    db.session.commit()
    cache_hash(receipt.code, receipt_hash)
    return see_other("concerns.receipt", code=receipt.code)


@bp.post("/events/<slug>/concerns/notes")
@limiter.limit(NOTES_LIMIT)
def notes(slug: str) -> ResponseReturnValue:
    public_event_or_404(slug)
    form = ConcernForm(topics=[])
    notes = form.find_notes()
    if notes.seen == set(notes.to_see):
        return "", 204
    return render_template("public/partials/concern_notes.html", form=form)


@bp.get("/receipts")
def find() -> ResponseReturnValue:
    return render(
        "public/concerns/find.html",
        fragment="find",
        form=FindForm(formdata=None),
        mail_key=unconfirmed_key(request.args.get("mail")),
    )


@bp.post("/receipts")
def look_up() -> ResponseReturnValue:
    form = FindForm()
    if not form.validate_on_submit():
        return render("public/concerns/find.html", fragment="find", status=422, form=form)
    code = parse_code(form.words.data)
    if _find_concern(code) is None:
        return _not_found(form, code)
    return see_other("concerns.receipt", code=code, saved="yes")


@bp.get("/receipts/<code>")
def receipt(code: str) -> ResponseReturnValue:
    return _show_receipt(_concern_or_404(code), code)


@bp.get("/receipts/<code>.txt")
def receipt_text(code: str) -> ResponseReturnValue:
    event = _concern_or_404(code).event
    lines = [
        _("Your receipt"),
        f"{localized(event, 'title')}, {local_date(event.starts_at, event)}",
        " ".join(spelled_words(normalize_code(code))),
        url_for("concerns.receipt", code=normalize_code(code), _external=True),
    ]
    return _file("\r\n\r\n".join(lines) + "\r\n", "text/plain", "txt")


@bp.get("/receipts/<code>.svg")
def receipt_image(code: str) -> ResponseReturnValue:
    event = _concern_or_404(code).event
    code = normalize_code(code)
    words = spelled_words(code)
    image = render_template(
        "public/concerns/receipt_image.html", event=event, code=code, words=words
    )
    return _file(image, "image/svg+xml", "svg")


@bp.post("/receipts/<code>/messages")
@limiter.limit(SENDING_LIMIT, on_breach=lambda _limit: _rate_limited_message())
def add_to_thread(code: str) -> ResponseReturnValue:
    concern = _concern_or_404(code)
    form = MessageForm()
    if not form.validate_on_submit():
        return _show_receipt(concern, code, message_form=form)
    key_hash = form.key_hash("message", str(concern.id))
    try:
        add_message(concern, key_hash=key_hash, body=form.body.data)
    except Withdrawn:
        return _show_receipt(concern, code, message_form=form)
    db.session.commit()
    return see_other("concerns.receipt", code=code, saved="yes", done="message")


@bp.post("/receipts/<code>/better")
def say_whether_better(code: str) -> ResponseReturnValue:
    concern = _concern_or_404(code)
    form = BetterForm()
    if not form.validate_on_submit() or not concern.asks_whether_better:
        return _show_receipt(concern, code, better_form=form)
    concern.set_better(form.better.data)
    db.session.commit()
    return see_other("concerns.receipt", code=code, saved="yes", done="better")


@bp.get("/receipts/<code>/withdrawal")
def new_withdrawal(code: str) -> ResponseReturnValue:
    return _show_withdrawal(_concern_or_404(code), code, WithdrawalForm(formdata=None))


@bp.post("/receipts/<code>/withdrawal")
def withdraw(code: str) -> ResponseReturnValue:
    concern = _concern_or_404(code)
    form = WithdrawalForm()
    if not form.validate_on_submit():
        return _show_withdrawal(concern, code, form, status=422)
    withdraw_concern(concern)
    db.session.commit()
    return see_other("concerns.receipt", code=code, saved="yes", done="withdrawn")


def _find_concern(code: str) -> Concern | None:
    receipt_hash = cached_hash(code)
    if receipt_hash is None:
        if not is_lookup_allowed():
            abort(429)
        receipt_hash = _hash_code(code)
    concern = db.session.scalars(
        select(Concern)
        .where(Concern.receipt_hash == receipt_hash)
        .options(
            joinedload(Concern.event).joinedload(Event.agency),
            joinedload(Concern.event).joinedload(Event.venue),
            selectinload(Concern.messages),
        )
    ).one_or_none()
    if concern is None:
        log.warning("a receipt was not found")
        count_miss()
        return None
    cache_hash(code, receipt_hash)
    return concern


def _hash_code(code: str) -> str:
    salt = receipt_salt()
    # End the transaction first: on SQLite other writers would wait for the hashing.
    db.session.commit()
    return hash_code_with(salt, code)


def _concern_or_404(code: str) -> Concern:
    return _find_concern(normalize_code(code)) or abort(404)


def _not_found(form: FindForm, code: str) -> ResponseReturnValue:
    form.words.errors = [_("We found nothing under these words. Check each one.")]
    return render(
        "public/concerns/find.html",
        fragment="find",
        status=422,
        form=form,
        suggestion=suggested_words(code),
    )


def _show_receipt(
    concern: Concern,
    code: str,
    *,
    message_form: MessageForm | None = None,
    better_form: BetterForm | None = None,
) -> ResponseReturnValue:
    """Return the page, with status 422 when a form that failed validation is given."""
    failed = message_form or better_form
    return render(
        "public/concerns/receipt.html",
        fragment="concern",
        status=422 if failed else 200,
        concern=concern,
        event=concern.event,
        code=normalize_code(code),
        words=spelled_words(normalize_code(code)),
        message_form=message_form or MessageForm(formdata=None),
        better_form=better_form or BetterForm(formdata=None, obj=concern),
        failed=failed,
        saved="saved" in request.args or failed is not None,
        done=request.args.get("done"),
    )


def _show_withdrawal(
    concern: Concern, code: str, form: WithdrawalForm, status: int = 200
) -> ResponseReturnValue:
    return render(
        "public/concerns/withdrawal.html",
        fragment="withdrawal",
        status=status,
        concern=concern,
        event=concern.event,
        code=normalize_code(code),
        form=form,
    )


def _rate_limited_form() -> Response:
    """Return the form with what was typed, for browsers without JavaScript."""
    event = public_event_or_404((request.view_args or {})["slug"])
    form = ConcernForm(topics=topics_in_use(event.agency_id))
    form.form_errors.append(TOO_MANY_REQUESTS)
    return _show_form(event, form, status=429)


def _rate_limited_message() -> Response:
    """Return the form with what was typed, without the slow look-up of the receipt."""
    form = MessageForm()
    form.form_errors.append(TOO_MANY_REQUESTS)
    code = normalize_code((request.view_args or {})["code"])
    return render("public/concerns/message.html", fragment="form", status=429, code=code, form=form)


def _file(content: str, mimetype: str, ending: str) -> Response:
    response = Response(content, mimetype=mimetype)
    # A neutral name: others may see it in a list of files.
    name = _("receipt")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{ending}")
    return response


def _show_without_details(event: Event, form: ConcernForm) -> Response:
    form.remove_details()
    form.find_notes()
    return _show_form(event, form, taken_out=True)


def _show_form(event: Event, form: ConcernForm, status: int = 200, **context: bool) -> Response:
    return render(
        "public/concerns/new.html",
        fragment="form",
        status=status,
        event=event,
        form=form,
        **context,
    )
