"""How what was destroyed has left the files, as a certificate says it."""

from flask_babel import lazy_gettext as _l

from coffeecop.db.erasing import EraseMethod

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
