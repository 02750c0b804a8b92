"""A town from an empty installation on, without scripts: each journey on what the others left.

Nobody builds an address: they follow what a page shows, and count their taps.
"""

from datetime import UTC, datetime, timedelta
from inspect import signature

import pytest
import time_machine
from pyotp import TOTP

from coffeecop import create_app
from coffeecop.analysis import training_data
from coffeecop.analysis.classification import classify_due
from coffeecop.db import db, db_writes
from coffeecop.models import OutboxMessage
from coffeecop.staff.accounts.links import make_link
from tests.fixtures import prepare_sqlite
from tests.staff.identity.passwords import GOOD
from tests.town import Person

pytestmark = pytest.mark.slow

# A Monday morning in California.
MONDAY = datetime(2026, 3, 2, 17, tzinfo=UTC)
MAIL = {"SMTP_URL": "smtp://localhost:1", "MAIL_FROM": "coffee@example.org"}
JOURNEYS = {}


def journey(*, taps, later=timedelta()):
    """Add a journey that begins so much later and needs at most so many taps."""

    def add(function):
        JOURNEYS[function.__name__] = (function, taps, later)
        return function

    return add


def sets_up_second_factor(person):
    person.secret = person.page.text("#secret").replace(" ", "")
    person.sends("Turn it on", code=TOTP(person.secret).now())
    person.sees("Keep these codes")
    person.taps_on("I kept them")


def signs_in(person, email):
    person.opens("/staff")
    person.sends("Sign in", email=email, password=GOOD)
    person.sends("Sign in", code=TOTP(person.secret).now())
    person.sees("Today")


class Town:
    def __init__(self, app, clock):
        self.app, self.clock = app, clock
        self.gone, self.people = [], {}

    def person(self, name):
        if name not in self.people:
            self.people[name] = Person(self.app)
        return self.people[name]

    @property
    def taps(self):
        return sum(person.taps for person in self.people.values())

    def live_until(self, name):
        """Go on each journey up to this one on which nobody has gone: a worker may begin here."""
        for each, (go, taps, later) in JOURNEYS.items():
            if name in self.gone:
                return
            if each in self.gone:
                continue
            self.clock.shift(later)
            before = self.taps
            self.gone.append(each)
            go(*(self.person(name) for name in signature(go).parameters))
            assert self.taps - before <= taps, each


@pytest.fixture(scope="module")
def town(environ, new_database, migrated_database):
    url = new_database(copy_of=migrated_database)
    app = create_app({**environ, "DATABASE_URL": url, **MAIL})
    with (
        pytest.MonkeyPatch.context() as patch,
        app.app_context(),
        time_machine.travel(MONDAY, tick=False) as clock,
    ):
        prepare_sqlite(db.engine)
        told = training_data.samples_of
        patch.setattr(training_data, "samples_of", lambda topic: told(topic)[::12])
        yield Town(app, clock)
        db.session.remove()
        db.engine.dispose()


@journey(taps=6)
def the_first_hour(chief):
    with db_writes():
        link = make_link(None)
    chief.opens(f"/staff/links/{link}")
    chief.sends(
        "Save and sign in",
        agency_name="Exampleton Police Department",
        agency_name_es="Policía de Exampleton",
        name="Chief Example",
        email="chief@example.org",
        password=GOOD,
        repeated=GOOD,
    )
    chief.sees("Set up your department", "Nobody reads concerns about an officer yet")
    chief.sends("I will read them")
    chief.taps_on("Plan and publish the first event")
    chief.sends(
        "Save the event",
        date="2026-03-04",
        start_time="12:30",
        end_time="14:00",
        venue_name="Example Café",
        street="1 Sample St.",
        city="Exampleton",
    )
    chief.sees("This is a preview.")
    chief.sends("Publish")
    chief.sees("Published. Residents can see it now.")


