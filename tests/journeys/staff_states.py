"""Staff pages in those of their states that a new department meets.

A walk is a function that fills the database, takes the browser from page to page, and yields at
each. `open_as` signs the browser in: `open_as(Role.ADMIN)`. It uses selectors rather than words,
so that it works in both languages.
"""

from datetime import timedelta
from functools import partial
from unittest.mock import patch

from playwright.sync_api import expect
from sqlalchemy import update

from coffeecop import parts
from coffeecop.db import db, now
from coffeecop.matters.verbs import Said
from coffeecop.models import (
    AnswerTemplate,
    AuditAction,
    Better,
    Browser,
    ChecklistStep,
    ChecklistTick,
    Device,
    FlagKind,
    Language,
    MatterPhoto,
    MatterState,
    Role,
    StaffSession,
)
from coffeecop.models.audit import record
from coffeecop.web.photos import make_photo
from tests.factories import (
    make_checklist,
    make_concern,
    make_concerns,
    make_draft,
    make_event,
    make_flag,
    make_matter,
    make_past_event,
    make_quotes,
    make_second_factor,
    make_series,
    make_service,
    make_staff,
    make_topic,
    save,
    suggest,
    the_agency,
)
from tests.full_today import make_full_today
from tests.journeys.states import tap
from tests.of_parts import of_parts
from tests.photos import photo_file
from tests.staff.identity.passwords import GOOD, hashed
from tests.staff.topics.form_filling import starter_topics

HOUR = timedelta(hours=1)
DOG = "The neighbor's dog barks, that dog barks and barks, bark bark dog."
COYOTE = "A coyote again! The coyote ran at us, a coyote near the coyote trail."
LONG_NAME = "Alejandra Maximiliana Villaseñor de la Fuente"
LONG_TEXT = "Cars race past the school every morning, and nobody can cross. " * 8
LONG_EMAIL = "alejandra.villasenor-de-la-fuente@police.city-of-exampleton.example.org"

STAFF_WALKS = {}


def walk(function):
    STAFF_WALKS[function.__name__] = function
    return function


# Of the pages of the same rows, as many as one test looks at.
AT_ONCE = 6


def pages(make, *paths):
    """Add walks that yield at each of these pages of the rows that a function makes."""
    for number, first in enumerate(range(0, len(paths), AT_ONCE), start=1):
        some = paths[first : first + AT_ONCE]
        STAFF_WALKS[f"{make.__name__}_{number}"] = partial(open_each, make, some)


def open_each(make, paths, page, open_as):
    rows = make()
    language = open_as(*Role).language
    for path in paths:
        assert page.goto(path.format(language=language, **rows)).ok
        yield


def make_matter_photo():
    photo = make_photo(photo_file(size=(800, 600)))
    return MatterPhoto(**photo._asdict(), alt_en="A bike lane.")


def make_nothing():
    return {}


def make_dates():
    return {"event": make_series().id}


def make_answered_event():
    speeding, parking = make_topic(name_en="Speeding"), make_topic(name_en="Parking")
    event = make_past_event(roster=["Sgt. Example"])
    topics, contact = [speeding, parking], {"email": "ana@example.org"}
    concern = make_concern(event=event, topics=topics, contact=contact)
    make_concern(event=event, topics=[speeding])
    make_concern(event=event, is_complaint=True)
    draft, upcoming = make_draft(), make_event()
    ids = {"event": event.id, "draft": draft.id, "upcoming": upcoming.id}
    return {**ids, "concern": concern.id}


def make_topics():
    topics, event = starter_topics(), make_past_event()
    old = make_topic(name_en="Pagers", name_es="Buscapersonas", retired_at=now())
    make_topic(name_en="Beepers", split_from_id=old.id)
    make_concern(event=event, topics=[old])
    animals = topics["animals"]
    for body in (DOG, DOG, COYOTE):
        suggest(make_concern(event=event, body=body), animals, 0.9)
    chosen = make_concern(event=event, body="It ran across the road.", topics=[animals])
    return {"topic": animals.id, "old": old.id, "chosen": chosen.id}


def make_flagged():
    concern = suggest(make_concern(body="I cannot go on."), make_topic(), 0.8)
    make_flag(FlagKind.SELF_HARM, concern=concern)
    return {"concern": concern.id}


def make_today():
    return {"event": make_full_today().id}


