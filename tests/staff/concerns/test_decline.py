"""Cannot do, and why: an answer that the resident reads."""

from coffeecop.models import AuditAction, ConcernState, Kind, MailKind, Message
from coffeecop.web.forms import new_form_key
from tests.public.concerns.sent_concern import CODE, make_sent_concern
from tests.staff.concerns.form_filling import path, said
from tests.stored import audited, mails, one_mail, one_of, reload

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
