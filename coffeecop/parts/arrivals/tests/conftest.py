from tests.staff.conftest import compared_here, officer, plain_officer  # noqa: F401  (fixtures)
from tests.staff.events.conftest import event  # noqa: F401  (a fixture)
