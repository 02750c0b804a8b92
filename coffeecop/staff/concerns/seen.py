"""Two officers on one concern: each sees the other's change before they overwrite it."""

from flask import g
from flask_babel import gettext as _

from coffeecop.concerns.locks import lock_concern
from coffeecop.db import db
from coffeecop.models import Concern
from coffeecop.staff.audit.details import in_words
from coffeecop.staff.audit.labels import sentence_of
from coffeecop.staff.concern_list.versions import OthersChange, Version, changes_since, version_of
from coffeecop.web.forms import SeenForm
from coffeecop.web.i18n import elapsed


def seen_before(form: SeenForm, concern: Concern) -> bool:
    """Lock the concern; return whether the page of the form showed what others did to it.

    If not, the form says what they did, and passes when it is sent again. A form that says
    nothing of what it showed passes too. Raises IsComplaint.
    """
    lock_concern(concern, by=g.staff_member)
    seen = Version.read(form.seen.data)
    changes = changes_since(seen, concern, g.staff_member) if seen else ()
    if not changes:
        return True
    # Ends the lock, and reads anew what the page shows.
    db.session.rollback()
    form.form_errors += [_what_happened(change) for change in changes]
    form.form_errors.append(_("Nothing is saved yet. What you typed is still here."))
    form.seen.data = str(version_of(concern))
    return False


def _what_happened(change: OthersChange) -> str:
    what, entry = _("The resident wrote again"), change.entry
    if entry:
        who = entry.staff_member.name if entry.staff_member else _("A command on the server")
        concern = _("concern %(number)s", number=entry.subject_id)
        what = str(sentence_of(entry)) % {"who": who, "what": concern}
        if detail := in_words(entry, {}):
            what = f"{what} ({detail})"
    time = elapsed(change.at)
    return str(_("While you were typing: %(what)s, %(time)s ago.", what=what, time=time))
