"""Cannot do, and why: an answer that the resident reads."""

from coffeecop.models import AuditAction, ConcernState, Kind, Language, MailKind, Message
from coffeecop.web.forms import new_form_key
from coffeecop.web.receipt_codes import hash_code
from tests.factories import make_concern, make_merged
from tests.public.concerns.sent_concern import CODE, make_sent_concern
from tests.staff.concerns.form_filling import path, said
from tests.stored import all_of, audited, mails, one_mail, one_of, reload

WHY = "The state owns that road."
ANN = {"email": "ann@example.org"}


def decline(visitor, concern, why=WHY, **fields):
    return visitor.post(path(concern, "/decline"), why=why, **fields)


def test_the_reason_is_read_by_the_resident_and_not_by_the_log(officer):
    concern = make_sent_concern(kind=Kind.QUESTION)
    page = decline(officer, concern, " ")
    assert page.status == 422
    assert "Say why, so that" in page.text("#why-error")
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

    assert one_mail().kind is MailKind.ANSWER
    assert one_of(Message).body == WHY
    assert len(audited()) == 1


def test_a_later_answer_is_newer_than_the_reason(officer):
    concern = make_sent_concern()
    decline(officer, concern)

    officer.post(path(concern, "/messages"), body="The state put up a sign.")

    assert reload(concern).state is ConcernState.ANSWERED
    page = officer.get(f"/receipts/{CODE}")
    assert page.text("#concern h1") == "You have an answer"
    assert page.text(".card .answer") == "The state put up a sign."
    assert page.texts(".thread .quote")[1:] == [WHY, "The state put up a sign."]


def test_staff_are_told_who_reads_it_and_in_which_language(officer):
    for words, values in {
        "on an English page. Write it in English.": {"receipt_hash": "r"},
        "on a Spanish page. Write it in Spanish.": {"receipt_hash": "s", "language": "es"},
        "came without a receipt": {},
    }.items():
        assert words in officer.get(path(make_concern(**values))).text("#decline-form")


def test_what_came_without_a_receipt_is_declined_for_the_record(officer):
    concern = make_concern()

    assert decline(officer, concern).status == 303

    assert reload(concern).state_reason == WHY
    assert all_of(Message) == []
    assert WHY in officer.get(path(concern)).text("#concern > header")


def test_what_was_taken_back_is_not_declined(officer):
    concern = make_sent_concern(state=ConcernState.WITHDRAWN)

    assert not officer.get(path(concern)).has("#decline-form")
    assert decline(officer, concern).status == 422
    assert (reload(concern).state, audited()) == (ConcernState.WITHDRAWN, [])


def below(main, number, **values):
    return make_merged(main, receipt_hash=f"below {number}", kind=Kind.QUESTION, **values)


def test_all_who_say_the_same_are_told_why_each_once_under_their_own_receipt(officer):
    main, key = make_concern(receipt_hash="main"), new_form_key()
    told = make_merged(main, receipt_hash=hash_code(CODE), kind=Kind.QUESTION)
    asked_for_mail = below(main, 1, wants_answer=True, contact=ANN)
    silent = make_merged(main)
    page = officer.get(path(main))
    assert "It also goes to 2 who say the same." in page.text("#decline-form")

    for _tap in range(2):
        assert decline(officer, main, form_key=key).status == 303

    messages = {each.concern_id: each.body for each in all_of(Message)}
    assert messages == {each.id: WHY for each in (main, told, asked_for_mail)}
    assert len(all_of(Message)) == 3
    assert one_mail().concern_id == asked_for_mail.id
    assert officer.get(f"/receipts/{CODE}").text(".card .answer") == WHY
    assert reload(main).state is ConcernState.DECLINED
    for each in (told, asked_for_mail, silent):
        each = reload(each)
        assert (each.main, each.waits) == (main, False)
    by = officer.member.id
    assert audited() == [
        (AuditAction.STATUS_CHANGED, by, main.id, {"state": ["received", "declined"]}),
        *(
            (AuditAction.ANSWER_SENT, by, each.id, {"state": ["merged", "merged"]})
            for each in (told, asked_for_mail)
        ),
    ]


def test_who_says_the_same_in_another_language_is_told_why_in_it(officer):
    main = make_concern(receipt_hash="main")
    spanish = below(main, 1, language=Language.SPANISH)
    english = below(main, 2)
    page = decline(officer, main)
    assert page.status == 422
    assert "Somebody who says the same reads this language." in page.text("#why_other-error")
    assert all_of(Message) == []

    assert decline(officer, main, why_other="Esa calle es del estado.").status == 303

    messages = {each.concern_id: each.body for each in all_of(Message)}
    assert messages == {main.id: WHY, english.id: WHY, spanish.id: "Esa calle es del estado."}


def test_the_main_one_without_a_receipt_lets_the_others_hear_why(officer):
    main = make_concern()
    other = below(main, 1)

    decline(officer, main)

    assert one_of(Message).concern_id == other.id
