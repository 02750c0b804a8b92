"""A matter is started by a name: from a concern, picks, a topic, a place, a line or nothing."""

import pytest

from coffeecop.models import AuditAction, EventLine, Matter, MatterState
from coffeecop.models.matters.queries import sizes_of
from coffeecop.web.forms import new_form_key
from tests.factories import (
    make_agency,
    make_concern,
    make_concerns,
    make_event,
    make_matter,
    make_mention,
    make_past_event,
    make_staff,
    make_topic,
    save,
)
from tests.staff.form_filling import arrive, as_shown, whole
from tests.stored import all_of, audited, one_of

PATH = "/staff/matters"
WORDS = "The man in number 12 sells drugs."
NAME = "The corner house"


def start(visitor, query="", **changes):
    page = whole(visitor, f"{PATH}/new{query}")
    return visitor.post(PATH, **{**as_shown(page), "name": NAME, **changes})


def members():
    return {each.concern_id for each in one_of(Matter).concern_rows if each.belongs}


def test_one_concern_starts_one_without_a_word_of_the_resident(officer):
    topic = make_topic(name_en="Drugs and known houses")
    concern = make_concern(event=make_event(), topics=[topic], body=WORDS)
    link = whole(officer, f"/staff/concerns/{concern.id}").one(".row-of-four [href*=matters]")

    page = whole(officer, link["href"])
    assert WORDS not in page.text("#matter-form")
    assert page.value("#name") == "Drugs and known houses"
    answer = officer.post(PATH, **as_shown(page))

    matter = one_of(Matter)
    assert answer.location == f"{PATH}/{matter.id}?did=started"
    assert (matter.state, matter.event_id) == (MatterState.HEARD, concern.event_id)
    assert matter.venue == concern.event.venue
    assert (matter.topic_id, members()) == (topic.id, {concern.id})
    assert AuditAction.MATTER_STARTED in {each[0] for each in audited()}
    assert "It belongs already to: Drugs and known" in whole(officer, link["href"]).words


def test_it_is_started_once_and_taken_back_by_one_tap(officer):
    key = new_form_key()
    sent, again = (officer.post(PATH, name=NAME, form_key=key) for _tap in range(2))
    assert sent.location == again.location

    page = arrive(officer, sent)
    assert "Started." in page.text("[role=status]")
    officer.post(f"{sent.location.partition('?')[0]}/removal", **as_shown(page, "#undo-form"))

    assert all_of(Matter) == []


def test_picks_start_one_of_the_event_that_all_are_of(officer):
    event = make_event()
    picked = make_concerns(2, event=event)

    start(officer, f"?concerns={picked[1].id}-{picked[0].id}")

    assert (members(), one_of(Matter).event_id) == ({each.id for each in picked}, event.id)


def test_picks_are_named_then_answered_and_the_name_is_taken_back_there(officer):
    page = whole(officer, f"{PATH}/new?concerns={make_concern().id}&open=answer")
    assert page.has("#name[autofocus]")
    nameless = officer.post(PATH, **{**as_shown(page), "name": ""})
    assert not nameless.has("[autofocus]")

    page = arrive(officer, officer.post(PATH, **{**as_shown(nameless), "name": NAME}))

    assert page.text("h1") == "Answer"
    assert page.has("#said_en[autofocus]")
    own = f"{PATH}/{one_of(Matter).id}"
    assert not whole(officer, f"{own}?open=answer").has("[autofocus]")
    officer.post(f"{own}/removal", **as_shown(page, "#undo-form"))
    assert all_of(Matter) == []


