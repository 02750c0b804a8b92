"""The list of matters, of a department and of an event, and the mail to its guests."""

import pytest

from coffeecop.db import db
from coffeecop.models import Language, MailKind, Matter, MatterState
from tests.factories import (
    make_concern,
    make_concerns,
    make_event,
    make_matter,
    make_past_event,
    make_rsvp,
)
from tests.staff.form_filling import arrive, as_shown, whole
from tests.stored import mails, one_of

PATH = "/staff/matters"


def names(page):
    return page.texts(".matters b")


def test_there_are_tabs_only_where_there_is_something(officer):
    assert "Several people say the same? Give it a name." in officer.get(PATH).words
    make_matter(name="Heard")
    make_matter(name="Kept", said=MatterState.DONE)

    page = officer.get(PATH)

    assert page.texts(".views a") == ["Heard 1", "Said 1"]
    assert names(page) == ["Heard"]
    assert names(officer.get(f"{PATH}?view=said")) == ["Kept"]
    assert names(officer.get(f"{PATH}?view=nothing")) == ["Heard"]


def test_what_is_late_stands_first_and_what_most_say(officer):
    make_matter(name="Later", said=MatterState.DOING, due_in=9)
    make_matter(name="Late", said=MatterState.DOING, due_in=-3)
    make_matter(make_concern(), name="One")
    make_matter(*make_concerns(2), name="Two")

    page = officer.get(f"{PATH}?view=doing")
    assert names(page) == ["Late", "Later"]
    assert "Overdue since" in page.texts(".matters li")[0]
    page = officer.get(f"{PATH}?view=heard")
    assert names(page) == ["Two", "One"]
    assert "2 people" in page.texts(".matters li")[0]


@pytest.mark.both_databases
def test_words_of_it_are_found_without_case_and_accents(officer):
    make_matter(name="El cruce de la calle Nueve", also="The dark corner")
    make_matter(name="Bikes", asked_en="They are fast.", said=MatterState.ANSWERED)

    def found(words):
        return names(officer.get(f"{PATH}?q={words}"))

    assert found("CORNER calle") == ["El cruce de la calle Nueve"]
    assert found("put up a light") == found("púso LUZ") == found("fast") == ["Bikes"]
    assert found("zebra") == []


def test_an_event_has_its_matters_with_their_words_and_another_by_one_line(organizer):
    event = make_past_event()
    make_matter(make_concern(event=event), name="Lights", said=MatterState.ANSWERED)
    make_matter(name="Elsewhere", event=make_event())
    page = whole(organizer, f"{PATH}?event={event.id}")
    assert names(page) == ["Lights"]
    assert "The city put up a light." in page.words

    fields = {**as_shown(page, "#another-form"), "name": "Bikes"}
    organizer.post(PATH, **fields)

    assert one_of(Matter, name="Bikes").event_id == event.id
    assert {*names(whole(organizer, f"{PATH}?event={event.id}"))} == {"Lights", "Bikes"}


def test_guests_who_left_an_address_are_told_once_each_in_their_language(organizer):
    event = make_past_event()
    asked = {"email": "ann@example.org", "wants_news": True}
    make_rsvp(event=event, contact=asked)
    eva = {**asked, "email": "eva@example.org"}
    make_concern(event=event, contact={**asked, "email": "Ann@example.org"}, body="Secret words.")
    make_concern(event=event, contact=eva, language=Language.SPANISH)
    make_rsvp(event=event, contact={"email": "bob@example.org"})
    make_concern(event=event, contact={**asked, "email": "c@example.org"}, is_complaint=True)
    make_rsvp(event=make_past_event(), contact={**asked, "email": "other@example.org"})
    path = f"{PATH}?event={event.id}"
    assert not whole(organizer, path).has("#news-form")
    matter = make_matter(said=MatterState.DONE, is_public=True, event=event)

    assert whole(organizer, path).text("#news-form") == "Tell the 2 guests who left an address"
    answers = [organizer.post(f"{PATH}/news/{event.id}") for _tap in range(2)]

    assert "It goes by mail to 2." in arrive(organizer, answers[0]).words
    ann, eva = sorted(mails(), key=lambda mail: mail.recipient.lower())
    assert (ann.kind, ann.recipient) == (MailKind.NEWS, "ann@example.org")
    assert ann.rsvp_id
    assert "You said: A dark crosswalk." in ann.body
    assert "The city put up a light." in ann.body
    assert "La ciudad puso una luz." in eva.body
    assert "Secret" not in ann.body + eva.body
    assert not whole(organizer, path).has("#news-form")
    # What waits is not told any more, once it is taken down.
    organizer.post(f"/staff/matters/{matter.id}/publication", publish=0)
    assert mails() == []
    organizer.post(f"/staff/matters/{matter.id}/publication", publish=1)
    organizer.post(f"{PATH}/news/{event.id}")
    for mail in mails():
        mail.mark_sent()
    db.session.commit()
    organizer.post(f"{PATH}/news/{event.id}")
    assert len(mails(kind=MailKind.NEWS)) == 2
