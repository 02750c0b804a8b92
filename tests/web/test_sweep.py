"""Every address, whole and as a fragment: on an empty database, and in a full department."""

import re
from collections import defaultdict
from datetime import timedelta
from itertools import product

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from coffeecop import models
from coffeecop.db import db, db_writes, now
from coffeecop.models.audit import record
from coffeecop.staff.accounts.links import make_link
from coffeecop.web.tokens import unsubscribe_token
from tests.addresses import addresses as addresses_of
from tests.addresses import fill_database
from tests.colleagues import run_concurrently
from tests.factories import (
    make_agency,
    make_concern,
    make_draft,
    make_matter,
    make_past_event,
    make_rsvp,
    make_series,
    make_staff,
    make_topic,
    save,
    sign_in,
)
from tests.of_parts import of_parts
from tests.shares import shared
from tests.visitor import Visitor, fields_of

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]

FILES = (
    "static service_worker favicon manifest events.code "
    "concerns.transcript concerns.word_lists events.calendar events.feed "
    "matters.photo matters.former_photo staff_matters.photo rsvps.calendar rsvps.code "
    "concerns.receipt_image "
    "pages.verifier "
    "operators.healthz "
    "operators.readyz operators.security_txt "
    # They lead on to the pages that took their place.
    "matters.former staff_concerns.former_tab"
)
NO_PAGES = [*FILES.split(), *of_parts("NO_PAGES")]
WITHOUT_A_SESSION = "accounts.sign_in accounts.sign_in_code accounts.link"
# No part of another page is ever exchanged for these.
WHOLE = (
    "events.show matters.show pages.about pages.privacy "
    "pages.accessibility pages.computer concerns.on_this_phone"
)
ALWAYS_WHOLE = [*WHOLE.split(), *of_parts("ALWAYS_WHOLE")]
TOKEN = "w" * 26
LEAST = {"body": "Cars speed.", "heard": "4", "reason": "To call back", "name": "Ann Example"}
SIGNING_OUT = {"accounts.sign_out", "accounts.sign_out_everywhere", "accounts.sign_out_session"}
OF_EVENT = "briefing edit/roster edit/words"
PAGES_OF_EVENT = [*OF_EVENT.split(), *of_parts("PAGES_OF_EVENT")]
FORMS_OF_MATTER = "answer promise done cannot change"
AS_FRAGMENT = {"HX-Request": "true"}
OF_PARTS = "|".join(page.partition("?")[0] for page in of_parts("PAGES_OF_EVENT"))
# A test of much has a case for each. An address belongs to the first that its beginning fits.
FOLDERS = {
    "what parts add to an event": rf"/staff/events/[^/]+/({OF_PARTS or 'nothing'})",
    "reports of events": r"/staff/events/(reports|season)",
    "events": r"/staff/events",
    "concerns": r"/staff/concerns",
    "matters": r"/staff/(matters|topics)",
    "other": r"/staff",
    "residents": r"/",
}
OF_STAFF = [name for name in FOLDERS if name != "residents"]
TYPED = (
    "input:not([type]), input[type=text], input[type=email], input[type=tel], input[type=url], "
    "input[type=search], input[type=number], input[type=password], textarea"
)
# What has to be chosen for a field to count.
CHOSEN = {"exact_size": {"party_size": "5"}}
# Among those that are tried with too much.
TRIED = {
    "what parts add to an event": set(),
    "reports of events": set(),
    "events": {"venue_name", "roster"},
    "concerns": {"body", "reason"},
    "matters": {"said_en", "name_es"},
    "other": {"name", "keep"},
    "residents": {"body", "exact_size"},
}
# More than any field takes, with an end that a cut would lose, and that no page may execute.
LONG = "many words " * 600 + "<script>and the end</script>"
LONG_NUMBER = "9" * 6000


def readable(app):
    return [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]


def folder_of(path):
    return next(name for name, start in FOLDERS.items() if re.match(start, path))


def with_a_value_in_each_place(rule):
    values = {"language": "es", "what": "split"}
    return re.sub(
        r"<(?:[^:>]+:)?([^>]+)>", lambda place: values.get(place.group(1), "1"), rule.rule
    )


