"""A test client that checks the HTML of every page it opens."""

import contextvars
import csv
import io
from collections import Counter, defaultdict
from http.cookies import SimpleCookie

from flask import has_app_context
from itsdangerous import URLSafeTimedSerializer
from selectolax.lexbor import LexborHTMLParser

from coffeecop.db import db
from coffeecop.web.forms import new_form_key

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BINARY = {"application/pdf", "application/zip", "image/png", "image/vnd.microsoft.icon", XLSX}
CSRF_SECRET = "a CSRF secret set by the tests"


class Node:
    """What has elements in it: a page, or an element of one."""

    def __init__(self, node):
        self.node = node

    def select(self, selector):
        return [Element(node) for node in self.node.css(selector)]

    def one(self, selector):
        found = self.select(selector)
        assert len(found) == 1, f"{len(found)} of {selector} in:\n{self.node.html}"
        return found[0]

    def has(self, selector):
        return self.node.css_first(selector) is not None

    @property
    def words(self):
        return " ".join(self.node.text(separator=" ").split())


class Element(Node):
    """An element: its name, its attributes as a mapping, and its text."""

    def __contains__(self, name):
        return name in self.node.attributes

    def __getitem__(self, name):
        # A boolean attribute has no value.
        return self.node.attributes[name] or ""

    def get(self, name, default=None):
        return self[name] if name in self.node.attributes else default

    def closest(self, selector):
        """Return the nearest element around this one that matches, or None."""
        node = self.node.parent
        while node and not node.css_matches(selector):
            node = node.parent
        return node and Element(node)

    @property
    def name(self):
        return self.node.tag

    @property
    def text(self):
        return self.node.text()


class Page(Node):
    def __init__(self, response):
        self.response = response
        self.status = response.status_code
        self.location = response.headers.get("Location")
        self.headers = response.headers
        self.body = "" if response.mimetype in BINARY else response.get_data(as_text=True)
        self.cookies = SimpleCookie("; ".join(response.headers.getlist("Set-Cookie")))
        # Where a line may end there is no space.
        super().__init__(LexborHTMLParser(self.body.replace("<wbr>", "")).root)

    @property
    def is_whole(self):
        # The parser adds what a fragment does not have.
        return "<html" in self.body

    def text(self, selector="body"):
        return self.one(selector).words

    def refused(self, selector):
        """Return what a form that is given back says there."""
        assert self.status == 422
        return self.text(selector)

    def texts(self, selector):
        return [found.words for found in self.select(selector)]

    def csv_rows(self):
        assert self.status == 200, self.words
        return list(csv.DictReader(io.StringIO(self.body.removeprefix("\ufeff"), newline="")))

    def value(self, selector):
        element = self.one(selector)
        return element.text if element.name == "textarea" else element.get("value", "")


class Visitor:
    def __init__(self, app, *, htmx=False):
        self.app = app
        self.htmx = htmx
        self.client = app.test_client()
        self.csrf_token = None

    def get(self, path, **headers):
        return self._open("GET", path, headers=headers)

    def post(self, path, *, headers=None, **fields):
        if self.csrf_token:
            fields.setdefault("csrf_token", self.csrf_token)
        # Every public form has a key. Without an app context the test passes its own.
        if has_app_context():
            fields.setdefault("form_key", new_form_key())
        return self._open("POST", path, data=fields, headers=headers or {})

    def follow(self, page):
        """Follow the redirect after a successful POST."""
        assert page.status == 303, f"{page.status}: {page.words}"
        return self.get(page.location)

    def set_csrf_token(self):
        """Put a CSRF secret into the session, as a page with a staff form does."""
        with self.client.session_transaction() as session:
            session["csrf_token"] = CSRF_SECRET
        serializer = URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token")
        self.csrf_token = serializer.dumps(CSRF_SECRET)

    def _open(self, method, path, *, headers, **options):
        if self.htmx:
            headers = {"HX-Request": "true", **headers}
        db.session.rollback()
        # A separate context: the request must not see the test's app context, session and g.
        response = contextvars.Context().run(
            self.client.open, path, method=method, headers=headers, **options
        )
        page = Page(response)
        check_page(page)
        return page


def check_page(page):
    if not (page.response.mimetype == "text/html" and page.body and page.status != 303):
        return
    if page.is_whole:
        title = page.text("head title").removeprefix("Error: ")
        assert title.startswith(page.text("h1:not([hidden] *)")), (
            "the title starts with the heading"
        )
        assert page.one("html").get("lang") in ("en", "es"), "a page says its language"
    ids = Counter(element["id"] for element in page.select("[id]"))
    assert not [name for name, times in ids.items() if times > 1], "ids are unique"
    for element in page.select("[hx-get]"):
        plain = element.get("action" if element.name == "form" else "href")
        assert plain == element["hx-get"], "hx-get repeats a plain link"
    for element in page.select("[hx-post]"):
        # A second submit button may have its own formaction.
        plain = element.get("formaction" if element.name == "button" else "action")
        assert plain == element["hx-post"], "hx-post repeats a plain form"
    assert not page.has("[hx-put], [hx-patch], [hx-delete]"), "plain forms can only post"
    # Structured data is not executed. tests/web/test_assets.py compares the style that base.html
    # brings with the policy.
    inline = "script:not([src]):not([type='application/ld+json']), [style], "
    inline += "body style" if page.is_whole else "style"
    assert not page.has(inline), f"the policy refuses this: {page.select(inline)[0].node.html}"
    check_fields(page)


def check_fields(page):
    labelled = {label.get("for") for label in page.select("label")}
    for field in page.select("input:not([type=hidden]), select, textarea"):
        assert "maxlength" not in field, f"a field keeps all of what is pasted: {field.node.html}"
        is_named = (
            field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in labelled
        )
        assert is_named or field.closest("label"), f"a field has a label: {field.node.html}"


def fields_of(form):
    """Return the names and values that a browser would send of a form as it stands."""
    fields = defaultdict(list)
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.name == "select":
            chosen = (field.select("option[selected]") or field.select("option"))[0]
            fields[field["name"]].append(chosen.get("value", ""))
        elif field.get("type") not in ("radio", "checkbox") or "checked" in field:
            fields[field["name"]].append(field.get("value", field.text))
    return fields
