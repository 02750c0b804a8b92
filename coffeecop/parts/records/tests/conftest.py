import pytest

from coffeecop.models import Role
from tests.staff.conftest import compared_here, drawn_here, officer, signed_in  # noqa: F401  (fixtures)


@pytest.fixture
def clerk(visitor):
    return signed_in(visitor, Role.RECORDS)


@pytest.fixture
def plain_clerk(plain_visitor):
    return signed_in(plain_visitor, Role.RECORDS)