# tests/staff/test_access.py asks for each page of staff without signing in.
@pytest.mark.parametrize(
    ("who", "folder", "htmx"),
    shared(
        [
            *product(["a stranger"], ["residents"], [False, True]),
            *product(["the first administrator"], FOLDERS, [False, True]),
        ]
    ),
)
def test_every_page_answers_on_an_empty_database(app, who, folder, htmx):
    visitor = Visitor(app, htmx=htmx)
    if who == "the first administrator":
        sign_in(visitor, *models.Role, agency=make_agency())

    for rule in readable(app):
        path = with_a_value_in_each_place(rule)
        # What draws a PDF takes seconds, and reads what its page reads.
        if folder_of(path) == folder and not path.endswith(".pdf"):
            assert visitor.get(path).status < 500, path


def filled_in(form):
    """Return what a browser would send of a form with the least that it asks for."""
    fields = fields_of(form)
    fields |= {name: text for name, text in LEAST.items() if form.select(f"[name={name}]")}
    # The button that is pressed is sent too.
    for button in form.select("button[name]:not([formaction])")[:1]:
        fields[button["name"]] = [button.get("value", "")]
    return fields


def typed_fields(form):
    return [
        field
        for field in form.select(TYPED)
        if field.get("name") and "readonly" not in field and "hidden" not in field
    ]


def long_text(field):
    return LONG_NUMBER if field.get("type") == "number" else LONG


class Crawl:
    """Opens what pages of a folder link there, at most so many of a view, and sends their forms."""

    def __init__(self, app, folder, *, leaves_out=(), most=2, compares=True):
        self.folder = folder
        self.leaves_out, self.most = ({None, *NO_PAGES, *leaves_out}, most)
        self.compares = compares
        self.routes = app.url_map.bind("localhost")
        self.visitor = Visitor(app)
        self.forms = defaultdict(list)
        self.opened, self.sent, self.tried = defaultdict(set), set(), set()

    def view(self, path, method="GET"):
        path = path.partition("?")[0].partition("#")[0]
        try:
            return self.routes.match(path, method=method)[0]
        except (NotFound, MethodNotAllowed, RequestRedirect):
            return None

    def open(self, *addresses):
        """Open these, and from there whatever is linked."""
        waiting = list(addresses)
        while waiting:
            path = waiting.pop(0).partition("#")[0]
            view = self.view(path)
            seen = self.opened[view]
            has_enough = len(seen) >= self.most and path not in addresses
            is_elsewhere = view in self.leaves_out or folder_of(path) != self.folder
            if is_elsewhere or path in seen or has_enough:
                continue
            seen.add(path)
            page = self.compare(path) if self.compares else self.visitor.get(path)
            waiting += [a["href"] for a in page.select("a[href^='/']")]
            for form in page.select("form[method=post]"):
                self.forms[self.view(form["action"], "POST")].append(form)

    def own_forms(self):
        """Return the views whose forms it has seen; a preview shows those of residents too."""
        first = {view: forms[0]["action"] for view, forms in self.forms.items()}
        is_of_staff = self.folder in OF_STAFF
        return {view for view in first if first[view].startswith("/staff") is is_of_staff}

    def leads_to_a_page(self, path):
        return self.view(path) is not None and self.visitor.get(path).status == 200

    def compare(self, path):
        """Open a page in both ways; the fragment is a part of the whole."""
        whole, part = self.visitor.get(path), self.visitor.get(path, **AS_FRAGMENT)
        assert whole.status == part.status == 200, path
        assert whole.is_whole, path
        assert part.is_whole is (self.view(path) in ALWAYS_WHOLE), path
        ids = {element["id"] for element in part.select("[id]:not([hx-swap-oob])")}
        assert ids <= {element["id"] for element in whole.select("[id]")}, path
        return whole

    def send_too_much(self, form):
        """Send too much in each field, in both ways: it comes back uncut, with an error.

        That no field has a `maxlength`, at which browsers cut, is checked on every page.
        """
        fields = filled_in(form)
        for field in typed_fields(form):
            fields |= {**CHOSEN.get(field["name"], {}), field["name"]: [long_text(field)]}
        whole = self.visitor.post(form["action"], **fields)
        assert whole.status == 422, form["action"]
        for field in typed_fields(form):
            again = whole.select(f"[name='{field['name']}'][aria-invalid=true]")
            shown = [each.get("value", each.text).strip() for each in again]
            is_secret = field.get("type") == "password"
            assert is_secret or long_text(field) in shown, (form["action"], field["name"])
            self.tried.add(field["name"])
        if "hx-post" in form:
            part = self.visitor.post(form["action"], headers=AS_FRAGMENT, **fields)
            assert part.status == 422, form["action"]
            assert not part.is_whole, form["action"]
            ids = {each["id"] for each in part.select("[id]:not([hx-swap-oob])")}
            assert ids <= {each["id"] for each in whole.select("[id]")}, form["action"]

    def send_each_form(self):
        """Send one form of each view with the least that it asks for; yield where it leads."""
        views = self.own_forms() - self.sent - SIGNING_OUT
        # First, as what is sent may remove what another form is about. Who signs in hears only
        # that one of the two is wrong.
        for view in views - {"accounts.start_session"}:
            if typed_fields(self.forms[view][0]):
                self.send_too_much(self.forms[view][0])
        for view in sorted(views, key=removes_last):
            self.sent.add(view)
            form = self.forms[view][0]
            is_for_htmx = "hx-post" in form
            fields = filled_in(form)
            headers = AS_FRAGMENT if is_for_htmx else {}
            answer = self.visitor.post(form["action"], headers=headers, **fields)
            assert answer.status in (200, 204, 303, 409, 422), (view, answer.status)
            is_part = is_for_htmx and answer.status != 303
            assert not (is_part and answer.is_whole), view
            if answer.status == 303 and self.view(answer.location):
                # The list of concerns leads on to what waits.
                address = self.visitor.get(answer.location).location or answer.location
                assert self.visitor.get(address, **headers).status == 200, view
                yield address


