"""A public page is kept for everyone only where everyone would get the same."""

import pytest

from coffeecop.web.assets import public_style
from coffeecop.web.response_cache import cached_page, entries
from tests.factories import make_event


def times_made(app, *requests):
    made = []
    version = object()
    for address, method in requests:
        with app.test_request_context(address, method=method):
            cached_page(version, lambda: made.append(1) or "a page")
    return len(made)


def test_a_page_is_made_once(app):
    assert times_made(app, ("/kept", "GET"), ("/kept", "GET")) == 1


def test_a_page_is_kept_without_the_style_sheet_that_it_is_sent_with(plain_visitor):
    path = f"/events/{make_event().slug}"
    first, second = (plain_visitor.get(path).one("style").text for _ in range(2))

    assert first == second == public_style().decode()
    (kept,) = (entry.html for address, entry in entries.items() if path in address)
    assert public_style() not in kept


def test_a_new_version_of_a_page_takes_the_place_of_the_old_one(app):
    with app.test_request_context("/replaced"):
        for version in range(3):
            page = cached_page(version, lambda version=version: f"version {version}")
            assert page.get_data(as_text=True) == f"version {version}"

    assert [entry.version for address, entry in entries.items() if "/replaced" in address] == [2]


@pytest.mark.parametrize("other", ["http://127.0.0.1/kept", "http://localhost/es/kept"])
def test_each_host_and_each_language_has_a_copy_of_its_own(app, other):
    assert times_made(app, ("http://localhost/kept", "GET"), (other, "GET")) == 2


@pytest.mark.parametrize(("path", "method"), [("/asked?slug=other", "GET"), ("/headed", "HEAD")])
def test_a_page_with_a_query_and_the_head_of_one_are_always_made_anew(app, path, method):
    assert times_made(app, (path, method), (path, method), (path.partition("?")[0], "GET")) == 3
