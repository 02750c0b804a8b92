import pytest
from flask import Request


@pytest.fixture
def readers(monkeypatch):
    """The endpoints that have looked at what was asked of them."""
    looked, args = set(), Request.args

    def look(request):
        looked.add(request.endpoint)
        return args.__get__(request, Request)

    monkeypatch.setattr(Request, "args", property(look))
    return looked
