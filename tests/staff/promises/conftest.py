import pytest

from coffeecop.models import Role
from tests.factories import sign_in


@pytest.fixture
def officer(visitor):
    visitor.member = sign_in(visitor, Role.OFFICER)
    return visitor


@pytest.fixture
def organizer(visitor):
    visitor.member = sign_in(visitor, Role.ORGANIZER)
    return visitor