pages(
    make_nothing,
    "/staff/settings",
    "/staff/settings?open=department",
    "/staff/settings?open=complaints",
    "/staff/settings?open=installation",
    "/staff/settings?open=parts",
    "/staff/settings?open=states",
    "/staff/matters",
    "/staff/concerns?sorting=open",
    "/staff/concerns?urgent=open",
    "/staff/topics",
)
pages(
    make_dates,
    *(f"/staff/events/{{event}}/{page}" for page in of_parts("PAGES_OF_EVENT")),
    "/staff/events",
    "/staff/events/{event}/edit/when-and-where",
    "/staff/events/{event}/edit/words",
    "/staff/events/{event}/edit/seats",
    "/staff/events/{event}/edit/review",
    "/staff/events/{event}/briefing",
)
pages(
    make_answered_event,
    "/staff/trends",
    "/staff/concerns",
    "/staff/concerns/{concern}",
    "/staff/concerns/{concern}/contact",
    "/staff/concerns/{concern}?open=hide",
    "/staff/concerns?review=held",
    "/staff/concerns?complaint=1",
    "/staff/events/new",
    "/staff/events/{event}",
    "/staff/matters?event={event}",
    # A preview is in the language that its address asks for.
    "/staff/events/{draft}/preview?language={language}",
    "/staff/events/{upcoming}",
)
pages(
    make_topics,
    "/staff/topics",
    "/staff/topics?open=new",
    "/staff/topics/{topic}",
    "/staff/topics/{topic}?open=edit",
    "/staff/topics/{old}",
    "/staff/topics/{old}?open=edit",
)
pages(make_flagged, "/staff/concerns/{concern}?sorting=open", "/staff/concerns?urgent=open")
pages(make_today, "/staff", "/staff/more", *of_parts("PAGES"))


def at_provider():
    """Let staff have accounts elsewhere. Its pages are not opened."""
    issuer, page = "https://accounts.example.gov", "accounts.sign_in"
    provider = parts.SignInProvider(None, issuer, False, page, page, page)
    elsewhere = parts.Part("elsewhere", "", "", links=[parts.SignIn(lambda: provider)])
    return patch.object(parts, "parts", lambda: (elsewhere,))


def make_session(member, token, **values):
    defaults = {"token_hash": token, "expires_at": now() + 8 * HOUR}
    save(StaffSession(staff_id=member.id, **{**defaults, **values}))


def unfold(page):
    for folded in page.locator("main summary").all():
        folded.click()


@walk
def setting_up(page, open_as):
    open_as(Role.ADMIN, Role.ORGANIZER)
    page.goto("/staff")
    expect(page.locator(".set-up")).to_be_visible()
    yield
    agency = the_agency()
    agency.name_es, agency.phone, agency.complaint_url = "Policía", "805", "https://example.org/"
    make_draft(agency=agency)
    open_as(Role.ADMIN, Role.ORGANIZER, Role.COMPLAINTS, second_factor_due_at=now() + 90 * HOUR)
    page.goto("/staff")
    expect(page.locator(".notice-warning")).to_be_visible()
    yield


@walk
def account(page, open_as):
    member = open_as(*Role, password_hash=hashed(), name=LONG_NAME, email=LONG_EMAIL)
    make_session(member, "phone", browser=Browser.SAFARI, device=Device.IPHONE, is_own_device=True)
    make_session(member, "unknown")
    page.goto("/staff/account")
    unfold(page)
    yield
    save(member, second_factor_due_at=now() - HOUR)
    page.goto("/staff/account/second-factor")
    page.locator("#second-factor-form summary").click()
    tap(page, "#second-factor-form button[type=submit]", shows="[role=alert]")
    yield
    # An administrator may not remove it.
    member.roles = {Role.OFFICER}
    make_second_factor(member)
    page.goto("/staff/account/second-factor")
    expect(page.locator("#removal-form")).to_be_visible()
    yield
    page.locator("#codes-form button").click()
    expect(page.locator(".codes li")).to_have_count(10)
    yield


@walk
def sign_in(page, open_as):
    with at_provider():
        page.goto("/staff/sign-in")
        yield
    page.goto("/staff/sign-in")
    page.locator("#email").fill("nobody@example.org")
    page.locator("#password").fill("not the right words at all")
    tap(page, "#sign-in-form button", shows="[role=alert]")
    yield
    member = make_staff(password_hash=hashed())
    make_second_factor(member)
    page.locator("#email").fill(member.email)
    page.locator("#password").fill(GOOD)
    page.locator("#sign-in-form button").click()
    page.locator("#code").fill("000000")
    tap(page, "#code-form button", shows="#code-error")
    yield