def fill():
    """Add what a full department has not; return addresses to begin with that few pages link."""
    concerns = models.Concern.query.order_by(models.Concern.id).limit(6).all()
    texts = {"body_en": "In May.", "body_es": "En mayo."}
    save(models.AnswerTemplate(agency_id=models.Agency.query.first().id, name="Bumps", **texts))
    event = make_series(slug="coming")
    past = make_past_event(slug="past")
    matter = make_matter(event=past, said=models.MatterState.ANSWERED, is_public=True)
    going_on = make_series(slug="going-on", starts_at=now() - timedelta(minutes=10))
    make_rsvp(event=event, token=TOKEN, contact={"email": "ann@example.org"})
    contact = {"email": "ann@example.org"}
    concern = make_concern(event=event, contact=contact, receipt_hash="known")
    old = make_topic(retired_at=now())
    complaint = make_concern(event=event, is_complaint=True)
    record(models.AuditAction.MOVED_TO_COMPLAINTS, by=make_staff(), subject=complaint)
    db.session.commit()
    return [
        "/",
        "/es/",
        "/staff",
        "/staff/more",
        "/staff/events",
        "/staff/concerns?all=1",
        "/staff/matters",
        "/staff/topics",
        *of_parts("PAGES"),
        "/events/coming",
        "/events/past",
        "/events/coming/rsvps/new",
        *(f"/events/going-on/{page}" for page in of_parts("PAGES_OF_EVENT_FOR_RESIDENTS")),
        f"/rsvps/{TOKEN}",
        f"/rsvps/{TOKEN}/unsubscribe",
        "/mail-addresses/confirmed",
        f"/receipts/unsubscribe/{unsubscribe_token(concern.id)}",
        # Of a draft it leads to the event.
        f"/staff/events/{going_on.id}/share-kit",
        f"/staff/matters?event={past.id}",
        *(f"/staff/matters/{matter.id}?open={form}" for form in FORMS_OF_MATTER.split()),
        *(f"/staff/events/{event.id}/{page}" for page in PAGES_OF_EVENT),
        *(f"/staff/events/{going_on.id}/{page}" for page in of_parts("PAGES_OF_EVENT")),
        f"/staff/concerns/{concern.id}",
        f"/staff/concerns/{concern.id}/contact",
        f"/staff/concerns/{concern.id}?words=",
        f"/staff/concerns?open=steps&like={concerns[0].id}-{concerns[1].id}",
        "/staff/confirmation",
        "/staff/account/second-factor?open=new",
        f"/staff/topics?open=new&like={concerns[0].id}-{concerns[1].id}",
        f"/staff/events/{make_draft().id}/preview",
        f"/staff/topics/{old.id}?open=edit",
        *(page for make_pages in of_parts("PAGES_OF_ROWS", "rows") for page in make_pages()),
    ]


