"""What each action is in plain words, by the kinds by which the log is filtered."""

from functools import cache

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coffeecop.models import AuditAction, AuditEntry, StaffMember
from coffeecop.parts import links_of, parts
from coffeecop.parts.links import AuditFields

KIND_NAMES = {
    "sign-ins": _l("Sign-ins"),
    "people": _l("People and roles"),
    "contacts": _l("Contact details"),
    "concerns": _l("Concerns"),
    "topics": _l("Topics"),
    "events": _l("Events"),
    "matters": _l("Matters"),
    "exports": _l("Exports"),
    "records": _l("Records"),
    "settings": _l("Settings"),
    "installation": _l("Server"),
}
# Tables whose rows the log can be asked about.
SUBJECT_NAMES = {
    **{name: KIND_NAMES[name] for name in ("concerns", "events", "topics", "matters")},
    "staff": _l("People"),
}
# Of people who do it to their own account. Parts add to it.
TO_ONESELF: dict[str, LazyString] = {
    AuditAction.SIGNED_OUT: _l("%(who)s signed out"),
    AuditAction.PASSWORD_SET: _l("%(who)s set a new password"),
    AuditAction.STAFF_ADDED: _l("%(who)s became the first administrator"),
    AuditAction.STAFF_CHANGED: _l("%(who)s changed their own account"),
    AuditAction.SECOND_FACTOR_SET: _l("%(who)s turned on a second factor"),
    AuditAction.SECOND_FACTOR_REMOVED: _l("%(who)s turned off their second factor"),
}
# Of entries without a subject.
TO_NOTHING: dict[str, LazyString] = {
    AuditAction.SIGN_IN_FAILED: _l("Somebody tried to sign in with an address that nobody has"),
    AuditAction.LINK_MADE: _l("%(who)s made a link to set up the first administrator"),
    AuditAction.WORK_HANDED_OVER: _l("%(who)s handed over open work"),
}
# Of actions that an earlier version recorded.
OF_EARLIER = _l("%(who)s, %(action)s: %(what)s")


def sentence_of(entry: AuditEntry) -> LazyString:
    action = entry.action
    of_staff = entry.subject_table == StaffMember.__tablename__
    if of_staff and entry.subject_id == entry.staff_id and action in TO_ONESELF:
        return TO_ONESELF[action]
    if entry.subject_id is None and action in TO_NOTHING:
        return TO_NOTHING[action]
    if action == AuditAction.CONCERN_ASSIGNED and _is_own(entry):
        return _l("%(who)s took %(what)s")
    return _sentences().get(action, OF_EARLIER)


def _is_own(entry: AuditEntry) -> bool:
    """Return whether what was given went to the person who gave it."""
    _before, after = entry.details.get("assigned_to", (None, None))
    return bool(after and entry.staff_member and entry.staff_member.name == after)


def actions_of(kind: str) -> list[str]:
    of_parts = [action for part in parts() for action in part.audit.get(kind, ())]
    return [*(action for action in AuditAction if action.kind == kind), *of_parts]


@cache
def _sentences() -> dict[str, LazyString]:
    of_parts = [each for part in parts() for actions in part.audit.values() for each in actions]
    return {
        **{str(action): _l(action.label) for action in AuditAction},
        **{str(action): action.label for action in of_parts},
    }


@cache
def fields_of_parts() -> dict[str, AuditFields]:
    return {name: link for link in links_of(None, AuditFields) for name in link.names}
