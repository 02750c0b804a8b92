from flask import Blueprint, flash, g, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from coffeecop.config import LARGEST_UPLOAD
from coffeecop.matters.verbs import CannotCombine, CannotSay, HasBeenSaid, LacksWords, change
from coffeecop.models import Event, Matter, Role
from coffeecop.models.keys import ChangedByColleague
from coffeecop.models.matters.queries import may_say
from coffeecop.models.may_go import MustStay
from coffeecop.staff.identity.auth import only_for, own_or_404
from coffeecop.staff.matters.figure_form import FigureForm
from coffeecop.staff.matters.forms import ChangeForm
from coffeecop.staff.matters.queries import WITH_ALL
from coffeecop.web.rendering import see_other

bp = Blueprint("staff_matters", __name__, url_prefix="/staff/matters")
WITH_FILES = ("staff_matters.say", "staff_matters.set_figure")
# Who decides what residents read, as `may_publish` says.
publishers_only = only_for(Role.ORGANIZER, Role.ADMIN)


@bp.url_value_preprocessor
def allow_files(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Let the forms with a file be larger, for whoever has signed in.

    Before anything reads the body. A session cookie is signed: strangers have none.
    """
    if endpoint in WITH_FILES and "token" in session:
        request.max_content_length = LARGEST_UPLOAD


def matter_or_404(matter_id: int) -> Matter:
    return own_or_404(Matter, matter_id, *WITH_ALL)


def event_or_404(event_id: int, *, for_update: bool = False) -> Event:
    return own_or_404(Event, event_id, for_update=for_update)


def check_may_say(matter: Matter) -> None:
    """Raise CannotSay before somebody types words, or tells them, that are refused."""
    if not may_say(matter, g.staff_member):
        raise CannotSay


def is_changed(matter: Matter, form: ChangeForm | FigureForm) -> bool:
    """Change it as the form says; add to the form if a colleague was first."""
    try:
        change(matter, form.values, seen=form.version.data, by=g.staff_member)
    except ChangedByColleague:
        form.add_conflict(matter)
        return False
    return True


@bp.errorhandler(CannotSay)
def not_theirs(_refusal: CannotSay) -> ResponseReturnValue:
    return _refused(_("Residents read this: only who does it, and organizers, may change it."))


@bp.errorhandler(LacksWords)
def lacks_words(_refusal: LacksWords) -> ResponseReturnValue:
    words = _("Residents would read nothing. Write first what people said.")
    return _refused(words, open="change")


@bp.errorhandler(HasBeenSaid)
@bp.errorhandler(CannotCombine)
def has_been_said(_refusal: Exception) -> ResponseReturnValue:
    return _refused(_("Something was said about it, so it stays."))


@bp.errorhandler(MustStay)
def is_needed(_refusal: MustStay) -> ResponseReturnValue:
    return _refused(_("A case needs it, so it stays."))


@bp.errorhandler(ChangedByColleague)
def colleague_was_first(_refusal: ChangedByColleague) -> ResponseReturnValue:
    return _refused(_("A colleague did this first."))


def _refused(words: str, **args: str) -> Response:
    flash(words, "error")
    return see_other("staff_matters.show", **(request.view_args or {}), **args)


def back_to_list() -> Response:
    return see_other("staff_matters.index")


def back_to(matter: Matter, **args: str | None) -> Response:
    return see_other("staff_matters.show", matter_id=matter.id, **args)
