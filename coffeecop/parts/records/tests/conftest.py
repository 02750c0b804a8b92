import pytest

from coffeecop.models import Role
from tests.staff.conftest import compared_here  # noqa: F401  (a fixture)
from tests.staff.fixtures import signed_in
from tests.visitor import Visitor


@pytest.fixture
def clerk(visitor):
    return signed_in(visitor, Role.RECORDS)


@pytest.fixture
def plain_clerk(plain_visitor):
    return signed_in(plain_visitor, Role.RECORDS)


@pytest.fixture
def reader_of_all(app, clerk):
    """A colleague of the clerk who reads complaints too."""
    return signed_in(Visitor(app), Role.RECORDS, Role.COMPLAINTS)
