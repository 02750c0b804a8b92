"""An officer who is signed in."""

from tests.staff.conftest import officer  # noqa: F401  (a fixture)
