"""Staff pages in those of their states that a new department meets.

A state is a function that fills the database and takes the browser to the page, which `open_as`
has signed in: `open_as(Role.ADMIN)`. It uses selectors rather than words, so that it works in
both languages. One that shows several pages yields at each.
"""

from datetime import timedelta
from unittest.mock import patch

from flask import current_app
from playwright.sync_api import expect
from sqlalchemy import update

from coffeecop.config.openid import OpenIDSettings
from coffeecop.db import db, now
from coffeecop.models import (
    AnswerTemplate,
    AuditAction,
    Browser,
    ChecklistStep,
    ChecklistTick,
    ConcernSource,
    ConcernStatus,
    Device,
    FlagKind,
    Installation,
    Kind,
    Language,
    PromisePhoto,
    PromiseStatus,
    Role,
    StaffSession,
    TopicNote,
)
from coffeecop.models.audit import record
from coffeecop.web.photos import make_photo
from tests.factories import (
    make_agency,
    make_checklist,
    make_concern,
    make_concerns,
    make_draft,
    make_event,
    make_flag,
    make_paper_card,
    make_partner,
    make_past_event,
    make_promise,
    make_public_answer,
    make_quotes,
    make_referral,
    make_second_factor,
    make_series,
    make_service,
    make_staff,
    make_theme,
    make_topic,
    paper_card_code,
    save,
    suggest,
)
from tests.full_today import make_full_today
from tests.journeys.states import tap
from tests.journeys.watch import MOCKED
from tests.mail.server import free_port
from tests.photos import photo_file
from tests.staff.events.report.reports import make_answers, make_reported, make_shares
from tests.staff.identity.passwords import GOOD, hashed
from tests.staff.topics.form_filling import starter_topics

HOUR = timedelta(hours=1)
DOG = "The neighbor's dog barks, that dog barks and barks, bark bark dog."
COYOTE = "A coyote again! The coyote ran at us, a coyote near the coyote trail."
LONG_NAME = "Alejandra Maximiliana Villaseñor de la Fuente"
LONG_TEXT = "Cars race past the school every morning, and nobody can cross. " * 8
LONG_EMAIL = "alejandra.villasenor-de-la-fuente@police.city-of-exampleton.example.org"

STAFF_STATES = {}


def state(function):
    STAFF_STATES[function.__name__] = function
    return function


def pages(make, *paths):
    """Add a state that yields at each of these pages of the rows that a function makes."""

    def open_each(page, open_as):
        rows = make()
        language = open_as(*Role).language
        for path in paths:
            assert page.goto(path.format(language=language, **rows)).ok
            yield

    STAFF_STATES[f"{make.__name__} {paths[0]}"] = open_each


def make_nothing():
    return {}


def make_an_event():
    return {"event": make_event().id}


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


def make_themes():
    here, there = make_event(), make_past_event()
    concerns = [make_concern(event=event, body="E-bikes race.") for event in (here, here, there)]
    theme = make_theme(*concerns, phrase="e-bikes on the pier")
    make_theme(*make_concerns(3, event=here), name="x" * 60)
    return {"theme": theme.id}


def make_flagged():
    concern = suggest(make_concern(body="I cannot go on."), make_topic(), 0.8)
    make_flag(FlagKind.SELF_HARM, concern=concern)
    return {"concern": concern.id}


def make_today():
    return {"event": make_full_today().id}


