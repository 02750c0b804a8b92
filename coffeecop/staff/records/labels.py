"""Names of records, and how what was destroyed has left the files, as a certificate says it."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.db.erasing import EraseMethod
from coffeecop.models import Event, RecordKind
from coffeecop.models.retention import Ref
from coffeecop.parts import links_of
from coffeecop.parts.links import AboutConcern
from coffeecop.web.i18n import local_day, localized

METHODS = {
    EraseMethod.SQLITE: _l(
        "The rows were deleted and overwritten with zeros, also in the search index. The file of "
        "the database was written anew, and its write-ahead log emptied."
    ),
    EraseMethod.POSTGRESQL: _l(
        "The rows were deleted, also in the search index. All tables and the statistics were "
        "written anew (VACUUM FULL), and the write-ahead log was written over."
    ),
    EraseMethod.POSTGRESQL_LOG_LATER: _l(
        "The rows were deleted, also in the search index. All tables and the statistics were "
        "written anew (VACUUM FULL). The write-ahead log of the database server turns over by "
        "itself."
    ),
}


def erase_method(method: EraseMethod) -> str:
    return str(METHODS[method])


RECORD_NAMES: dict[str, Callable[[int], str]] = {
    RecordKind.CONCERN: lambda number: _("Number %(number)s", number=number),
    RecordKind.NOTE: lambda number: _("Note of staff %(number)s", number=number),
    RecordKind.EVENT: lambda number: _("What staff wrote about event %(number)s", number=number),
    RecordKind.RSVP: lambda number: _("RSVP %(number)s", number=number),
    RecordKind.SURVEY: lambda number: _("Survey answer %(number)s", number=number),
    RecordKind.MATTER: lambda number: _("Matter %(number)s", number=number),
}


def record_name(ref: Ref) -> str:
    kind, number = ref
    of_parts = {each.kind: each.name for each in links_of(None, AboutConcern)}
    return (RECORD_NAMES | of_parts)[kind](number)


def event_label(event: Event) -> str:
    day = local_day(event.starts_at, event)
    return _("%(title)s, %(day)s", title=localized(event, "title"), day=day)
