"""The receipt of a concern: its page, its files, and the forms that lead to it."""

from typing import Any

from flask import Response, current_app, render_template, request
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.engine.detectors.emergency import dangers_in, is_now
from coffeecop.mail.recipients import has_stopped_mail, unconfirmed_key
from coffeecop.models import Better, Concern, Language, StateWording
from coffeecop.models.concern.conditions import usual_answer_days
from coffeecop.models.concern.parts import ResidentState
from coffeecop.models.matters.queries import has_concern
from coffeecop.models.may_go import may_go
from coffeecop.parts import FoundReceipt, sections_at, snippets_at
from coffeecop.parts.links import Spot, Words
from coffeecop.public.concerns.forms import BetterForm, FindForm, MessageForm, WithdrawalForm
from coffeecop.web.assets import ONE_DAY
from coffeecop.web.concern_labels import keep_until
from coffeecop.web.matters_shown import Pair, published_pairs
from coffeecop.web.receipt_codes import normalize_code, spelled_words, word_list
from coffeecop.web.rendering import render

UNANSWERED = (ResidentState.RECEIVED, ResidentState.READ)


def show_find(form: FindForm, status: int | None = None) -> Response:
    key = request.args.get("mail")
    return render(
        "public/concerns/find.html",
        fragment="find",
        status=status,
        form=form,
        mail_key=unconfirmed_key(key),
        mail_is_stopped=has_stopped_mail(key),
    )


def word_lists() -> Response:
    """Return the words of all receipts, a line a language, so that a phone can complete them."""
    lines = [" ".join(word_list(language)) for language in Language]
    response = Response("\n".join(lines), mimetype="text/plain")
    response.cache_control.public = True
    response.cache_control.max_age = ONE_DAY
    return response


def show_found(found: Concern | FoundReceipt, code: str) -> Response:
    if isinstance(found, Concern):
        return show_receipt(found, code)
    return render(found.receipt.page, fragment="concern", event=found.row.event)


def show_receipt(
    concern: Concern,
    code: str,
    *,
    message_form: MessageForm | None = None,
    better_form: BetterForm | None = None,
    stopped: bool = False,
) -> Response:
    """`stopped`: the message was given back once with who helps, which is no error."""
    failed = None if stopped else message_form or better_form
    dangers, wording = dangers_of(concern), _wording(concern)
    sections = sections_at(Spot.RECEIPT, concern.event.agency, concern)
    must_stay, done = not may_go(concern), request.args.get("done")
    # Reached from the form, not with the words or a link to the receipt.
    is_new = done == "sent" and not concern.messages and not concern.is_withdrawn
    # What was just sent is to be saved first, and read once more.
    in_sight = ["save_receipt", "thread"] if is_new else ["thread", "save_receipt"]
    return render(
        "public/concerns/receipt.html",
        fragment="concern",
        # A message to a concern withdrawn meanwhile has no error of a field.
        status=422 if failed else None,
        **_code(code),
        concern=concern,
        event=concern.event,
        wording=wording,
        heading=_heading(concern, wording, dangers=dangers, is_new=is_new),
        next_step=_next_step(concern, wording, dangers=dangers, must_stay=must_stay),
        snippets=_snippets(concern),
        usual_days=_days_to_first_answer(concern),
        message_form=message_form or MessageForm(formdata=None),
        better_form=better_form or BetterForm(formdata=None, obj=concern),
        failed=failed,
        stopped=stopped,
        new_dangers=_new_dangers(concern),
        is_new=is_new,
        # In danger nothing else stands in the way.
        is_short=is_new and bool(dangers),
        in_sight=in_sight[:1] if is_new and dangers else in_sight,
        dangers=dangers,
        done=done,
        pairs=_came_of(concern),
        shown_steps={each.matter_step_id for each in concern.messages},
        must_stay=must_stay,
        sections=sections,
        **{name: value for values in sections.values() for name, value in values.items()},
    )


def show_withdrawal(concern: Concern, code: str, form: WithdrawalForm) -> Response:
    return render(
        "public/concerns/withdrawal.html",
        fragment="withdrawal",
        concern=concern,
        event=concern.event,
        code=normalize_code(code),
        form=form,
        must_stay=not may_go(concern),
    )


def give_back_message(code: str) -> Response:
    """Return the form with what was typed, without the slow look-up of the receipt."""
    return render(
        "public/concerns/message.html",
        fragment="form",
        status=429,
        code=normalize_code(code),
        form=MessageForm.refused(),
    )


def receipt_image(concern: Concern, code: str) -> Response:
    image = render_template(
        "public/concerns/receipt_image.html", event=concern.event, **_code(code)
    )
    return _attached(Response(image, mimetype="image/svg+xml"), "svg")