@walk
def audit_log_and_confirmation(page, open_as):
    member = open_as(Role.RECORDS, Role.ADMIN, password_hash=hashed())
    record(AuditAction.CHECKLIST_TICKED, by=member, subject=make_event())
    record(AuditAction.SIGN_IN_FAILED, by=None, subject=member, detail={"wrong_code": None})
    record(AuditAction.BACKUP_MADE, by=None, detail={"rows": 1204})
    db.session.commit()
    page.goto("/staff/audit?since=2026-01-01&about=events")
    page.goto("/staff/audit?since=2026-01-01")
    page.locator("main summary").click()
    yield
    # What was confirmed long ago has to be confirmed again.
    db.session.execute(update(StaffSession).values(confirmed_at=now() - timedelta(minutes=11)))
    db.session.commit()
    page.goto("/staff/audit")
    tap(page, "#export-form button", shows="#confirmation-form")
    yield
    db.session.execute(update(StaffSession).values(via_provider=True))
    member.link_to_provider("https://accounts.example.gov", "ana")
    db.session.commit()
    with at_provider():
        page.goto("/staff/account/second-factor")
        page.goto("/staff/confirmation")
        yield


@walk
def people(page, open_as):
    open_as(*Role, name=LONG_NAME, email=LONG_EMAIL)
    due, gone = make_staff(Role.ADMIN, password_hash=hashed()), make_staff(name="Al Gone")
    due.second_factor_due_at = now() + HOUR
    gone.disable()
    leaver = make_staff(*Role, name=LONG_NAME, email=f"long-{LONG_EMAIL}", password_hash=hashed())
    make_second_factor(leaver)
    leaver.link_to_provider("https://accounts.example.gov", "leaver")
    make_session(leaver, "lost")
    for is_complaint in (False, True):
        make_concern(assigned_to_id=leaver.id, is_complaint=is_complaint)
    page.goto("/staff/people")
    page.locator("main summary").click()
    yield
    page.goto(f"/staff/people/{leaver.id}")
    unfold(page)
    yield


@walk
def preparing_an_event(page, open_as):
    items, long_ago = make_checklist(), now() - 999 * HOUR
    make_staff(Role.COMPLAINTS)
    member = open_as(Role.ORGANIZER, name=LONG_NAME)
    earlier = make_event(roster=["Ofc. Earlier"], starts_at=now() - 99 * HOUR, created_at=long_ago)
    make_concern(event=earlier)
    event = make_event(roster=["Lt. Sample"], poster_printed_at=now(), created_at=long_ago)
    venue = {"event_id": event.id, "item_id": items[ChecklistStep.VENUE].id}
    save(ChecklistTick(**venue, ticked_by_id=member.id))
    page.goto("/staff")
    page.locator(".after summary").click()
    yield
    path = f"/staff/events/{event.id}"
    page.goto(path)
    unfold(page)
    yield
    page.goto(f"{path}/edit/roster")
    page.locator("[name=picked]").first.check()
    yield
    for page_of_event, field, button in of_parts("MISTAKES"):
        page.goto(f"{path}/{page_of_event}")
        page.locator(field).fill("")
        tap(page, button, shows="[role=alert]")
        yield


@walk
def briefing(page, open_as):
    event = make_event(roster=["Sgt. Sample"])
    topics = [make_topic() for _ in range(2)]
    for topic in topics:
        make_quotes(topic, *(make_concern(event=event, topics=[topic]) for _ in range(2)))
    member = open_as(Role.ORGANIZER)
    topics[0].write_note("Call 311.", by=member)
    db.session.commit()
    page.goto(f"/staff/events/{event.id}/briefing")
    expect(page.locator("#said .lines > li")).to_have_count(2)
    yield
    page.goto(f"/staff/topics/{topics[0].id}")
    page.locator("#body").fill("x" * 1001)
    tap(page, "#note-form button", shows="[role=alert]")
    yield


@walk
def receipt_on_the_telephone(page, open_as):
    open_as()
    make_staff(Role.COMPLAINTS, name=LONG_NAME)
    page.goto("/staff/concerns")
    page.locator("#q").fill("abilty able about above absent absorb")
    page.locator("#q").press("Enter")
    page.locator("#suggestion-form").wait_for()
    yield


