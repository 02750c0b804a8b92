import pytest
from flask import Request

from tests.addresses import fill_database


@pytest.fixture
def values(plain_visitor):
    return fill_database(plain_visitor)


@pytest.fixture
def readers(monkeypatch):
    """The endpoints that have looked at what was asked of them."""
    looked, args = set(), Request.args

    def look(request):
        looked.add(request.endpoint)
        return args.__get__(request, Request)

    monkeypatch.setattr(Request, "args", property(look))
    return looked
