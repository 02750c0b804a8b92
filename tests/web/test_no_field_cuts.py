"""No field cuts what is typed in silence: it is kept as it is, or comes back with an error.

That no field has a `maxlength`, at which browsers cut what is pasted, is checked by tests.visitor
on every page that any test opens.
"""

import pytest

from tests.addresses import addresses, fill_database
from tests.visitor import Visitor

pytestmark = pytest.mark.slow

TYPED = "input:not([type]), input[type=text], input[type=email], input[type=tel], input[type=url]"
TYPED += ", input[type=search], input[type=number], input[type=password], textarea"
# What has to be chosen for a field to count.
CHOSEN = {"exact_size": {"party_size": "5"}}
# One more than any field takes, with an end that a cut would lose.
LONG = "many words " * 600 + "and the end"
LONG_NUMBER = "9" * 6000


def typed_fields(form):
    return [
        field
        for field in form.select(TYPED)
        if field.get("name") and not field.has_attr("readonly") and not field.has_attr("hidden")
    ]


def sent_by(form):
    """Return what a browser would send of a form as it is shown."""
    fields = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.get("type") in ("radio", "checkbox") and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.select_one("[selected]") or field.select_one("option")
            fields[field["name"]] = chosen["value"] if chosen else ""
        else:
            fields[field["name"]] = field.get("value", "") or field.text
    return fields


@pytest.fixture
def forms(app):
    """Return every form of every page, once for each address that it is sent to."""
    visitor = Visitor(app)
    values = fill_database(visitor)
    found = {}
    for endpoint, path in addresses(app, "GET", values):
        page = visitor.get(path) if "calendar" not in endpoint else None
        if page is None or page.response.mimetype != "text/html":
            continue
        for form in page.soup.select("form"):
            fields = tuple(field.get("name") for field in typed_fields(form))
            key = (form.get("method"), form.get("action"), fields)
            if fields and "/es/" not in (form.get("action") or ""):
                found[key] = form
    return visitor, list(found.values())


def test_what_is_too_long_comes_back_whole_with_an_error(forms):
    visitor, found = forms
    visitor.set_csrf_token()
    tried, cut = set(), []
    assert len(found) > 15

    for form in found:
        if form.get("method") != "post":
            continue
        for field in typed_fields(form):
            name = field["name"]
            page = send_long(visitor, form, field)
            again = page.soup.select(f"[name='{name}'][aria-invalid=true]")
            shown = [each.get("value", each.text).strip() for each in again]
            is_secret = field.get("type") == "password"
            if page.status != 422 or (not is_secret and long_text(field) not in shown):
                cut.append((form["action"], name, page.status))
            tried.add(name)
    assert cut == []
    assert {"body", "name", "title_en", "we_did_en", "roster-0-name", "name_es"} <= tried


def long_text(field):
    return LONG_NUMBER if field.get("type") == "number" else LONG


def send_long(visitor, form, field):
    name = field["name"]
    fields = {**sent_by(form), **CHOSEN.get(name, {}), name: long_text(field)}
    del fields["csrf_token" if "csrf_token" in fields else "form_key"]
    return visitor.post(form["action"], **fields)
