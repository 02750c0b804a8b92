"""Answering what residents sent, saying that it cannot be done, and giving it to a colleague."""

from coffeecop.db import now
from coffeecop.models import (
    AuditAction,
    ConcernNote,
    ConcernState,
    Kind,
    Language,
    MailKind,
    Message,
    Role,
    RosterEntry,
    SpokenLanguage,
)
from coffeecop.web.forms import new_form_key
from tests.factories import make_agency, make_concern, make_past_event, make_staff, save
from tests.public.concerns.sent_concern import CODE, make_sent_concern
from tests.public.concerns.sent_concern import PATH as RECEIPT
from tests.staff.concerns.form_filling import listed, path, said, shown_number, tapped
from tests.staff.form_filling import arrive, whole
from tests.stored import all_of, audit_entries, audited, mails, one_mail, one_of, reload


def test_an_answer_reaches_the_resident_and_is_recorded_without_its_text(officer):
    concern = make_sent_concern()

    answer = officer.post(path(concern, "/messages"), body=" We fixed it. ")

    sent = said(officer, answer)
    assert sent == f"Your answer to number {concern.id} is sent. Look at it again"
    page = officer.get(path(concern))
    assert page.texts(".thread .quote") == ["We fixed it."]
    assert "Sgt. Sample" in page.text(".thread .hint")
    assert officer.get(RECEIPT).texts(".thread .quote")[1] == "We fixed it."
    states = {"state": ["received", "answered"]}
    assert audited() == [(AuditAction.ANSWER_SENT, officer.member.id, concern.id, states)]
    assert reload(concern).state is ConcernState.ANSWERED


def test_where_nobody_would_read_it_there_is_no_answer(officer):
    for values, left_out in (
        ({"state": ConcernState.WITHDRAWN, "receipt_hash": "r" * 64}, "#answer-form"),
        ({"receipt_hash": None}, "#body"),
    ):
        concern = make_concern(**values)
        assert not officer.get(path(concern)).has(left_out)
        assert officer.post(path(concern, "/messages"), body="Hello?").status == 422
    assert audit_entries() == []


def test_one_line_says_how_the_answer_reaches_them(officer):
    mail = {"contact": {"email": "ann@example.org"}}
    for n, (line, values) in enumerate(
        {
            "No e-mail was left.": {},
            "No e-mail was left. ": {"language": Language.SPANISH},
            "No e-mail is sent.": mail,
            "They get an e-mail that says so.": {**mail, "wants_answer": True},
        }.items()
    ):
        page = officer.get(path(make_concern(receipt_hash=f"receipt {n}", **values)))
        assert page.text("#body-hint") == line.strip()
        assert page.has("#answer-heading .tag") == line.endswith(" ")


# The next one


def three_questions():
    """Return three concerns of an event before that wait, in the order of their list."""
    event = make_past_event()
    return [
        make_concern(
            event=event, kind=Kind.QUESTION, receipt_hash=f"receipt {n}", body=f"Number {n}"
        )
        for n in range(3)
    ]


WAITING = "?waiting=1"


def test_an_answer_brings_the_next_of_the_same_list(officer):
    first, second, third = three_questions()
    page = whole(officer, path(first, WAITING))
    assert "1 of 3" in page.text(".place")

    answer = officer.post(path(first, f"/messages{WAITING}"), body="We will.", step="send")
    page = arrive(officer, answer)

    assert answer.location == path(second, WAITING)
    assert "1 of 2" in page.text(".place")
    assert listed(page) == ["Number 1", "Number 2"]
    assert reload(first).state is ConcernState.ANSWERED

    last = officer.post(path(third, f"/messages{WAITING}"), body="We will.", step="send")
    assert last.location == "/staff/concerns?waiting=1"


