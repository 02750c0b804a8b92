from tests.staff.conftest import admin, officer, plain_officer  # noqa: F401  (fixtures)
