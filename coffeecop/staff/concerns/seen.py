"""Two officers on one concern: each sees the other's change before they overwrite it."""

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.db import db
from coffeecop.models import AuditAction, Concern, ConcernStatus
from coffeecop.staff.audit_wording import sentence
from coffeecop.staff.concern_changes import lock_concern
from coffeecop.staff.queries.concern_versions import Change, Version, changes_since, version_of
from coffeecop.web.forms import SeenForm
from coffeecop.web.i18n import elapsed

STATUSES = {
    ConcernStatus.NEW: _l("%(who)s set it back to new"),
    ConcernStatus.LOOKED_INTO: _l("%(who)s is looking into it"),
    ConcernStatus.TALKED_ABOUT: _l("%(who)s noted that it was talked about"),
    ConcernStatus.ANSWERED: _l("%(who)s noted that it is answered"),
    ConcernStatus.REFERRED: _l("%(who)s referred it"),
    ConcernStatus.DECLINED: _l("%(who)s noted that it cannot be done"),
    ConcernStatus.CLOSED: _l("%(who)s closed it"),
}


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
    form.form_errors += [_what_happened(change, concern) for change in changes]
    form.form_errors.append(_("Nothing is saved yet. What you typed is still here."))
    form.seen.data = str(version_of(concern))
    return False


def _what_happened(change: Change, concern: Concern) -> str:
    who = change.who or _("A command on the server")
    words = _words(change) % {"who": who, "what": _("concern %(number)s", number=concern.id)}
    return str(
        _("While you were typing: %(what)s, %(time)s ago.", what=words, time=elapsed(change.at))
    )


def _words(change: Change) -> str:
    if change.action is None:
        return str(_("The resident wrote again"))
    if change.action is AuditAction.STATUS_CHANGED:
        status = (change.detail or "").rpartition(" > ")[2]
        if status in STATUSES:
            return str(STATUSES[ConcernStatus(status)])
    return str(sentence(change.action, is_to_oneself=False, has_subject=True))
