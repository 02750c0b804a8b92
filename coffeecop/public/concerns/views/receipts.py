"""Coming back with a receipt: reading, writing again, withdrawing."""

from flask import render_template
from flask.typing import ResponseReturnValue

from coffeecop.concerns import residents
from coffeecop.db import db
from coffeecop.public.concerns import lookup, page
from coffeecop.public.concerns.forms import BetterForm, FindForm, MessageForm, WithdrawalForm
from coffeecop.public.concerns.lookup import concern_or_404
from coffeecop.public.concerns.views.submission import bp
from coffeecop.web.rate_limits import SENDING_LIMIT, form_limit, limiter
from coffeecop.web.rendering import see_other

bp.get("/receipt-words.txt")(page.word_lists)


@bp.get("/receipts")
def find() -> ResponseReturnValue:
    return page.show_find(FindForm(formdata=None))


@bp.post("/receipts")
def look_up() -> ResponseReturnValue:
    form = FindForm().or_show(page.show_find)
    code = lookup.open_receipt(form.code)
    if code is None:
        form.say_why_not_found()
        return page.show_find(form)
    db.session.commit()
    return see_other("concerns.receipt", code=code)


@bp.get("/receipts/on-this-phone")
def on_this_phone() -> ResponseReturnValue:
    """Return a page that the phone fills in: nothing of it is known here."""
    return render_template("public/concerns/phone.html")


@bp.get("/receipts/<code>")
def receipt(code: str) -> ResponseReturnValue:
    return page.show_found(lookup.found_or_404(code), code)


@bp.get("/receipts/<code>.svg")
def receipt_image(code: str) -> ResponseReturnValue:
    return page.receipt_image(concern_or_404(code), code)


@bp.get("/receipts/<code>.txt")
def transcript(code: str) -> ResponseReturnValue:
    return page.transcript(concern_or_404(code), code)


@bp.post("/receipts/<code>/messages")
@form_limit(lambda code: page.give_back_message(code))
def add_to_thread(code: str) -> ResponseReturnValue:
    concern = concern_or_404(code)
    form = MessageForm().or_show(lambda form: page.show_receipt(concern, code, message_form=form))
    if form.tells_of_new_danger:
        return page.show_receipt(concern, code, message_form=form, stopped=True)
    key_hash = form.key_hash("message", str(concern.id))
    try:
        residents.write_again(concern, key_hash=key_hash, body=form.body.data)
    except residents.Withdrawn:
        return page.show_receipt(concern, code, message_form=form)
    db.session.commit()
    return see_other("concerns.receipt", code=code, done="message")


@bp.post("/receipts/<code>/better")
def say_whether_better(code: str) -> ResponseReturnValue:
    concern = concern_or_404(code)
    form = BetterForm()
    is_asked = concern.asks_whether_better and not page.dangers_of(concern)
    if not form.validate_on_submit() or not is_asked:
        return page.show_receipt(concern, code, better_form=form)
    try:
        residents.say_whether_better(concern, form.better.data)
    except residents.Withdrawn:
        return page.show_receipt(concern, code, better_form=form)
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
    return page.show_withdrawal(concern_or_404(code), code, WithdrawalForm(formdata=None))


@bp.post("/receipts/<code>/withdrawal")
def withdraw(code: str) -> ResponseReturnValue:
    concern = concern_or_404(code)
    WithdrawalForm().or_show(lambda form: page.show_withdrawal(concern, code, form))
    residents.withdraw(concern)
    db.session.commit()
    return see_other("concerns.receipt", code=code, done="withdrawn")
