"""Every field of every form takes whatever is sent in it: nothing breaks, and nothing leaks."""

import pickle
import re
from datetime import timedelta
from io import BytesIO
from random import Random

import pytest
from filelock import FileLock
from sqlalchemy import text
from wtforms import BooleanField, DateField, FieldList, FormField, IntegerField

from coffeecop.db import db, now
from coffeecop.models import Concern, Event, Rsvp
from coffeecop.web.forms import Form, new_form_key
from tests.addresses import CODE, addresses, fill_database, send_request
from tests.attack.departments import (
    FURTHER,
    KEPT_OF_A_TRY,
    changed,
    contents,
    make_twin,
    owners,
    put_back,
    read_rows,
)
from tests.attack.hostile import FIRST, SEEDS, TEXTS, asking, encoded, faults
from tests.factories import make_event
from tests.fixtures import empty
from tests.of_parts import of_parts
from tests.shares import shared
from tests.visitor import Page

pytestmark = pytest.mark.slow

LEFT_EMPTY = (
    *("about_officer", "asked_about", "complaint_forms", "days", "deputy", "deputy_id"),
    *("meant_address", "photo", "removes_photo", "seen", "redact", "redact_now"),
    "website",
    *of_parts("LEFT_EMPTY"),
)
# Good enough for most forms, so that only the part under test is wrong: by the end of a name.
GOOD = {
    "body": "Cars speed.",
    "better": "yes",
    "concerns": "1",
    "contact": "ann@example.org",
    "email": "ann@example.org",
    "end_time": "11:30",
    "entry_key": "1e2f3a4b-0000-4000-8000-000000000001",
    "heard": "4",
    "into": "1",
    "name": "Ann Example",
    "party_size": "2",
    "password": "correct horse battery",
    "phone": "805 555 0100",
    "quiet_from": "22:00",
    "quiet_until": "06:00",
    "repeated": "correct horse battery",
    "start_time": "10:00",
    "up": "1",
    "url": "https://example.gov/",
    "version": "1",
    "words": CODE,
    "years": "6",
    **dict.fromkeys(LEFT_EMPTY, ""),
}
PAST = {"kept_on", "received_on"}
NAMELESS = "multipart/form-data; boundary=x"
NO_FORMS = [
    (b'{"body": ["Cars", {"speed": NaN}]}', "application/json"),
    (b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>", "application/xml"),
    (b"body=Cars", "text/plain; charset=utf-7"),
    (b"--x\r\nContent-Disposition: form-data; name=body\r\n\r\nCars", "multipart/form-data"),
    (b"--x\r\nContent-Disposition: form-data\r\n\r\nCars\r\n--x--", NAMELESS),
    (b"&".join(b"body=%d" % number for number in range(2000)), "application/x-www-form-urlencoded"),
    (b"%", "application/x-www-form-urlencoded; charset=utf-16"),
]
# They have no fields: what is sent beside them is not read.
UNREAD = ("accounts.sign_out", "rsvps.cancel", "rsvps.resend")
# They take away what others are about.
LATE = re.compile(r"/(complaint|remove|disable|cancellation|withdrawal|settings/edit/parts)$")
# They sign somebody else in or nobody, so that what comes after them is refused.
LAST = re.compile(r"/(sign-in|sign-outs?|links/)")
# The table of a row whose version a form says that it showed, and its id.
VERSIONED = re.compile(r"/staff/(events|matters|topics)/(\d+)")
# They ask for a password or a code.
TRIES = re.compile(r"/(sign-in|confirmation|account/password|second-factor)")


def a_file():
    return (BytesIO(b"Cars speed."), "words.txt")


def leaves(form):
    """Yield the fields of a form that are no groups of others."""
    for field in form:
        if isinstance(field, FormField):
            yield from leaves(field.form)
        elif isinstance(field, FieldList):
            yield from leaves(field.entries or [field.append_entry()])
        else:
            yield field


def plausible(field):
    """Return a value that a field might take."""
    if getattr(field, "choices", None) and field.short_name not in GOOD:
        return next((str(value) for value, *_ in field.iter_choices() if value), "")
    if isinstance(field, DateField):
        # West of here it is still yesterday.
        days = -1 if field.short_name in PAST else 30
        return (now() + timedelta(days=days)).date().isoformat()
    for name, value in GOOD.items():
        if re.search(rf"(^|[-_]){name}$", field.name):
            return value
    if isinstance(field, IntegerField):
        return "2"
    return "y" if isinstance(field, BooleanField) else "Maple"


def read_forms(app, visitor, monkeypatch, *, only=None):
    """Return each address that takes a form, with its fields and what each of them might take."""
    values, fields, found = fill_database(visitor), {}, {}
    validate = Form.validate

    def spy(form, extra_validators=None):
        is_valid = validate(form, extra_validators)
        fields.update({field.name: plausible(field) for field in leaves(form)})
        return is_valid

    with monkeypatch.context() as patch:
        patch.setattr(Form, "validate", spy)
        for endpoint, path in addresses(app, "POST", values):
            if path.startswith("/es/") or endpoint in of_parts("NEED_SETTINGS"):
                continue
            if only not in (None, endpoint):
                continue
            fields.clear()
            # Without its token it is given back, and changes nothing.
            if endpoint not in UNREAD:
                answer = send_request(visitor, path, "POST", data={"x": "x"})
                assert answer.status_code in {200, 204, 303, 409, 422}, endpoint
                hidden = Page(answer).select(f"form[action='{path}'] input[type=hidden]")
                fields.update({each["name"]: each["value"] for each in hidden if each.get("value")})
            found[path] = dict(fields)
    return found


@pytest.fixture
def forms(app, plain_visitor, monkeypatch, unlimited, of_this_run):
    """What the first test with forms has read and stored, for the others on this database."""
    file = of_this_run / f"forms-{db.engine.dialect.name}"
    with FileLock(f"{file}.lock"):
        if not file.exists():
            found, rows = read_forms(app, plain_visitor, monkeypatch), read_rows()
            with plain_visitor.client.session_transaction() as session:
                file.write_bytes(pickle.dumps((found, rows, dict(session))))
            return found
    found, rows, kept = pickle.loads(file.read_bytes())  # noqa: S301 - written above
    put_back(rows)
    with plain_visitor.client.session_transaction() as session:
        session.update(kept)
    plain_visitor.set_csrf_token()
    return found


class Attack:
    """Sends forms, and looks at each answer and at what is stored."""

    def __init__(self, app, visitor, forms):
        self.app, self.visitor, self.forms = app, visitor, forms
        agency_id = db.session.query(Event).order_by(Event.id).first().agency_id
        self.marks = make_twin(agency_id)
        self.their_id = agency_id + FURTHER
        self.theirs = self.their_rows(read_rows())
        self.foreign = sorted({str(key[0]) for _table, key in self.theirs})
        self.stored, self.sent = contents(), 0

    def send(self, path, *pairs, **body):
        """Send fields, or a body that is no form."""
        keys = {"csrf_token": self.visitor.csrf_token, "form_key": new_form_key()}
        fields = [*keys.items(), *(pair for pair in pairs if pair[0] not in keys)]
        sent = body or encoded(*fields)
        answer = send_request(self.visitor, path, "POST", headers=asking(), **sent)
        before, self.stored = self.stored, contents()
        self.sent += 1
        found = faults(answer, marks=self.marks, secret=self.app.secret_key)
        if answer.status_code >= 400:
            kept = KEPT_OF_A_TRY if TRIES.search(path) else frozenset()
            found += changed(before, self.stored, but=kept)
        assert found == [], (path, pairs, body)
        return answer

    def good(self, path):
        """Return what each field might take now that other forms have changed the same row."""
        fields, versioned = self.forms[path], VERSIONED.match(path)
        if "version" not in fields or not versioned:
            return fields
        table, row_id = versioned.groups()
        query = text(f"SELECT version FROM {table} WHERE id = {row_id}")  # noqa: S608
        return {**fields, "version": str(db.session.scalar(query))}

    def their_rows(self, rows):
        return {key: rows[key] for key, whose in owners(rows).items() if self.their_id in whose}

    def check_departments(self):
        """No row of the other department has changed, and none belongs to both."""
        rows = read_rows()
        assert [key for key, whose in owners(rows).items() if len(whose) > 1] == []
        assert self.their_rows(rows) == self.theirs


@pytest.fixture
def attack(app, forms, plain_visitor):
    return Attack(app, plain_visitor, forms)


def in_order(forms):
    return sorted(forms, key=lambda path: (bool(LAST.search(path)), bool(LATE.search(path)), path))


@pytest.mark.both_databases
@pytest.mark.parametrize("part", shared([(0,), (1,)]))
def test_no_form_takes_a_row_of_another_department(attack, part):
    for path in in_order(attack.forms)[part::2]:
        good = attack.good(path)
        for name, value in good.items():
            if value.isdecimal():
                attack.send(path, *{**good, name: str(int(value) + FURTHER)}.items())
    assert attack.sent > 30
    attack.check_departments()


@pytest.mark.both_databases
@pytest.mark.parametrize("part", shared([(part,) for part in range(4)]))
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_breaks_and_nothing_leaks_whatever_half_the_fields_hold(
    attack, seed, part, record_property
):
    """What each field gets is drawn by the seed; the next draw meets what the last one left."""
    draw = Random(seed)  # noqa: S311
    values, taken = [*TEXTS, *attack.foreign], 0
    for path in in_order(attack.forms)[part::4]:
        # What is nearly right gets further.
        for share in (0.25, 0.5):
            pairs = [
                (name, draw.choice(values) if draw.random() < share else good)
                for name, good in attack.good(path).items()
                for _time in range(draw.choice((1, 1, 1, 3)))
            ]
            taken += attack.send(path, *pairs).status_code == 303
        data, content_type = draw.choice(NO_FORMS)
        attack.send(path, data=data, content_type=content_type)
    attack.check_departments()
    # Otherwise no further than the first validator would have been tried.
    assert taken > 25
    told = f"Forms, seed {seed}, part {part + 1} of 4"
    record_property("scores", f"{told}: {attack.sent} sent, {taken} of them taken")


@pytest.mark.both_databases
@pytest.mark.exhaustive
@pytest.mark.parametrize("part", range(4))
def test_nothing_breaks_and_nothing_leaks_whatever_one_field_holds(
    app, plain_visitor, monkeypatch, unlimited, part, record_property
):
    values, draw = fill_database(plain_visitor), Random(FIRST)  # noqa: S311
    sent = taken = 0
    for endpoint, _path in list(addresses(app, "POST", values))[part::4]:
        empty(db)
        attack = Attack(
            app, plain_visitor, read_forms(app, plain_visitor, monkeypatch, only=endpoint)
        )
        for path, good in attack.forms.items():
            for name in good.keys() - {"csrf_token", "form_key"}:
                for value in (*draw.sample(TEXTS, 8), *draw.sample(attack.foreign, 2)):
                    fields = {**good, name: value}
                    taken += attack.send(path, *fields.items()).status_code == 303
            for data, content_type in NO_FORMS:
                attack.send(path, data=data, content_type=content_type)
        attack.check_departments()
        sent += attack.sent
    assert taken > sent / 10
    record_property("scores", f"Forms, part {part + 1} of 4: {sent} sent, {taken} of them taken")


@pytest.mark.parametrize("part", range(2))
def test_no_field_breaks_on_a_file(plain_visitor, forms, part):
    # What is around a fragment has no fields.
    as_fragment = {"HX-Request": "true"}
    for number, (path, good) in enumerate([*forms.items()][part::2]):
        keys = {"csrf_token": plain_visitor.csrf_token, "form_key": new_form_key()}
        # Without its key or token a form reads no further, so these are files by themselves; one
        # place reads them for all.
        for name in keys.keys() & good if number % 10 == 0 else ():
            sent = {**good, **keys, name: a_file()}
            answer = send_request(plain_visitor, path, "POST", data=sent, headers=as_fragment)
            assert answer.status_code < 500, path
        files = {name: a_file() for name in (*good, "nothing we know") if name not in keys}
        sent = {**keys, **files}
        answer = send_request(plain_visitor, path, "POST", data=sent, headers=as_fragment)
        assert answer.status_code < 500, path


def test_a_file_in_place_of_words_is_said_beside_the_field_and_nothing_is_kept(plain_visitor):
    event = make_event()
    for name in ("body", "contact", "place", "form_key"):
        fields = {"body": "Cars speed.", "form_key": new_form_key(), name: a_file()}

        page = plain_visitor.post(f"/events/{event.slug}/concerns", **fields)

        assert "A file cannot be sent" in page.refused(".error-summary")
        if name != "form_key":
            assert "A file cannot be sent" in page.text(f"#{name}-error")
        assert db.session.query(Concern).count() == 0


def test_a_file_that_nobody_asked_for_and_json_are_refused(plain_visitor):
    path = f"/events/{make_event().slug}"

    page = plain_visitor.post(f"{path}/rsvps", party_size="2", picture=a_file())

    assert "A file cannot be sent" in page.refused(".error-summary")
    assert db.session.query(Rsvp).count() == 0
    assert plain_visitor.client.post(f"{path}/concerns", json=["body"]).status_code == 422
