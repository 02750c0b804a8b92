from tests.staff.conftest import compared_here  # noqa: F401  (a fixture)
from tests.staff.events.conftest import event  # noqa: F401  (a fixture)
