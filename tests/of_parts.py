"""What each part tells the tests that look at every page: `sweeps.py` beside its own tests.

NO_PAGES: endpoints of files. PAGES: addresses of staff pages. PAGES_OF_EVENT: what comes after
the address of an event. OPEN_TO: which roles may use each of its routes for staff, as in
tests/staff/access_matrix.txt. NOT_FOUND_BY_A_COLLEAGUE: endpoints of what is one person's alone.
FOR_RESIDENTS: its files whose words residents read. WALKS, in `walks.py`: see
tests/journeys/staff_states.py.
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