pages(
    make_nothing,
    "/staff/settings",
    "/staff/settings/installation",
    "/staff/settings/mail-test",
    "/staff/account/recovery-codes",
)
pages(
    make_nothing,
    "/staff/answers",
    "/staff/concerns?sorting=open",
    "/staff/concerns/flags",
    "/staff/themes",
)
pages(
    make_an_event,
    "/staff/events/{event}/plan",
    "/staff/events/{event}/briefing",
    "/staff/events/{event}/report",
)
pages(
    make_dates,
    "/staff/events/{event}/series/new",
    "/staff/events/{event}/series",
    "/staff/events",
    "/staff/events/{event}/edit",
)
pages(
    make_answered_event,
    "/staff/trends",
    "/staff/concerns",
    "/staff/concerns/{concern}",
    "/staff/concerns/{concern}/contact",
    "/staff/concerns/{concern}/hide",
)
pages(
    make_answered_event,
    "/staff/concerns/review",
    "/staff/concerns?complaint=1",
    "/staff/concerns/flags",
    "/staff/concerns/filters",
    "/staff/events",
)
pages(
    make_answered_event,
    "/staff/events/new",
    "/staff/events/{event}",
    "/staff/events/{event}/plan",
    "/staff/events/{event}/edit",
    "/staff/events/{event}/we-did",
)
pages(
    make_answered_event,
    # A preview is in the language that its address asks for.
    "/staff/events/{draft}/preview?language={language}",
    "/staff/events/{upcoming}/cancellation/new",
)
pages(
    make_topics,
    "/staff/topics",
    "/staff/topics/new",
    "/staff/topics/{topic}",
    "/staff/topics/{topic}/edit",
    "/staff/topics/{topic}/merge",
)
pages(
    make_topics,
    "/staff/topics/{topic}/split",
    "/staff/topics/{topic}/retire",
    "/staff/topics/{old}/restore",
    "/staff/topics/{old}",
    "/staff/topics/{old}/sort",
)
pages(
    make_themes,
    "/staff/themes",
    "/staff/themes/{theme}/name",
    "/staff/themes/{theme}/topic",
)
pages(make_flagged, "/staff/concerns/{concern}?sorting=open", "/staff/concerns/flags")
pages(make_today, "/staff", "/staff/more")


def with_mail():
    """Let the app look for its mail server where nothing listens."""
    url = f"smtp://127.0.0.1:{free_port()}"
    return patch.dict(current_app.config, SMTP_URL=url, MAIL_FROM="coffee@example.org")


def at_provider(**values):
    """Let the department have a provider, which is not reached."""
    settings = {
        "issuer": "https://accounts.example.gov",
        "client_id": "coffeecop",
        "client_secret": "secret",
        "name": None,
        "allowed_domains": frozenset(),
        "groups": {},
        "is_only_way": False,
    }
    return patch.dict(current_app.config, OPENID=OpenIDSettings(**{**settings, **values}))


def make_session(member, token, **values):
    defaults = {"token_hash": token, "expires_at": now() + 8 * HOUR}
    save(StaffSession(staff_id=member.id, **{**defaults, **values}))


def unfold(page):
    for folded in page.locator("main summary").all():
        folded.click()


def let_the_confirmation_expire():
    long_ago = now() - timedelta(minutes=11)
    db.session.execute(update(StaffSession).values(confirmed_at=long_ago))
    db.session.commit()


def set_installation(**values):
    db.session.execute(update(Installation).values(**values))
    db.session.commit()


def sign_in_by_form(page, member):
    page.goto("/staff/sign-in")
    page.locator("#email").fill(member.email)
    page.locator("#password").fill(GOOD)
    page.locator("#sign-in-form button").click()


@state
def nothing_set_up(page, open_as):
    open_as(Role.ADMIN, Role.ORGANIZER)
    page.goto("/staff")
    expect(page.locator(".set-up")).to_be_visible()


@state
def half_set_up(page, open_as):
    agency = make_agency(name_es="Policía", phone="805", complaint_url="https://example.org/")
    make_draft(agency=agency)
    open_as(Role.ADMIN, Role.ORGANIZER, Role.COMPLAINTS, second_factor_due_at=now() + 90 * HOUR)
    page.goto("/staff")
    expect(page.locator(".notice-warning")).to_be_visible()


@state
def installation_that_runs(page, open_as):
    days_ago = now() - timedelta(days=3)
    times = {"restored_at": days_ago, "mail_tested_at": days_ago, "worker_seen_at": now()}
    set_installation(backed_up_at=now(), **times)
    open_as(Role.ADMIN)
    with with_mail():
        page.goto("/staff/settings/installation")