@pytest.mark.exhaustive_on("postgresql")  # There tests/attack opens each page and sends each form.
@pytest.mark.parametrize("most", [1, pytest.param(2, marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("folder", FOLDERS)
def test_each_page_and_form_is_the_same_whole_and_as_a_fragment(
    app, full_department, unlimited, folder, most
):
    addresses = fill()
    crawl = Crawl(app, folder, leaves_out=WITHOUT_A_SESSION.split(), most=most)
    sign_in(crawl.visitor, *models.Role, agency=models.Agency.query.first())

    crawl.open(*addresses)
    for _round in range(3):
        for address in crawl.send_each_form():
            crawl.open(address)

    assert TRIED[folder] <= crawl.tried
    elsewhere = [*NO_PAGES, *WITHOUT_A_SESSION.split()]
    opened = {view for view, seen in crawl.opened.items() if seen}
    own = {rule.endpoint for rule in readable(app) if folder_of(rule.rule) == folder}
    assert own - opened <= {*elsewhere}


@pytest.mark.exhaustive_on("sqlite")  # There all writers stand in one line.
@pytest.mark.parametrize("each", [4, pytest.param(1, marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("folder", OF_STAFF)
def test_each_form_on_staff_pages_may_be_sent_by_six_at_the_same_moment(
    app, full_department, unlimited, folder, each
):
    """Each fourth in the normal run, each in the exhaustive one."""
    addresses = fill()
    crawl = Crawl(app, folder, leaves_out=WITHOUT_A_SESSION.split(), most=1, compares=False)
    people = six_of(crawl.visitor, models.Agency.query.first().id)
    crawl.open(*addresses)
    answers = send_shown_forms(crawl, people, SIGNING_OUT, each=each)
    places = {place for sent in answers.values() for _status, place in sent}
    crawl.open(*(place for place in sorted(places) if crawl.leads_to_a_page(place)))
    answers |= send_shown_forms(crawl, people, {*answers, *SIGNING_OUT}, each=each)

    assert "/staff/sign-in" not in str(answers)
    assert failed(answers) == {}


@pytest.mark.exhaustive_on("sqlite")
@pytest.mark.parametrize("each", [4, pytest.param(1, marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("folder", OF_STAFF)
def test_the_least_of_each_form_may_be_sent_by_six_at_the_same_moment(app, unlimited, folder, each):
    """Buttons that no page shows have no more."""
    visitor = Visitor(app)
    values = fill_database(visitor)
    people = six_of(visitor, db.session.get(models.Event, values["event_id"]).agency_id)
    own = [
        (view, path)
        for view, path in addresses_of(app, "POST", values)
        if folder_of(path) == folder and view not in SIGNING_OUT
    ]
    answers = {view: send_at_once(people, path, LEAST) for view, path in own[::each]}

    assert failed(answers) == {}


def six_of(visitor, agency_id):
    """Return six visitors, each signed in with every role in this department."""
    people = [visitor, *(Visitor(visitor.app) for _ in range(5))]
    for person in people:
        sign_in(person, *models.Role, agency=db.session.get(models.Agency, agency_id))
    return people


def failed(answers):
    return {view: sent for view, sent in answers.items() if max(sent)[0] >= 500}


def send_shown_forms(crawl, people, left_out, *, each):
    """Send one form of each view of staff that the crawl has seen, by all of them at once."""
    answers = {}
    for view in sorted(crawl.own_forms() - left_out, key=removes_last)[::each]:
        form = crawl.forms[view][0]
        answers[view] = send_at_once(people, form["action"], filled_in(form))
    return answers


def send_at_once(people, path, fields):
    """Send a form by all of them; return the statuses, and where the answers lead."""

    def send(_number, person):
        answer = person.client.post(path, data={**fields, "csrf_token": person.csrf_token})
        return answer.status_code, answer.headers.get("Location", "")

    return run_concurrently(people, send)


def removes_last(view):
    """Sort by it: what another form is about is removed, or moved to complaints, last."""
    return view.endswith((".move", ".remove")), view


def test_the_pages_before_one_is_signed_in_answer_both_ways(app):
    with db_writes():
        token = make_link(None)
    crawl = Crawl(app, "other")

    crawl.open("/staff/sign-in", f"/staff/links/{token}")
    list(crawl.send_each_form())

    assert {"accounts.start_session", "accounts.use_link"} <= crawl.sent
