from flask import Blueprint, flash, g, request, session
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from coffeecop.config import largest_body
from coffeecop.matters import verbs
from coffeecop.models import Event, Matter, Role
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.may_go import MustStay
from coffeecop.staff.identity.auth import only_for, own_or_404
from coffeecop.staff.matters.queries import WITH_ALL
from coffeecop.web.rendering import flash_to, see_other

bp = Blueprint("staff_matters", __name__, url_prefix="/staff/matters")
REFUSALS = {
    verbs.CannotSay: _l("Residents read this: only who does it, and organizers, may change it."),
    verbs.LacksWords: _l("Residents would see nothing. First write what people said."),
    verbs.HasBeenSaid: _l("Something was said about it, so it stays."),
    verbs.CannotCombine: _l("Something was said about it, so it stays."),
    MustStay: _l("A case needs it, so it stays."),
    ChangedByColleague: _l("A colleague did this first."),
}
# Who decides what residents read, as `may_publish` says.
publishers_only = only_for(Role.ORGANIZER, Role.ADMIN)


@bp.url_value_preprocessor
def allow_files(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let the forms with a file be larger, for whoever has signed in.

    Before anything reads the body. A session cookie is signed: strangers have none.
    """
    if "token" in session:
        request.max_content_length = largest_body(request.path)


def matter_or_404(matter_id: int) -> Matter:
    return own_or_404(Matter, matter_id, *WITH_ALL)


def event_or_404(event_id: int, *, for_update: bool = False) -> Event:
    return own_or_404(Event, event_id, for_update=for_update)


def check_may_say(matter: Matter) -> None:
    """Raise CannotSay before somebody types words, or tells them, that are refused."""
    verbs.check_may_say(matter, g.staff_member)


def say_why_not(refusal: Exception) -> ResponseReturnValue:
    flash(str(REFUSALS[type(refusal)]), "error")
    # Where the words are written that residents would lack.
    opened = {"open": "change"} if isinstance(refusal, verbs.LacksWords) else {}
    return see_other("staff_matters.show", **(request.view_args or {}), **opened)


for each in REFUSALS:
    bp.register_error_handler(each, say_why_not)


def back_to_list(words: str) -> Response:
    return flash_to(words, "staff_matters.index")


def back_to(matter: Matter, **args: str | None) -> Response:
    return see_other("staff_matters.show", matter_id=matter.id, **args)


def done(matter: Matter, words: str) -> Response:
    return flash_to(words, "staff_matters.show", matter_id=matter.id)