def test_closing_takes_a_word_where_somebody_waits_and_loses_nothing(officer):
    first, second, _ = three_questions()

    page = officer.post(path(first, "/messages"), body="  ")
    assert "Write an answer first." in page.refused("#body-error")
    page = officer.post(path(first, f"/messages{WAITING}"), body="Half an", step="close")
    assert "You wrote an answer." in page.refused("#body-error")
    assert page.value("#body") == "Half an"
    page = officer.post(path(first, f"/messages{WAITING}"), step="close")
    assert page.status == 422
    assert (
        page.text("[role=alert]")
        == "Somebody is waiting to hear from you, in writing or at the event."
    )

    assert reload(first).state is ConcernState.RECEIVED

    page = tapped(officer, whole(officer, path(first, WAITING)), "We talked about it")
    assert "1 concern is talked about." in page.text("main .notice-success")
    assert shown_number(page) == second.id
    assert reload(first).state is ConcernState.TALKED_ABOUT
    assert not first.waits
    page = tapped(officer, page, "Undo")
    assert reload(first).waits
    assert shown_number(page) == second.id


def test_what_is_always_refused_is_not_offered(officer):
    past = make_past_event()
    for values, buttons in (
        ({"kind": Kind.QUESTION}, ["Send and next"]),
        ({"kind": Kind.QUESTION, "event": past}, ["Send and next", "We talked about it"]),
        ({"kind": Kind.QUESTION, "event": past, "receipt_hash": None}, ["We talked about it"]),
        ({}, ["Send and next", "Close"]),
        ({"state": ConcernState.ANSWERED}, ["Send and next"]),
    ):
        concern = make_concern(**{"receipt_hash": f"receipt {values}", **values})
        assert whole(officer, path(concern)).texts(".answer-buttons button") == buttons


def test_the_page_says_which_list_it_is_in(plain_officer):
    first, second, _ = three_questions()

    page = plain_officer.get(path(second, f"{WAITING}&event={first.event_id}"))

    name = first.event.title_en
    assert page.text("title").startswith(f"Question {second.id}, Concerns to answer, {name}")
    assert page.text(".views [aria-current]") == "To answer 3"
    assert name in page.text("#conditions li")
    assert page.one(".items [aria-current]")["href"].startswith(path(second))
    assert page.one(".place [rel=prev]")["href"].startswith(path(first))
    # One that is not in the list is followed by the first of it.
    page = plain_officer.get(path(make_sent_concern(), WAITING))
    assert " of " not in page.text(".place")
    assert page.one(".place [rel=next]")["href"] == path(first, WAITING)


def test_english_goes_to_who_wrote_spanish_only_if_it_is_meant(officer):
    concern = make_concern(language=Language.SPANISH, receipt_hash="r" * 64)
    english = {"body": "We will look at the lights on your street next week."}

    refused = officer.post(path(concern, "/messages"), **english)
    assert "looks like English" in refused.refused("#body-error")
    assert refused.value("#body") == english["body"]
    assert all_of(Message) == []
    officer.post(path(concern, "/messages"), **english, is_meant=refused.value("[name=is_meant]"))

    assert [each.body for each in all_of(Message)] == [english["body"]]
    other = make_concern(language=Language.SPANISH, receipt_hash="s" * 64)
    spanish = officer.post(
        path(other, "/messages"), body="La próxima semana vamos a ver las luces."
    )
    assert spanish.status == 303


def test_one_tap_hands_it_to_who_speaks_spanish_with_the_text_as_a_note(officer):
    make_staff(name="Adam Able")
    speaker = make_staff(name="Ana Pérez")
    concern = make_concern(language=Language.SPANISH, receipt_hash="r" * 64)
    entry = RosterEntry(event_id=concern.event_id, name="Officer Ana Pérez")
    entry.languages = {SpokenLanguage.SPANISH}
    save(entry)
    english = {"body": "We will look at the lights on your street next week."}

    refused = officer.post(path(concern, "/messages"), **english)
    assert refused.texts("#colleague option")[1] == "Ana Pérez, speaks Spanish"
    assert refused.text("[value=hand_over]") == "Give it to Ana Pérez, who speaks Spanish"
    sent = {**english, "is_meant": "1", "step": "hand_over"}
    officer.post(path(concern, "/messages"), **sent)

    assert reload(concern).assigned_to_id == speaker.id
    assert (all_of(Message), [each.body for each in all_of(ConcernNote)]) == (
        [],
        [*english.values()],
    )


WHY = "The state owns that road."
ANN = {"email": "ann@example.org"}


def decline(visitor, concern, why=WHY, **fields):
    return visitor.post(path(concern, "/decline"), why=why, **fields)