@state
def mail_that_fails(page, open_as):
    open_as(Role.ADMIN, email=LONG_EMAIL)
    with with_mail():
        page.goto("/staff/settings/mail-test")
        page.locator("#mail-test-form button").click()
        expect(page.locator(".fact-list")).to_be_visible()


@state
def account(page, open_as):
    member = open_as(*Role, password_hash=hashed(), name=LONG_NAME, email=LONG_EMAIL)
    make_session(member, "phone", browser=Browser.SAFARI, device=Device.IPHONE, is_own_device=True)
    make_session(member, "unknown")
    page.goto("/staff/account")
    unfold(page)


@state
def second_factor(page, open_as):
    make_second_factor(open_as(password_hash=hashed()))
    page.goto("/staff/account/second-factor")
    expect(page.locator("#removal-form")).to_be_visible()


@state
def new_second_factor_with_errors(page, open_as):
    open_as(Role.ADMIN, password_hash=hashed(), second_factor_due_at=now() - HOUR)
    page.goto("/staff/account/second-factor")
    page.locator("#second-factor-form summary").click()
    tap(page, "#second-factor-form button[type=submit]", shows="[role=alert]")


@state
def recovery_codes(page, open_as):
    make_second_factor(open_as(Role.ADMIN, password_hash=hashed()))
    page.goto("/staff/account/second-factor")
    page.locator("#codes-form button").click()
    expect(page.locator(".codes li")).to_have_count(10)


@state
def sign_in_through_a_provider(page, open_as):
    with at_provider():
        page.goto("/staff/sign-in")


@state
def sign_in_that_is_refused(page, open_as):
    page.goto("/staff/sign-in")
    page.locator("#email").fill("nobody@example.org")
    page.locator("#password").fill("not the right words at all")
    tap(page, "#sign-in-form button", shows="[role=alert]")


@state
def roster_with_its_languages_open(page, open_as):
    event = make_event(roster=["Sgt. Example"])
    open_as(Role.ORGANIZER)
    page.goto(f"/staff/events/{event.id}/edit")
    page.locator(".speaks summary").first.click()


@state
def code_at_sign_in_that_is_wrong(page, open_as):
    member = make_staff(password_hash=hashed())
    make_second_factor(member)
    sign_in_by_form(page, member)
    page.locator("#code").fill("000000")
    tap(page, "#code-form button", shows="#code-error")


@state
def confirmation(page, open_as):
    record(AuditAction.BACKUP_MADE, by=None, detail={"rows": 1204})
    open_as(Role.RECORDS, Role.ADMIN, password_hash=hashed())
    let_the_confirmation_expire()
    page.goto("/staff/audit")
    tap(page, "#export-form button", shows="#confirmation-form")


@state
def confirmation_at_a_provider(page, open_as):
    member = open_as(Role.ADMIN)
    db.session.execute(update(StaffSession).values(via_provider=True))
    member.link_to_provider("https://accounts.example.gov", "ana")
    let_the_confirmation_expire()
    with at_provider():
        page.goto("/staff/account/second-factor")
        page.goto("/staff/confirmation")


@state
def people(page, open_as):
    open_as(*Role, name=LONG_NAME, email=LONG_EMAIL)
    due, gone = make_staff(Role.ADMIN, password_hash=hashed()), make_staff(name="Al Gone")
    due.second_factor_due_at = now() + HOUR
    gone.disable()
    make_staff(name="Pat New")
    page.goto("/staff/people")
    page.locator("main summary").click()


@state
def person_who_leaves(page, open_as):
    open_as(*Role)
    leaver = make_staff(*Role, name=LONG_NAME, email=LONG_EMAIL, password_hash=hashed())
    make_second_factor(leaver)
    leaver.link_to_provider("https://accounts.example.gov", "leaver")
    make_session(leaver, "lost")
    for is_complaint in (False, True):
        make_concern(assigned_to_id=leaver.id, is_complaint=is_complaint)
    page.goto(f"/staff/people/{leaver.id}")
    unfold(page)


