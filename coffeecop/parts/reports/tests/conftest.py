from tests.staff.events.conftest import event  # noqa: F401  (a fixture)
