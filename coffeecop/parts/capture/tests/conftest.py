from tests.staff.conftest import compared_here, officer, plain_officer  # noqa: F401  (fixtures)