def transcript(concern: Concern, code: str) -> Response:
    wording = _wording(concern)
    text = render_template(
        "public/concerns/receipt.txt",
        concern=concern,
        event=concern.event,
        wording=wording,
        heading=_heading(concern, wording),
        **_code(code),
    )
    return _attached(Response(text, mimetype="text/plain"), "txt")


def _attached(response: Response, ending: str) -> Response:
    # A neutral name: others may see it in a list of files.
    name = _("receipt")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{ending}")
    return response


def _code(code: str) -> dict[str, Any]:
    return {"code": normalize_code(code), "words": spelled_words(normalize_code(code))}


def _heading(
    concern: Concern,
    wording: StateWording | None,
    *,
    dangers: list[str] | None = None,
    is_new: bool = False,
) -> str:
    """Return which of the headings in macros.html says how far it is."""
    state, is_answered = concern.resident_state, concern.last_answer is not None
    cases = (
        (is_new and dangers, "in_danger"),
        (is_new, "sent"),
        (concern.is_withdrawn, "withdrawn"),
        (concern.has_new_message, "new_message"),
        (concern.waits and concern.better is Better.NO, "not_better"),
        (not concern.is_counted and not is_answered, "not_counted"),
        (wording, "own"),
        (state in UNANSWERED and concern.waits, "waits"),
        (state is ResidentState.ANSWERED and not is_answered, "answered_elsewhere"),
    )
    return next((name for is_so, name in cases if is_so), "usual")


def _next_step(
    concern: Concern, wording: StateWording | None, *, dangers: list[str], must_stay: bool
) -> str:
    """Return which of the sentences in macros.html says what happens next."""
    event, state, is_out = concern.event, concern.resident_state, concern.is_withdrawn
    is_read_before = state is ResidentState.RECEIVED and event.is_published
    alerted_now = current_app.config["SMTP_URL"] and _is_alerted_at_once(concern)
    cases = (
        (is_out and must_stay, "stays_for_case"),
        (is_out and keep_until(concern), "stays_until"),
        (is_out, "stays"),
        (_new_dangers(concern), "alerted_later"),
        (
            dangers and concern.waits_for_first_look,
            "alerted_now" if alerted_now else "alerted_later",
        ),
        (dangers and state in UNANSWERED, "seen"),
        (concern.is_complaint, "complaint"),
        (concern.may_be_complaint, "maybe_complaint"),
        (not concern.is_counted, "not_counted"),
        (concern.has_new_message, "new_message"),
        (concern.waits and concern.better is Better.NO, "not_better"),
        (wording and wording.sentence_en, "own"),
        (state is ResidentState.ANSWERED and concern.last_answer, "nothing"),
        (is_read_before and not event.has_begun, "before_event"),
    )
    return next((name for is_so, name in cases if is_so), "usual")


def _wording(concern: Concern) -> StateWording | None:
    """Return the department's own words for how far the concern is, if it has any."""
    return db.session.get(StateWording, (concern.agency_id, concern.resident_state))


def _snippets(concern: Concern) -> list[Words]:
    if concern.is_withdrawn:
        return []
    return [words for _name, words in snippets_at(Spot.RECEIPT, concern.event.agency, concern)]


def _came_of(concern: Concern) -> list[Pair]:
    if concern.is_withdrawn or concern.is_for_complaint_staff or not concern.is_counted:
        return []
    return published_pairs(has_concern(concern.id))


def dangers_of(concern: Concern) -> list[str]:
    """Return of which dangers it may tell, unless somebody looked and found none."""
    if concern.is_withdrawn or concern.flag_rows and not concern.flags:
        return []
    # The words tell more than the flags: no flag is of whom somebody touched.
    kinds = [*(str(flag.kind) for flag in concern.flags), *dangers_in(concern.body)]
    return list(dict.fromkeys(kinds))


def _new_dangers(concern: Concern) -> list[str]:
    """Return of which dangers it tells what the resident added and nobody has answered."""
    return dangers_in(concern.messages[-1].body) if concern.has_new_message else []


def _is_alerted_at_once(concern: Concern) -> bool:
    """Return whether staff are alerted to the danger at once, as of what cannot wait."""
    return concern.has_urgent_flag or (not concern.flag_rows and is_now(concern.body))


def _days_to_first_answer(concern: Concern) -> int | None:
    """Return how many days an answer usually takes, if this one waits for its first."""
    if concern.first_answer_at or concern.better_at or concern.is_for_complaint_staff:
        return None
    if not (concern.waits and concern.is_counted):
        return None
    return usual_answer_days(concern.agency_id)
