"""What each part tells the tests that look at every page, in files beside its own tests.

In `sweeps.py`, of pages: NO_PAGES, endpoints of files, and of what no page links; PAGES, addresses
of staff pages; PAGES_OF_EVENT, what comes after the address of an event, and
PAGES_OF_EVENT_FOR_RESIDENTS; of the latter FORMS_OF_EVENT, each with what is typed there, and
SENT_AT_EVENT, where a form is sent while it goes on; COSTS, of addresses of staff how many
statements they add, as in tests/staff/test_cost.py; MISTAKES, of a page of an event a field that
may not be empty and a button;
ALWAYS_WHOLE, endpoints of pages that are exchanged as a whole; LEFT_EMPTY, fields of forms that
take none of the values with which all forms are tried; FOR_RESIDENTS, files whose words residents
read; MARKED_PAGES, endpoints of pages each with a text of a department that it shows; FAULTS, what
returns what was changed in the database behind the program's back.

There, of who may do what: OPEN_TO, which roles may use each of its routes for staff, as in
tests/staff/access_matrix.txt; FOR_EVERYBODY, endpoints that need no account; NEED_SETTINGS,
endpoints that are not found without settings of the server; NOT_FOUND_BY_A_COLLEAGUE, those of what
is one person's alone; TO_A_COMPLAINT, endpoints with what they answer to others, if not 404.

There, of tables: BREAKABLE, as in tests/models/test_constraints.py (in `constraints.txt`: changes
that are refused, as there); KEEPING, those whose rows let nobody delete what they refer to;
ABOUT_RESIDENTS, those of which residents read what is stored; FORMS, of columns the form that
a text has to have there.

In `rows.py`: MAKERS, what fills its tables, given an event and an officer; ADDRESSES, what returns
by endpoint what stands in its address then; IDS, places in addresses where an id stands, each with
its table; PAGES_OF_ROWS, what adds rows and returns addresses that few pages link;
DEPARTMENTS, what fills an empty database with a department that has done all there is to do;
NIGHTS, what the worker does in a night, given how many days later; SHOWN_IN_PUBLIC, tables that
residents read, each with a change.

In `readers.py`: READERS, what compares what it says of concerns with their columns;
READERS_OF_PAGES, its page of an event with the states that others tell; NUMBERS, what it counts of
an event, which is the same once concerns of it are destroyed. In `verbs.py`: VERBS, rules
for the sequences of tests/concerns/test_state_machine.py, and REFUSALS. In `lists.py`: LISTS, its
lists of the settings, as in tests/staff/settings/lists/kinds.py. In `walks.py`: WALKS, as those in
tests/journeys/staff_states.py, and WALKS_OF_RESIDENTS, as in tests/journeys/states.py; in
`trees.txt`: what is heard there.
"""

from importlib import import_module
from importlib.util import find_spec

import pytest

from coffeecop import parts as package
from coffeecop.config import PROJECT
from coffeecop.db import db
from coffeecop.parts.hooks import SealedRecords

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


def needs_part(name):
    """Mark a test of what two parts do together."""
    is_there = name in {part.name for part in package.parts()}
    return pytest.mark.skipif(not is_there, reason=f"without {name}")


needs_seals = pytest.mark.skipif(
    not package.links_of(None, SealedRecords), reason="no part seals what came in"
)


def turn_parts_off(agency):
    agency.parts_off = [part.name for part in package.parts()]
    db.session.commit()