@pytest.mark.both_databases
@pytest.mark.parametrize("by", ["topic", "place"])
def test_who_names_a_topic_or_a_place_at_an_event_belongs_to_what_it_starts(officer, by):
    event, topic = make_past_event(), make_topic(name_en="Lights")
    named = make_concerns(2, event=event, topics=[topic])
    other = make_concern(event=event)
    elsewhere = make_concern(event=make_event(), topics=[topic])
    complaint = make_concern(event=event, topics=[topic], is_complaint=True)
    for each in (*named, elsewhere, complaint):
        make_mention(each, "maple court")
    value = {"topic": topic.id, "place": "maple court"}[by]

    start(officer, f"?event={event.id}&{by}={value}")

    assert members() == {each.id for each in named}
    assert not {other.id, elsewhere.id, complaint.id} & members()
    assert one_of(Matter).place == {"topic": None, "place": "Maple Court"}[by]


def test_an_officers_line_stands_above_the_name_with_what_was_named_so_far(officer):
    event, colleague = make_past_event(), make_staff()
    make_matter(event=event, name="Lights")
    make_matter(make_concern(event=event), name="Dogs")
    make_matter(event=make_event(), name="Elsewhere")
    save(EventLine(event_id=event.id, staff_id=colleague.id, body="People want a light."))

    page = whole(officer, f"{PATH}/new?event={event.id}&line={colleague.id}")
    assert page.text("blockquote") == "People want a light."
    assert page.value("#name") == ""
    assert page.texts("#named-before a") == ["Dogs", "Lights"]
    officer.post(PATH, **{**as_shown(page), "name": NAME})

    assert one_of(Matter, name=NAME).event_id == event.id


def test_what_a_person_may_not_read_starts_nothing(officer):
    other = make_event(agency=make_agency())
    ids = [make_concern(is_complaint=True).id, make_concern(event=other).id, 99]
    query = f"?concerns={'-'.join(map(str, ids))}&event={other.id}&topic=0&line=x&place=%27"

    start(officer, query)

    assert members() == set()
    assert one_of(Matter).event_id is None


def test_a_concern_is_added_by_one_tap_and_a_no_is_kept(officer):
    mine, no, complaint = make_concern(), make_concern(), make_concern(is_complaint=True)
    matter = make_matter()
    own = f"{PATH}/{matter.id}"

    added = officer.post(f"{own}/concerns", add=f"{mine.id}-{complaint.id}")
    page = arrive(officer, added)
    assert "It belongs here." in page.text("[role=status]")
    assert members() == {mine.id}
    taken = officer.post(f"{own}/concerns", **as_shown(page, "#undo-form"))
    assert members() == set()
    assert "does not belong here any more" in arrive(officer, taken).text("[role=status]")
    refused = officer.post(f"{own}/concerns", no=no.id)

    assert "You won't be asked about it again" in arrive(officer, refused).text("[role=status]")
    rows = one_of(Matter).concern_rows
    assert {each.concern_id: each.belongs for each in rows} == {mine.id: False, no.id: False}


def test_one_of_two_quotes_can_be_the_first(officer):
    first, second = make_concern(body="Too dark."), make_concern(body="No light.")
    own = f"{PATH}/{make_matter(first, second).id}"
    assert whole(officer, own).texts("q") == ["No light.", "Too dark."]

    officer.post(f"{own}/concerns", **as_shown(whole(officer, own), "#quote-form"))

    assert whole(officer, own).texts("q") == ["Too dark.", "No light."]


def test_two_that_are_the_same_become_one_if_nothing_was_said_about_the_other(officer):
    concern = make_concern()
    matter, same = make_matter(name="Lights"), make_matter(concern, name="The dark corner")
    make_matter(name="Bikes", said=MatterState.DONE)
    own = f"{PATH}/{matter.id}"
    page = whole(officer, f"{own}?open=change")
    assert page.texts("#other option") == ["The dark corner"]
    refused = officer.post(f"{own}/combination", other=same.id)
    assert "Say that you are sure." in refused.text("#sure-error")

    officer.post(f"{own}/combination", other=same.id, sure="y")

    assert [each.name for each in all_of(Matter)] == ["Lights", "Bikes"]
    assert sizes_of([matter.id]) == {matter.id: 1}
