import pytest

from coffeecop.models import Role
from tests.staff.conftest import compared_here  # noqa: F401  (a fixture)
from tests.staff.fixtures import signed_in


@pytest.fixture
def clerk(visitor):
    return signed_in(visitor, Role.RECORDS)


@pytest.fixture
def plain_clerk(plain_visitor):
    return signed_in(plain_visitor, Role.RECORDS)