@state
def audit_log_with_filters(page, open_as):
    member = open_as(Role.RECORDS)
    event = make_event()
    record(AuditAction.POSTER_PRINTED, by=member, subject=event)
    record(AuditAction.SIGN_IN_FAILED, by=None, subject=member, detail={"wrong_code": None})
    record(AuditAction.BACKUP_MADE, by=None, detail={"rows": 1204})
    db.session.commit()
    page.goto("/staff/audit?since=2026-01-01&about=events")
    page.goto("/staff/audit?since=2026-01-01")
    page.locator("main summary").click()


@state
def capture_with_notes_that_wait(page, open_as):
    event = make_event()
    make_topic(name_en="Homelessness", name_es="Personas sin hogar y salud mental")
    open_as(Role.OFFICER)
    page.goto(f"/staff/events/{event.id}/capture")
    # The officer before had the same number.
    page.evaluate("localStorage.clear(), sessionStorage.clear()")
    page.reload()
    page.locator("#topics .choice").tap()
    page.route("**/capture", lambda route: route.fulfill(status=429, headers=MOCKED))
    tap(page, "[data-anyway]", shows="#waiting li")
    page.unroute("**/capture")
    page.locator("#body").fill("She said John Smith")
    expect(page.locator("#details")).to_be_visible()


@state
def captured_and_listed(page, open_as):
    event = make_event()
    member = open_as(Role.OFFICER)
    for values in ({}, {"is_complaint": True, "people": 3}):
        make_concern(event=event, source=ConcernSource.CAPTURE, entered_by_id=member.id, **values)
    page.goto(f"/staff/events/{event.id}/capture/noted")


@state
def captured_receipt(page, open_as):
    event, member = make_event(), open_as(Role.OFFICER)
    concern = make_concern(
        event=event,
        source=ConcernSource.CAPTURE,
        entered_by_id=member.id,
        form_key_hash="a" * 64,
    )
    page.goto(f"/staff/events/{event.id}/capture?saved={concern.id}")
    tap(page, "#saved button[lang=es]", shows=".hand-over")


@state
def counting_who_comes(page, open_as):
    event = make_event(starts_at=now() - HOUR)
    open_as(Role.OFFICER)
    page.goto(f"/staff/events/{event.id}/arrivals")
    page.locator("#tap-form button").first.click()
    expect(page.locator("[name=arrival_id]")).to_be_visible()
    unfold(page)


@state
def counting_that_is_over(page, open_as):
    open_as(Role.OFFICER)
    event = make_event(starts_at=now() - 9 * HOUR)
    page.goto(f"/staff/events/{event.id}/arrivals")
    tap(page, "#heads-form button", shows="#heads-error")
    page.locator("#heads").fill("25")
    page.locator("#heads-form button").click()
    expect(page.locator("#people")).to_contain_text("25")
    page.goto(f"/staff/events/{event.id}/arrivals")


@state
def share_kit(page, open_as):
    event = make_event()
    open_as(Role.OFFICER)
    page.goto(f"/staff/events/{event.id}/share-kit")
    unfold(page)


def make_typed_in(event, member, **values):
    source = {"source": ConcernSource.PAPER, "entered_by_id": member.id}
    return make_concern(event=event, **source, **values)


@state
def paper_cards(page, open_as):
    event, member = make_past_event(), open_as()
    topic = make_topic(name_en="Traffic", keywords_en="cars, speed", keywords_es="carros")
    make_topic()
    card = make_paper_card(event)
    words = {"receipt_hash": card.receipt_hash, "wants_answer": True, "for_neighbor": True}
    make_typed_in(event, member, **words, has_personal_details=True)
    checked = {"topics_checked_by_id": member.id, "topics_checked_at": now()}
    make_typed_in(event, member, topics=[topic], **checked)
    make_typed_in(event, member, is_complaint=True)
    make_typed_in(event, make_staff(name=LONG_NAME))
    page.goto(f"/staff/events/{event.id}/paper-cards")
    unfold(page)


