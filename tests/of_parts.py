"""What each part tells the tests that look at every page: `sweeps.py` beside its own tests.

NO_PAGES: endpoints of files, and of what no page links. PAGES: addresses of staff pages.
PAGES_OF_EVENT: what comes after the address of an event; PAGES_OF_EVENT_FOR_RESIDENTS, too.
MISTAKES: of such a page, a field that may not be empty and a button. OPEN_TO: which roles may use
each of its routes for staff, as in tests/staff/access_matrix.txt. FOR_EVERYBODY: its endpoints that
need no account. NEED_SETTINGS: endpoints that are not found without settings of the server.
NOT_FOUND_BY_A_COLLEAGUE: those of what is one person's alone. TO_A_COMPLAINT: endpoints with what
they answer, other than 404, to who may not read it. FOR_RESIDENTS: its files whose words residents
read. CHECKS: as in tests/models/test_constraints.py. LEFT_EMPTY: fields of its forms that take none
of the values with which all forms are tried.
MAKERS, in `rows.py`: what fills its tables, given an event and an officer; DEPARTMENTS, there: what
fills an empty database with a department that has done all there is to do. WALKS, in `walks.py`: as
those in tests/journeys/staff_states.py, and WALKS_OF_RESIDENTS as in tests/journeys/states.py; what
is heard there is in `trees.txt`.
"""

from importlib import import_module
from importlib.util import find_spec

from coffeecop import parts as package
from coffeecop.config import PROJECT
from coffeecop.db import db

FOLDERS = sorted(path.parent for path in (PROJECT / "coffeecop/parts").glob("*/part.py"))


def of_parts(name, module="sweeps"):
    """Return what the parts have under a name, in one list."""
    modules = [f"{package.__name__}.{folder.name}.tests.{module}" for folder in FOLDERS]
    return [
        each
        for module in modules
        if find_spec(module)
        for each in getattr(import_module(module), name, ())
    ]


def turn_parts_off(agency):
    agency.parts_off = [part.name for part in package.parts()]
    db.session.commit()
