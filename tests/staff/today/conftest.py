from tests.staff.events.checklist.conftest import clock, items  # noqa: F401  (fixtures)