@state
def briefing(page, open_as):
    event = make_event(roster=["Sgt. Sample"])
    topics = [make_topic(keywords_en="lamp", keywords_es="foco") for _ in range(2)]
    for topic in topics:
        make_quotes(topic, make_concern(event=event, topics=[topic]))
    member = open_as(Role.ORGANIZER)
    save(TopicNote(topic_id=topics[0].id, body="Call 311.", changed_by_id=member.id))
    page.goto(f"/staff/events/{event.id}/briefing")
    expect(page.locator(".briefed-topics > li")).to_have_count(2)


@state
def facts_with_errors(page, open_as):
    topic = make_topic()
    member = open_as()
    save(TopicNote(topic_id=topic.id, body="Call 311.", changed_by_id=member.id))
    page.goto(f"/staff/topics/{topic.id}/note")
    page.locator("#body").fill("x" * 1001)
    tap(page, "#note-form button", shows="[role=alert]")


@state
def new_series(page, open_as):
    make_staff(Role.COMPLAINTS)
    event = make_event()
    open_as(Role.ORGANIZER)
    page.goto(f"/staff/events/{event.id}/series/new")
    page.locator("#weeks").fill("")
    tap(page, "button[formaction]", shows="[role=alert]")


@state
def paper_card_that_is_refused(page, open_as):
    event = make_past_event()
    open_as()
    page.goto(f"/staff/events/{event.id}/paper-cards")
    page.locator("#stub").fill("17")
    page.locator("#body").fill("Cars speed.")
    tap(page, "#card-form > button", shows="#stub-error")


@state
def paper_card_that_may_be_about_an_officer(page, open_as):
    event = make_past_event()
    open_as()
    page.goto(f"/staff/events/{event.id}/paper-cards")
    page.locator("#body").fill("The officer grabbed my arm.")
    tap(page, "#card-form > button", shows="#about-officer-heading")


@state
def receipt_on_the_telephone_that_is_not_found(page, open_as):
    open_as()
    make_staff(Role.COMPLAINTS, name=LONG_NAME)
    page.goto("/staff/concerns/receipt")
    page.locator("#words").fill("abilty able about above absent absorb")
    tap(page, "#receipt-form button", shows="#suggestion-form")


@state
def receipt_of_a_card_that_is_not_typed_in(page, open_as):
    card = make_paper_card(make_past_event())
    open_as()
    page.goto("/staff/concerns/receipt")
    page.locator("#words").fill(paper_card_code(card))
    tap(page, "#receipt-form button", shows="#receipt [role=status]")


@state
def checklist_with_what_ticks_itself(page, open_as):
    items = make_checklist()
    member = open_as(Role.ORGANIZER, name=LONG_NAME)
    event = make_event(
        roster=["Lt. Sample"], poster_printed_at=now(), created_at=now() - 999 * HOUR
    )
    venue = {"event_id": event.id, "item_id": items[ChecklistStep.VENUE].id}
    save(ChecklistTick(**venue, ticked_by_id=member.id))
    page.goto(f"/staff/events/{event.id}/checklist")


@state
def today_with_lines_of_two_events(page, open_as):
    make_checklist()
    long_ago = now() - 999 * HOUR
    make_concern(event=make_event(starts_at=now() - 99 * HOUR, created_at=long_ago))
    make_event(created_at=long_ago)
    open_as(Role.ORGANIZER)
    page.goto("/staff")
    page.locator(".after summary").click()


@state
def several_picked_and_what_to_do_with_them(page, open_as):
    concerns = make_concerns(3, body=LONG_TEXT, place=LONG_NAME)
    open_as()
    ids = "-".join(str(each.id) for each in concerns)
    page.goto(f"/staff/concerns/bulk?like={ids}")
    unfold(page)
    page.locator("#hide-form button").click()


