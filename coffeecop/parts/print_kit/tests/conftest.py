from tests.staff.conftest import (  # noqa: F401  (fixtures)
    compared_here,
    drawn_here,
    officer,
    organizer,
    plain_officer,
    plain_organizer,
)
from tests.staff.events.conftest import event  # noqa: F401  (a fixture)
