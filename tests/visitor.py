"""A test client that checks the HTML of every page it opens."""

import contextvars
from collections import Counter
from http.cookies import SimpleCookie

from bs4 import BeautifulSoup
from flask import has_app_context
from itsdangerous import URLSafeTimedSerializer

from coffeecop.db import db
from coffeecop.web.forms import new_form_key

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BINARY = {"application/pdf", "image/png", "image/vnd.microsoft.icon", XLSX}
CSRF_SECRET = "a CSRF secret set by the tests"


class Page:
    def __init__(self, response):
        self.response = response
        self.status = response.status_code
        self.location = response.headers.get("Location")
        self.headers = response.headers
        is_binary = response.mimetype in BINARY
        self.body = "" if is_binary else response.get_data(as_text=True)
        # BeautifulSoup warns when it parses XML as HTML.
        is_feed = response.mimetype == "application/atom+xml"
        self.soup = BeautifulSoup("" if is_feed else self.body, "lxml")
        self.cookies = SimpleCookie("; ".join(response.headers.getlist("Set-Cookie")))

    @property
    def is_whole(self):
        # The parser adds what a fragment does not have.
        return "<html" in self.body

    def one(self, selector):
        found = self.soup.select(selector)
        assert len(found) == 1, f"{len(found)} of {selector} in:\n{self.body}"
        return found[0]

    def has(self, selector):
        return bool(self.soup.select(selector))

    def text(self, selector="body"):
        return " ".join(self.one(selector).get_text(" ").split())

    def texts(self, selector):
        return [" ".join(found.get_text(" ").split()) for found in self.soup.select(selector)]

    def value(self, selector):
        element = self.one(selector)
        if element.name == "textarea":
            # A browser drops the line break that may follow the opening tag.
            return element.text.replace("\r\n", "\n").removeprefix("\n")
        return element.get("value", "")

    @property
    def words(self):
        return " ".join(self.soup.get_text(" ").split())


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
    elements = page.soup.find_all(True)
    if page.is_whole:
        assert len(page.soup.find_all("h1")) == 1, "a page has one heading"
        title = page.soup.title.text.strip().removeprefix("Error: ")
        heading = " ".join(page.soup.h1.get_text(" ").split())
        assert " ".join(title.split()).startswith(heading), "the title starts with the heading"
        assert page.soup.html.get("lang") in ("en", "es"), "a page says its language"
    ids = Counter(element["id"] for element in elements if element.get("id"))
    assert not [name for name, times in ids.items() if times > 1], "ids are unique"
    labelled = {label.get("for") for label in page.soup.find_all("label")}
    for element in elements:
        check_element(element, labelled)


def check_element(element, labelled):
    if repeated := element.get("hx-get"):
        plain = element.get("action") if element.name == "form" else element.get("href")
        assert plain == repeated, "hx-get repeats a plain link"
    if repeated := element.get("hx-post"):
        # A second submit button may have its own formaction.
        plain = element.get("formaction" if element.name == "button" else "action")
        assert plain == repeated, "hx-post repeats a plain form"
    for verb in ("hx-put", "hx-patch", "hx-delete"):
        assert not element.has_attr(verb), "plain forms can only post"
    # Structured data is not executed.
    is_inline_script = (
        element.name == "script"
        and not element.has_attr("src")
        and element.get("type") != "application/ld+json"
    )
    # The one that base.html brings; tests/web/test_assets.py compares it with the policy.
    is_style = element.has_attr("style") or (
        element.name == "style" and element.find_parent("head") is None
    )
    assert not is_inline_script, f"the policy refuses this: {element}"
    assert not is_style, f"the policy refuses this: {element}"
    is_field = element.name in ("input", "select", "textarea") and element.get("type") != "hidden"
    if not is_field:
        return
    assert not element.has_attr("maxlength"), f"a field keeps all of what is pasted: {element}"
    is_named = (
        element.get("aria-label") or element.get("aria-labelledby") or element.get("id") in labelled
    )
    assert is_named or element.find_parent("label"), f"a field has a label: {element}"