@state
def public_answers(page, open_as):
    event, topic = make_event(), make_topic()
    for _question in range(2):
        make_concern(event=event, kind=Kind.QUESTION, topics=[topic])
    answer = make_public_answer(concerns=[make_concern(event=event)])
    make_public_answer(is_published=False)
    open_as(Role.ORGANIZER)
    page.goto("/staff/answers")
    yield
    page.goto(f"/staff/answers/{answer.id}")
    yield


@state
def public_answer_with_errors(page, open_as):
    concern = make_concern(kind=Kind.QUESTION)
    open_as(Role.ORGANIZER)
    page.goto(f"/staff/answers/new?concern={concern.id}")
    tap(page, "#answer-form [name=publish]", shows=".error-summary")


@state
def merging_with_long_texts(page, open_as):
    concerns = make_concerns(2, body=LONG_TEXT)
    open_as()
    main = concerns[0].id
    page.goto(f"/staff/concerns/bulk/merge?like={main}-{concerns[1].id}")
    tap(page, "#merge-form button", shows="#undo-form")
    yield
    page.goto(f"/staff/concerns/{main}")
    expect(page.locator("#merged")).to_be_visible()
    yield


@state
def one_answer_to_many_before_it_is_sent(page, open_as):
    languages = {"receipt": Language.ENGLISH, "comprobante": Language.SPANISH}
    event = make_event()
    for words, language in languages.items():
        make_concern(event=event, receipt_hash=words, language=language, body=LONG_TEXT)
    without_receipt = make_concern(event=event)
    member = open_as()
    texts = {"body_en": LONG_TEXT, "body_es": LONG_TEXT}
    save(AnswerTemplate(agency_id=member.agency_id, name=LONG_NAME[:80], **texts))
    ids = "-".join(str(without_receipt.id - number) for number in range(3))
    page.goto(f"/staff/concerns/bulk/answer?like={ids}")
    page.locator("form[method=get] button").last.click()
    expect(page.locator("#body_en")).not_to_be_empty()
    page.locator("#answer-form button").click()
    expect(page.locator("#answer-step .quote")).to_have_count(2)


@state
def answer_templates_with_errors(page, open_as):
    member = open_as(Role.ORGANIZER)
    texts = {"body_en": "In May.", "body_es": "En mayo."}
    save(AnswerTemplate(agency_id=member.agency_id, name=LONG_NAME[:80], **texts))
    page.goto("/staff/settings/templates")
    page.locator(".actions .button").click()
    page.locator("#row-form button").click()


@state
def services_and_one_with_errors(page, open_as):
    for position in range(3):
        make_service(position=position)
    open_as(Role.ADMIN)
    page.goto("/staff/settings/services")
    yield
    page.goto("/staff/settings/services/new")
    tap(page, "#row-form button", shows=".error-summary")
    yield


@state
def checklist_of_the_department_with_errors(page, open_as):
    make_checklist()
    open_as(Role.ADMIN)
    page.goto("/staff/settings/checklist")
    page.locator(".fact-list a").first.click()
    page.locator("#days").fill("999")
    tap(page, "#row-form button", shows=".error-summary")


@state
def shares_of_the_community_with_errors(page, open_as):
    make_shares(make_agency(), languages={"es": 32}, areas={"Old Mill": 40})
    open_as(Role.ADMIN)
    page.goto("/staff/settings/community")
    page.locator(".fact-list a").first.click()
    page.locator("#percent").fill("999")
    page.locator("#row-form button").click()


@state
def own_words_with_errors(page, open_as):
    open_as(Role.ADMIN)
    page.goto("/staff/settings/states")
    page.locator(".fact-list a").first.click()
    page.locator("#label_en").fill("Police read it")
    tap(page, "#row-form button", shows=".error-summary")


@state
def report_of_an_event(page, open_as):
    event = make_reported(60)
    make_shares(event.agency, languages={"en": 50, "es": 40, "mix": 5}, areas={"Harbor": 40})
    make_answers(event, [5] * 20 + [2] * 9, approachable=5)
    open_as(Role.ORGANIZER)
    page.goto(f"/staff/events/{event.id}/report")


