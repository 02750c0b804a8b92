"""Signing off what the department did, and taking it down again."""

import pytest

from coffeecop.db import db
from coffeecop.models import AuditAction, EventStatus, Language, MailKind
from tests.factories import make_concern, make_event, make_past_event, make_rsvp
from tests.staff.form_filling import arrive
from tests.stored import audit_entries, audited, mails, reload

TEXTS = {"we_did_en": "A stop sign.\n\nMore patrols.", "we_did_es": "Un alto.\n\nMás patrullas."}


@pytest.fixture
def written(app):
    return make_past_event(**TEXTS, we_did_published_at=None)


def publish(visitor, event):
    path = f"/staff/events/{event.id}/we-did/publication"
    return visitor.post(path, version=visitor.get(path).value("[name=version]"))


def take_down(visitor, event):
    return visitor.post(f"/staff/events/{event.id}/we-did/withdrawal")


def test_residents_read_it_from_the_moment_when_a_person_has_signed_it_off(organizer, written):
    pages = ("/", f"/events/{written.slug}", "/events.atom", f"/es/events/{written.slug}")
    here = make_event(venue=written.venue)
    pages += (f"/events/{here.slug}", f"/staff/events/{here.id}/poster")

    def telling():
        found = [organizer.get(page, **{"HX-Request": "false"}).body for page in pages]
        return ["A stop sign." in body or "Un alto." in body for body in found]

    assert telling() == [False] * 6
    shown = organizer.get(f"/staff/events/{written.id}/we-did/publication")
    assert shown.texts("section p") == [
        "A stop sign.",
        "More patrols.",
        "Un alto.",
        "Más patrullas.",
    ]

    answer = publish(organizer, written)

    assert "Published. Residents read it now." in arrive(organizer, answer).words
    assert telling() == [True] * 6
    by = organizer.member.id
    assert reload(written).we_did_published_by_id == by
    assert audited() == [(AuditAction.WE_DID_PUBLISHED, by, written.id, None)]

    take_down(organizer, written)

    assert telling() == [False] * 6
    assert audited()[-1] == (AuditAction.WE_DID_WITHDRAWN, by, written.id, None)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ({"we_did_en": None, "we_did_es": None}, "it needs a text"),
        ({"status": EventStatus.CANCELLED}, "once the event is over"),
        ({"starts_at": None}, "once the event is over"),
    ],
)
def test_only_what_is_over_and_written_is_published(organizer, event, why):
    make = make_event if "starts_at" in event else make_past_event
    event = make(**{**TEXTS, "we_did_published_at": None, **event})

    page = organizer.post(f"/staff/events/{event.id}/we-did/publication")

    assert page.status == 422
    assert why in page.text("[role=alert]")
    assert not reload(event).we_did_is_published


def test_a_text_that_a_colleague_changed_is_read_again_before_it_is_published(organizer, written):
    path = f"/staff/events/{written.id}/we-did/publication"
    version = organizer.get(path).value("[name=version]")
    written.we_did_en = "Two stop signs."
    db.session.commit()

    page = organizer.post(path, version=version)

    assert "Read the text again." in page.text("[role=alert]")
    assert "Two stop signs." in page.words
    assert not reload(written).we_did_is_published


def test_what_residents_read_keeps_one_language_at_least(organizer, written):
    publish(organizer, written)
    path = f"/staff/events/{written.id}/we-did"
    version = organizer.get(path).value("[name=version]")

    page = organizer.post(path, version=version, we_did_en="", we_did_es="")
    assert page.status == 422
    assert "needs a text" in page.text("[role=alert]")
    organizer.post(path, version=version, we_did_en="", we_did_es="Un alto.")

    page = organizer.get(f"/events/{written.slug}")
    assert page.texts("#came-of-it p") == ["Un alto.", "Only in Spanish for now."]
    assert page.one("#came-of-it li p")["lang"] == "es"


def test_mail_goes_once_to_each_address_that_asked_in_its_language(organizer, written):
    asked = {"email": "ann@example.org", "wants_news": True}
    make_rsvp(event=written, contact=asked)
    concern = make_concern(
        event=written, contact={**asked, "email": "Ann@example.org"}, body="Secret words."
    )
    hers = make_concern(
        event=written,
        contact={**asked, "email": "eva@example.org"},
        language=Language.SPANISH,
        receipt_hash="r",
        wants_answer=True,
    )
    make_rsvp(event=written, contact={"email": "bob@example.org"})
    stopped = make_rsvp(event=written, contact={**asked, "email": "d@example.org"})
    stopped.unsubscribed_at = written.ends_at
    make_concern(event=written, contact={**asked, "email": "c@example.org"}, is_complaint=True)
    make_rsvp(event=make_past_event(), contact={**asked, "email": "other@example.org"})

    assert "It goes by mail to 2." in arrive(organizer, publish(organizer, written)).words
    ann, eva = sorted(mails(), key=lambda mail: mail.recipient.lower())
    assert (ann.kind, ann.recipient) == (MailKind.NEWS, "ann@example.org")
    assert ann.rsvp_id
    assert "A stop sign.\n\nMore patrols." in ann.body
    assert "Un alto.\n\nMás patrullas." in eva.body
    assert all("unsubscribe" in mail.unsubscribe_url for mail in (ann, eva))
    assert "Secret" not in ann.body + eva.body
    assert "example.org" not in ann.body + eva.body

    take_down(organizer, written)
    assert mails() == []
    publish(organizer, written)
    # News that waits keeps no answer from being told.
    organizer.post(f"/staff/concerns/{hers.id}/messages", body="Ya está arreglado.")
    assert {mail.kind for mail in mails()} == {MailKind.NEWS, MailKind.ANSWER}
    for mail in mails():
        mail.mark_sent()
    db.session.commit()
    take_down(organizer, written)
    publish(organizer, written)
    assert len(mails(kind=MailKind.NEWS)) == 2
    assert reload(concern).unsubscribed_at is None


def test_an_organizer_writes_what_the_department_did_and_nobody_reads_it_yet(organizer, event):
    own = f"/staff/events/{event.id}"
    assert "nothing ever comes back" in organizer.get(own).text("#we-did")
    form = organizer.get(f"{own}/we-did")
    texts = {"we_did_en": " A stop sign.\r\n\r\nMore patrols. ", "we_did_es": ""}
    texts["version"] = form.value("[name=version]")

    # The same text by two is recorded once.
    for _time in range(2):
        answer = organizer.post(f"{own}/we-did", **texts)

    assert (answer.status, answer.location) == (303, f"{own}/we-did/publication")
    assert "You can add Spanish later." in organizer.get(answer.location).words
    assert (reload(event).we_did_en, event.we_did_es) == ("A stop sign.\n\nMore patrols.", None)
    assert not event.we_did_is_published
    assert [entry.facts for entry in audit_entries()] == [{"we_did": None}]
    page = organizer.get(f"{own}/we-did")
    assert page.value("#we_did_en") == "A stop sign.\n\nMore patrols."
    page = organizer.get(own)
    told = ["A stop sign. More patrols.", "Not published: residents do not read it yet."]
    assert page.texts("#we-did p") == told
    assert page.has(f"#we-did [href='{own}/we-did']")
    assert not organizer.get(f"/staff/events/{make_event().id}").has("#we-did")