@walk
def several_concerns(page, open_as):
    languages = {"receipt": Language.ENGLISH, "comprobante": Language.SPANISH}
    event, long = make_event(), {"body": LONG_TEXT, "place": LONG_NAME}
    concerns = [
        make_concern(event=event, receipt_hash=words, language=language, **long)
        for words, language in languages.items()
    ]
    concerns.append(make_concern(event=event, **long))
    open_as()
    page.goto(f"/staff/concerns?open=steps&like={'-'.join(str(each.id) for each in concerns)}")
    unfold(page)
    page.locator("#hide-form button").click()
    yield


@walk
def settings_with_errors(page, open_as):
    agency = open_as(Role.ADMIN, Role.ORGANIZER).agency
    make_checklist()
    texts = {"body_en": "In May.", "body_es": "En mayo."}
    save(AnswerTemplate(agency_id=agency.id, name=LONG_NAME[:80], **texts))
    for position in range(3):
        make_service(position=position)
    page.goto("/staff/settings?open=services")
    yield
    for name, link, wrong in (
        ("services", ".actions .button", {}),
        ("templates", ".actions .button", {}),
        ("checklist", ".fact-list a", {"days": "999"}),
        ("states", ".fact-list a", {"label_en": "Police read it"}),
    ):
        page.goto(f"/staff/settings?open={name}")
        page.locator(f"#{name} {link}").first.click()
        for field, value in wrong.items():
            page.locator(f"#{field}").fill(value)
        tap(page, "#row-form button", shows=".error-summary")
        yield


@walk
def what_cannot_be_done(page, open_as):
    told = {"better": Better.NO, "better_at": now(), "wants_answer": True}
    concern = make_concern(receipt_hash="receipt", **told)
    open_as(Role.ADMIN, Role.OFFICER)
    page.goto(f"/staff/concerns/{concern.id}")
    page.locator("details:has(#decline-form) > summary").first.click()
    page.locator("details:has(> #decline-form) > summary").click()
    tap(page, "#decline-form button", shows="#why-error")
    yield


@walk
def what_came_of_it(page, open_as):
    event = make_past_event()
    topic = make_topic(agency=event.agency)
    for _number in range(5):
        make_concern(event=event, topics=[topic])
    open_as(Role.ORGANIZER)
    page.goto("/staff")
    page.locator("#line").fill(f"{LONG_NAME} wants a light")
    tap(page, "#line-form button", shows=".notice-warning")
    yield
    tap(page, "#line-form .actions button", shows="main > [role=status]")
    yield


def make_matters(member):
    """Make matters as they look at their longest; return a question behind the first, and two."""
    event = make_past_event()
    asked = {"event": event, "wants_answer": True, "receipt_hash": "asked"}
    concerns = [make_concern(body=LONG_TEXT, **asked), *make_concerns(2, event=event)]
    matter = make_matter(*concerns, by=member, event=event)
    done = Said(MatterState.DONE, en="Two officers ride there.", photo=make_matter_photo())
    other = make_matter(by=member, said=done, is_public=True, name=LONG_NAME)
    make_matter(by=member, said=MatterState.DOING, due_in=-3, name="E-bikes on the promenade")
    return concerns[0], matter, other


@walk
def matters(page, open_as):
    concern, matter, other = make_matters(open_as(Role.ORGANIZER, name=LONG_NAME))
    event = matter.event
    for path in ("", f"?event={event.id}", f"/{matter.id}?did=started", f"/{other.id}?open=change"):
        page.goto(f"/staff/matters{path}")
        yield
    page.goto(f"/staff/matters/new?concerns={concern.id}")
    tap(page, "#matter-form > button", shows="#name-error")
    yield


@walk
def forms_of_matters(page, open_as):
    _concern, matter, _other = make_matters(open_as(Role.ORGANIZER, name=LONG_NAME))
    page.goto(f"/staff/matters/{matter.id}?open=done")
    tap(page, "#say-form > button", shows="#said_en-error")
    yield
    page.goto(f"/staff/matters/{matter.id}?open=promise")
    page.locator("#said_en").fill("Two officers ride there on Fridays.")
    tap(page, "#say-form > button", shows="main > [role=status]")
    page.locator(".row-of-four summary").click()
    yield