@state
def concern_to_decline_with_an_error(page, open_as):
    concern = make_concern(receipt_hash="r" * 64, reopened_at=now())
    open_as()
    page.goto(f"/staff/concerns/{concern.id}")
    page.locator("details:has(#decline-form) summary").click()
    tap(page, "#decline-form button", shows="#why-error")


@state
def print_kit_with_an_error(page, open_as):
    event = make_event()
    open_as()
    page.goto(f"/staff/events/{event.id}/print-kit")
    page.locator("#english").fill("1000")
    tap(page, "#print-kit-form button:not(.button-secondary)", shows="#english-error")


@state
def print_kit_with_cards(page, open_as):
    event = make_event()
    open_as()
    page.goto(f"/staff/events/{event.id}/print-kit")
    for name in ("english", "spanish"):
        page.locator(f"#{name}").fill("1")
    page.locator("#print-kit-form button:not(.button-secondary)").click()
    expect(page.locator(".concern-card")).to_have_count(2)
    page.goto(f"/staff/events/{event.id}/print-kit")
    expect(page.locator(".fact-list li")).to_have_count(6)


@state
def referral_form_with_errors(page, open_as):
    make_partner()
    concern = make_concern(body=f"The light at Oak is out. I am {LONG_NAME}.")
    open_as()
    page.goto(f"/staff/concerns/{concern.id}/referrals/new")
    tap(page, "#referral-form button", shows=".error-summary")


@state
def partners_and_referrals(page, open_as):
    concern = make_concern(receipt_hash="receipt")
    first = make_referral(concern, reply=f"Ask {LONG_EMAIL}.", replied_at=now())
    make_referral(concern, partner=first.partner)
    make_partner(name_en="Harbor", name_es="Puerto", retired_at=now())
    replied = make_referral(
        partner=make_partner(name_en="Animals", name_es="Animales"),
        reply="It is done.",
        replied_at=now() + HOUR,
    )
    replied.concern.status = ConcernStatus.LOOKED_INTO
    db.session.commit()
    open_as(Role.ADMIN, Role.OFFICER)
    for path in (f"concerns/{concern.id}", "concerns/referrals", "settings/partners"):
        page.goto(f"/staff/{path}")
        yield


@state
def what_came_of_it(page, open_as):
    event = make_past_event()
    topic = make_topic(agency=event.agency)
    for _number in range(5):
        make_concern(event=event, topics=[topic])
    open_as(Role.ORGANIZER)
    page.goto(f"/staff/events/{event.id}/we-did?draft=1")
    yield
    event.we_did_en, event.we_did_es = "A sign.\n\nA light.", "Una señal.\n\nUna luz."
    db.session.commit()
    page.goto(f"/staff/events/{event.id}/we-did/publication")
    tap(page, "main form button", shows="main > [role=status]")
    yield


@state
def promises(page, open_as):
    member = open_as(Role.ORGANIZER, name=LONG_NAME)
    own = make_promise(owner=member, days=-3, is_public=False)
    make_promise(what="A stop sign at the corner of Maple Court and the school")
    kept = make_promise(event=make_event(), status=PromiseStatus.KEPT)
    alt = {"alt_en": "A stop sign.", "alt_es": "Una señal de alto."}
    kept.photo = PromisePhoto(**make_photo(photo_file())._asdict(), **alt)
    db.session.commit()
    for path in ("", f"/{kept.id}", f"/{own.id}/drop"):
        page.goto(f"/staff/promises{path}")
        yield


@state
def new_promise_with_an_error(page, open_as):
    event = make_event()
    member = open_as(Role.ORGANIZER)
    member.agency.most_open_promises = 1
    make_promise(event=event)
    page.goto(f"/staff/promises/new?event={event.id}")
    tap(page, "#promise-form > button", shows="#what-error")


@state
def promise_to_be_kept_with_an_error(page, open_as):
    promise = make_promise(owner=open_as())
    page.goto(f"/staff/promises/{promise.id}/keep")
    tap(page, "#keep-form > button", shows="#outcome_en-error")