def test_the_reason_is_read_by_the_resident_and_not_by_the_log(officer):
    concern = make_sent_concern(kind=Kind.QUESTION)
    page = decline(officer, concern, " ")
    assert "Say why, so that" in page.refused("#why-error")
    assert page.has("details[open] #decline-form")
    assert (reload(concern).state, audited()) == (ConcernState.RECEIVED, [])

    answer = decline(officer, concern, f" {WHY} ")

    assert "you said that it cannot be done, and why" in said(officer, answer)
    concern = reload(concern)
    assert (concern.state, concern.state_reason) == (ConcernState.DECLINED, WHY)
    assert not concern.waits
    assert officer.get(f"/receipts/{CODE}").text(".card .answer") == WHY
    change = {"state": ["received", "declined"]}
    assert audited() == [(AuditAction.STATUS_CHANGED, officer.member.id, concern.id, change)]
    assert mails() == []


def test_who_asked_for_mail_hears_of_it_once(officer):
    concern, key = make_sent_concern(wants_answer=True, contact=ANN), new_form_key()

    for _tap in range(2):
        assert decline(officer, concern, form_key=key).status == 303

    assert one_mail().kind == MailKind.ANSWER
    assert one_of(Message).body == WHY
    assert len(audited()) == 1


def give(visitor, concern, colleague, **fields):
    return visitor.post(path(concern, "/messages"), step="give", colleague=colleague.id, **fields)


def offered(page):
    return page.texts("#colleague option")[1:]


def test_a_colleague_gets_it_and_is_its_deputy_no_more(officer):
    lee, colleague = make_staff(name="Officer Lee"), make_staff(name="Sgt. Colleague")
    concern = make_concern(assigned_to_id=lee.id, deputy_id=colleague.id)

    answer = give(officer, concern, colleague)

    page = arrive(officer, answer)
    told = page.text("main .notice-success p")
    assert told == "1 concern is given to a colleague. Look at it again"
    assert page.has("#undo-form")
    assert "Given to Sgt. Colleague" in officer.get(path(concern)).text("#concern > header")
    assert (reload(concern).assigned_to_id, concern.deputy_id) == (colleague.id, None)
    give(officer, concern, colleague)
    people = {"assigned_to": ["Officer Lee", "Sgt. Colleague"], "deputy": ["Sgt. Colleague", None]}
    assert audited() == [(AuditAction.CONCERN_ASSIGNED, officer.member.id, concern.id, people)]


def test_only_active_staff_of_the_department_are_offered(officer):
    concern = make_concern()
    assert not officer.get(path(concern)).has("#colleague")
    make_staff(name="Ann Active")
    make_staff(name="Gone", disabled_at=now())
    make_staff(name="Demo", is_demo=True)
    make_staff(name="Elsewhere", agency=make_agency())

    assert offered(officer.get(path(concern))) == ["Ann Active", "Sgt. Sample"]


def test_a_complaint_is_given_to_complaint_staff_only(complaints_officer):
    officer = make_staff(Role.OFFICER, name="Officer")
    handler = make_staff(Role.COMPLAINTS, name="Handler")
    complaint = make_concern(is_complaint=True)

    assert offered(complaints_officer.get(path(complaint))) == ["Handler", "Sgt. Sample"]
    page = give(complaints_officer, complaint, officer)
    assert "Choose who gets it." in page.refused("#colleague-error")
    assert give(complaints_officer, complaint, handler).status == 303
    assert reload(complaint).assigned_to_id == handler.id


def test_nobody_gets_it_where_nobody_was_chosen_and_the_words_wait_for_the_same_tap(officer):
    colleague, concern = make_staff(), make_concern(receipt_hash="receipt")
    sent = {"step": "give", "body": "A colleague will look."}

    for wrong in ("", "x", "0", "9" * 30):
        page = officer.post(path(concern, "/messages"), colleague=wrong, **sent)
        assert "Choose who gets it." in page.refused("#colleague-error")
        assert page.value("#body") == "A colleague will look."
    assert all_of(Message) == []

    officer.post(path(concern, "/messages"), colleague=colleague.id, **sent)
    assert [message.body for message in all_of(Message)] == ["A colleague will look."]
    assert reload(concern).assigned_to_id == colleague.id
    assert concern.state is ConcernState.ANSWERED