@journey(taps=5)
def an_rsvp_and_a_concern(ana):
    ana.opens("/")
    ana.taps_on("I may come")
    ana.sends("2")
    ana.sees("Sent. Thank you.")
    ana.taps_on("Coffee with a Cop")
    ana.sends(
        "Send to the officers",
        body="Cars speed past the school on Maple Court.",
        answer="y",
        contact="ana@example.org",
    )
    ana.sees("Sent. Thank you.", "Your six receipt words")
    ana.receipt = ana.place


@journey(taps=6)
def the_same_in_spanish(beto):
    beto.opens("/")
    beto.taps_on("Español")
    beto.taps_on("Example Café")
    beto.sends("3")
    beto.sees("Gracias")
    beto.taps_on("Café con un policía")
    beto.sends("Enviar a los oficiales", body="Los carros van muy rápido frente a la escuela.")
    beto.sees("comprobante")


@journey(taps=4)
def danger_at_home(eva):
    eva.opens("/")
    eva.taps_on("Tell us what's on your mind")
    eva.sends(
        "Send to the officers",
        body="My husband hits me every night. Please do not come to the door.",
    )
    eva.sees("911")
    eva.sends("Send")
    eva.sees("We have it.", "911")


@journey(taps=3)
def about_an_officer(rae):
    rae.opens("/")
    rae.taps_on("About an officer")
    rae.sends("Send to complaint staff", body="Officer Smith shouted at my son and pushed him.")
    rae.sees("Sent. Thank you.")


@journey(taps=4)
def danger_is_one_act(chief):
    # The worker does it.
    classify_due()
    chief.taps_on("Today")
    chief.taps_on("1 urgent")
    chief.taps_on("My husband hits me")
    chief.sends("I passed it on")
    chief.sees("what you did is on record")


@journey(taps=4)
def sort_and_answer(chief, ana):
    chief.taps_on("Concerns")
    chief.taps_on("Cars speed past")
    chief.sends("Send", body="An officer will stand there on Monday.")
    ana.opens(ana.receipt)
    ana.sees("An officer will stand there on Monday.")


@journey(taps=3)
def a_complaint_is_read(chief):
    chief.taps_on("Today")
    chief.taps_on("1 complaint")
    chief.taps_on("Officer Smith")
    chief.sees("shouted at my son")


@journey(taps=3)
def the_room_is_read(chief):
    chief.taps_on("Today")
    chief.taps_on("Read the room")
    texts = {each.closest("li").words: each["value"] for each in chief.page.select("[name=ticked]")}
    ticked = [texts[words] for words in texts if "school" in words or "escuela" in words]
    chief.sends("Name it", name="Cars at the school", ticked=ticked)
    chief.sees("Cars at the school")


@journey(taps=2)
def the_briefing(chief):
    chief.taps_on("Today")
    chief.taps_on("Briefing")
    chief.sees("Cars at the school", "5 people")


@journey(taps=6)
def sharing_and_paper(chief):
    chief.taps_on("Events")
    chief.taps_on("Coffee with a Cop")
    chief.taps_on("Share")
    chief.sees("Facebook")
    chief.taps_on("Coffee with a Cop")
    chief.taps_on("Print")
    chief.taps_on("Poster")
    chief.sees("Example Café")


@journey(taps=3)
def parts_are_chosen(chief):
    chief.taps_on("Settings")
    chief.taps_on("Parts")
    chief.sends("Save", on=[each["value"] for each in chief.page.select("[name=on]")])
    chief.sees("On duty")


@journey(taps=9)
def referring(chief):
    chief.taps_on("Settings")
    chief.taps_on("Partners")
    chief.taps_on("Add")
    chief.sends("Save", name_en="Public Works", name_es="Obras Públicas", email="works@example.org")
    chief.taps_on("Concerns")
    chief.taps_on("All")
    chief.taps_on("Los carros van")
    chief.taps_on("To an office outside")
    chief.sends("Send it to them", body="Cars go very fast in front of the school.", is_read="y")
    chief.sees("Public Works")


@journey(taps=4)
def a_second_factor(chief):
    chief.taps_on("Today")
    chief.taps_on("Protect your sign-in with a second factor")
    sets_up_second_factor(chief)


