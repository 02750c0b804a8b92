from tests.staff.conftest import admin, compared_here, drawn_here  # noqa: F401  (fixtures)
