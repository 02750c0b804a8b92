from tests.staff.conftest import compared_here  # noqa: F401  (a fixture)