@journey(taps=8)
def a_colleague(chief, clerk):
    chief.taps_on("More")
    chief.taps_on("People")
    chief.sends(
        "Add, and make the link",
        name="Clerk Example",
        email="clerk@example.org",
        roles=["officer", "records"],
    )
    clerk.opens(chief.page.one("code").words)
    clerk.sends("Save and sign in", password=GOOD, repeated=GOOD)
    clerk.taps_on("Set up a second factor")
    sets_up_second_factor(clerk)


@journey(taps=9, later=timedelta(days=2, hours=4))
def arrivals_and_capture(chief):
    signs_in(chief, "chief@example.org")
    chief.taps_on("Arrivals")
    chief.sends("+2")
    chief.sends("+1")
    chief.sees("3 counted")
    chief.taps_on("Coffee with a Cop")
    chief.taps_on("Note what people say")
    chief.sends("Save", body="The light on Oak is out.")
    chief.sees("Saved.", "1 noted by you here")


@journey(taps=8, later=timedelta(days=1))
def a_promise(chief, ana):
    signs_in(chief, "chief@example.org")
    chief.taps_on("Cars at the school")
    chief.taps_on("Promise")
    asked = {"asked_en": "Cars speed past the school.", "asked_es": "Los carros van rápido."}
    said = {"said_en": "An officer stands there.", "said_es": "Un oficial está ahí."}
    chief.sends("Save", **asked, **said, due_on="2026-04-01", publish="y")
    ana.opens("/")
    ana.taps_on("All that came of it")
    ana.sees("An officer stands there.")


@journey(taps=3)
def after_the_event(ana):
    ana.opens("/")
    ana.taps_on("Example Café")
    ana.sends("Send", heard="4", approachable="5")
    ana.sees("Thank you")


@journey(taps=3)
def trends_and_the_report(chief):
    chief.taps_on("Trends")
    chief.sees("Cars at the school", "Coffee with a Cop")
    chief.taps_on("Reports")
    chief.taps_on("This quarter")
    chief.sees("Cars at the school")


@journey(taps=4)
def duty(chief):
    chief.taps_on("Settings")
    chief.taps_on("On duty")
    chief.taps_on("Week from Mar 2")
    chief.sends("Save", staff_id="1")
    chief.sees("Chief Example")


@journey(taps=2)
def receipt_words_on_the_telephone(chief, ana):
    chief.taps_on("Concerns")
    words = ana.receipt.partition("?")[0].rpartition("/")[2].replace("-", " ")
    chief.sends("Search", words=words)
    chief.sees("Cars speed past")


@journey(taps=3)
def what_it_attorney_and_clerk_ask(chief):
    chief.taps_on("More")
    chief.taps_on("Papers")
    chief.taps_on("Security answers")
    chief.sees("Exampleton Police Department")


@journey(taps=8)
def a_request_for_records(clerk):
    signs_in(clerk, "clerk@example.org")
    clerk.taps_on("More")
    clerk.taps_on("Records")
    clerk.sends("Use this schedule", schedule="california")
    clerk.taps_on("Requests for records")
    clerk.sends("Search and open it", asked_by="The Sample Gazette", words="school")
    clerk.sees("Cars speed past the school", "Release whole")


@journey(taps=3)
def the_record(ana):
    ana.opens("/")
    ana.taps_on("Example Café")
    ana.taps_on("How many told us something")
    ana.sees("Coffee with a Cop")


@journey(taps=2)
def unsubscribing(ana):
    mail = db.session.query(OutboxMessage).filter_by(recipient="ana@example.org").one()
    ana.opens(mail.body.split()[-1])
    ana.sends("Stop the e-mails")
    ana.sees("We won't write to you again")


@journey(taps=3)
def what_the_computer_does(ana):
    ana.opens("/")
    ana.taps_on("Privacy")
    ana.taps_on("What the computer does")
    ana.sees("What the computer does")


@pytest.mark.parametrize("name", JOURNEYS)
def test_it_is_gone_without_a_dead_end(town, name):
    town.live_until(name)
