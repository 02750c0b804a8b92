"""Coming back with a receipt: reading, writing again, withdrawing."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.concerns import residents
from coffeecop.concerns.residents import Withdrawn
from coffeecop.db import db
from coffeecop.mail.recipients import has_stopped_mail, unconfirmed_key
from coffeecop.models import Concern, Event, Language
from coffeecop.models.may_go import may_go
from coffeecop.parts import FoundReceipt, find_receipt, is_off, links_of
from coffeecop.parts.resident_links import ReceiptSection
from coffeecop.public.concerns.forms import BetterForm, FindForm, MessageForm, why_not_found
from coffeecop.public.concerns.queries import (
    came_of,
    dangers_of,
    days_to_first_answer,
    facts_of,
    is_told_at_once,
    wording_of,
)
from coffeecop.public.concerns.views.submission import bp
from coffeecop.web import receipt_codes
from coffeecop.web.assets import ONE_DAY
from coffeecop.web.forms import TOO_MANY_REQUESTS, PublicForm
from coffeecop.web.rate_limits import SENDING_LIMIT, form_limit, limiter
from coffeecop.web.receipt_codes import TooManyMisses
from coffeecop.web.rendering import render, see_other


@bp.get("/receipts")
def find() -> ResponseReturnValue:
    key = request.args.get("mail")
    return _show_find(
        FindForm(formdata=None),
        mail_key=unconfirmed_key(key),
        mail_is_stopped=has_stopped_mail(key),
    )


@bp.post("/receipts")
def look_up() -> ResponseReturnValue:
    form = FindForm()
    if not form.validate_on_submit():
        return _show_find(form)
    typed = receipt_codes.parse_code(form.words.data)
    try:
        code, found = _find_in_any_order(typed)
    except TooManyMisses:
        form.form_errors.append(TOO_MANY_REQUESTS)
        return _show_find(form, status=429)
    if found is None:
        form.words.errors = [why_not_found(typed)]
        return _show_find(form, suggestion=receipt_codes.suggested_words(typed))
    if isinstance(found, Concern):
        found.come_back()
        db.session.commit()
    return see_other("concerns.receipt", code=code)


@bp.get("/receipt-words.txt")
def word_lists() -> ResponseReturnValue:
    """Return the words of all receipts, a line a language, so that a phone can complete them."""
    lines = [" ".join(receipt_codes.word_list(language)) for language in Language]
    response = Response("\n".join(lines), mimetype="text/plain")
    response.cache_control.public = True
    response.cache_control.max_age = ONE_DAY
    return response


@bp.get("/receipts/on-this-phone")
def on_this_phone() -> ResponseReturnValue:
    """Return a page that the phone fills in: nothing of it is known here."""
    return render_template("public/concerns/phone.html")


@bp.get("/receipts/<code>")
def receipt(code: str) -> ResponseReturnValue:
    found = _found_or_404(code)
    if isinstance(found, Concern):
        return _show_receipt(found, code)
    return render(found.receipt.page, fragment="concern", event=found.row.event)


@bp.get("/receipts/<code>.svg")
def receipt_image(code: str) -> ResponseReturnValue:
    event = concern_or_404(code).event
    code = receipt_codes.normalize_code(code)
    words = receipt_codes.spelled_words(code)
    image = render_template(
        "public/concerns/receipt_image.html", event=event, code=code, words=words
    )
    return _attached(Response(image, mimetype="image/svg+xml"), "svg")


@bp.get("/receipts/<code>.txt")
def transcript(code: str) -> ResponseReturnValue:
    concern, code = concern_or_404(code), receipt_codes.normalize_code(code)
    text = render_template(
        "public/concerns/receipt.txt",
        concern=concern,
        event=concern.event,
        code=code,
        words=receipt_codes.spelled_words(code),
        wording=wording_of(concern),
    )
    return _attached(Response(text, mimetype="text/plain"), "txt")


@bp.post("/receipts/<code>/messages")
@form_limit(lambda code: _give_back_message(code))
def add_to_thread(code: str) -> ResponseReturnValue:
    concern = concern_or_404(code)
    form = MessageForm()
    if not form.validate_on_submit():
        return _show_receipt(concern, code, message_form=form)
    key_hash = form.key_hash("message", str(concern.id))
    try:
        residents.write_again(concern, key_hash=key_hash, body=form.body.data)
    except Withdrawn:
        return _show_receipt(concern, code, message_form=form)
    db.session.commit()
    return see_other("concerns.receipt", code=code, done="message")


@bp.post("/receipts/<code>/better")
def say_whether_better(code: str) -> ResponseReturnValue:
    concern = concern_or_404(code)
    form = BetterForm()
    is_asked = concern.asks_whether_better and not dangers_of(concern)
    if not form.validate_on_submit() or not is_asked:
        return _show_receipt(concern, code, better_form=form)
    try:
        residents.say_whether_better(concern, form.better.data)
    except Withdrawn:
        return _show_receipt(concern, code, better_form=form)
    db.session.commit()
    return see_other("concerns.receipt", code=code, done="better")


@bp.post("/receipts/<code>/visits")
@limiter.limit(SENDING_LIMIT)
def visit(code: str) -> ResponseReturnValue:
    """Note that the resident came back: opening the page writes nothing."""
    concern_or_404(code).come_back()
    db.session.commit()
    return "", 204


@bp.get("/receipts/<code>/withdrawal")
def new_withdrawal(code: str) -> ResponseReturnValue:
    return _show_withdrawal(concern_or_404(code), code, PublicForm(formdata=None))


@bp.post("/receipts/<code>/withdrawal")
def withdraw(code: str) -> ResponseReturnValue:
    concern = concern_or_404(code)
    form = PublicForm()
    if not form.validate_on_submit():
        return _show_withdrawal(concern, code, form)
    residents.withdraw(concern)
    db.session.commit()
    return see_other("concerns.receipt", code=code, done="withdrawn")


def _attached(response: Response, ending: str) -> Response:
    # A neutral name: others may see it in a list of files.
    name = _("receipt")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{ending}")
    return response


def _show_find(form: FindForm, **context: Any) -> ResponseReturnValue:
    return render("public/concerns/find.html", fragment="find", form=form, **context)


def _find_in_any_order(typed: str) -> tuple[str, Concern | FoundReceipt | None]:
    """Return the code and what it leads to. Raises TooManyMisses."""
    for code in receipt_codes.arrangements(typed):
        found = receipt_codes.look_up(code, _of_hash)
        if found is not None:
            return code, found
    return typed, None


def _of_hash(receipt_hash: str) -> Concern | FoundReceipt | None:
    """Return the concern of these words, or what has them before it."""
    return _concern_of(receipt_hash) or find_receipt(receipt_hash)


def _concern_of(receipt_hash: str) -> Concern | None:
    found = db.session.scalars(
        select(Concern)
        .where(Concern.receipt_hash == receipt_hash)
        .options(
            joinedload(Concern.event).joinedload(Event.agency),
            joinedload(Concern.event).joinedload(Event.venue),
            joinedload(Concern.flag_rows),
            selectinload(Concern.messages),
        )
    )
    return found.unique().one_or_none()


def concern_or_404(code: str) -> Concern:
    """Return the concern of these receipt words. A part that is off is not found."""
    found = _found_or_404(code)
    if not isinstance(found, Concern) or is_off(found.event.agency):
        abort(404)
    return found


def _found_or_404(code: str) -> Concern | FoundReceipt:
    try:
        return receipt_codes.look_up(receipt_codes.normalize_code(code), _of_hash) or abort(404)
    except TooManyMisses:
        abort(429)


def _show_receipt(
    concern: Concern,
    code: str,
    *,
    message_form: MessageForm | None = None,
    better_form: BetterForm | None = None,
) -> ResponseReturnValue:
    failed, dangers = message_form or better_form, dangers_of(concern)
    sections = _sections_of(concern)
    done = request.args.get("done")
    # Reached from the form, not with the words or a link to the receipt.
    is_new = done == "sent" and not concern.messages and not concern.is_withdrawn
    return render(
        "public/concerns/receipt.html",
        fragment="concern",
        # A message to a concern withdrawn meanwhile has no error of a field.
        status=422 if failed else None,
        concern=concern,
        event=concern.event,
        code=receipt_codes.normalize_code(code),
        words=receipt_codes.spelled_words(receipt_codes.normalize_code(code)),
        wording=wording_of(concern),
        facts=facts_of(concern),
        usual_days=days_to_first_answer(concern),
        message_form=message_form or MessageForm(formdata=None),
        better_form=better_form or BetterForm(formdata=None, obj=concern),
        failed=failed,
        is_new=is_new,
        dangers=dangers,
        is_told_at_once=is_told_at_once(concern),
        done=done,
        pairs=came_of(concern),
        told={each.matter_step_id for each in concern.messages},
        must_stay=not may_go(concern),
        sections=sections,
        **{name: value for values in sections.values() for name, value in values.items()},
    )


def _sections_of(concern: Concern) -> dict[str, Mapping[str, Any]]:
    """Return the templates of parts with what they show."""
    links = links_of(concern.event.agency, ReceiptSection)
    shown = {each.template: each.values(concern) for each in links}
    return {template: values for template, values in shown.items() if values is not None}


def _show_withdrawal(concern: Concern, code: str, form: PublicForm) -> ResponseReturnValue:
    return render(
        "public/concerns/withdrawal.html",
        fragment="withdrawal",
        concern=concern,
        event=concern.event,
        code=receipt_codes.normalize_code(code),
        form=form,
        must_stay=not may_go(concern),
    )


def _give_back_message(code: str) -> Response:
    """Return the form with what was typed, without the slow look-up of the receipt."""
    return render(
        "public/concerns/message.html",
        fragment="form",
        status=429,
        code=receipt_codes.normalize_code(code),
        form=MessageForm.refused(),
    )
