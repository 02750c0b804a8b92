"""Facts about a topic, kept for the briefing by whoever knows them."""

from coffeecop.models import AuditAction
from tests.factories import make_agency, make_event, make_topic
from tests.stored import audited, reload

FACTS = "Call 311 about lights.\n\nRepairs take ten days."


def write(visitor, topic, body, *, version=None, query=""):
    path = f"/staff/topics/{topic.id}"
    if version is None:
        version = visitor.get(path).value("#note-form [name=version]")
    return visitor.post(f"{path}/note{query}", version=version, body=body)


def test_an_officer_writes_facts_that_stay_with_who_and_when(officer, topic):
    version = reload(officer.member.agency).topic_list_version

    for _ in range(2):
        assert write(officer, topic, FACTS.replace("\n", "\r\n")).status == 303

    written = reload(topic)
    assert (written.note, written.note_changed_by_id) == (FACTS, officer.member.id)
    page = officer.get(f"/staff/topics/{topic.id}")
    assert page.value("#body") == FACTS
    assert "Changed by Sgt. Sample on" in page.text("#note-form")
    changed = (AuditAction.TOPIC_NOTE_CHANGED, officer.member.id, topic.id, None)
    assert audited() == [changed]
    assert reload(officer.member.agency).topic_list_version == version, "no concern is read again"


def test_facts_can_be_changed_and_taken_away_and_a_colleague_is_shown_them_meanwhile(officer):
    topic = make_topic()
    write(officer, topic, FACTS)

    write(officer, topic, "Call 311.")
    assert reload(topic).note == "Call 311."
    assert write(officer, topic, "Mine.", version="").text("#note-form q") == "Call 311."

    write(officer, topic, "  ")
    assert reload(topic).note is None


def test_who_came_from_a_briefing_of_the_department_goes_back_to_it(officer):
    topic, event = make_topic(), make_event()

    answer = write(officer, topic, FACTS, query=f"?event={event.id}")

    assert answer.location == f"/staff/events/{event.id}/briefing"
    elsewhere = make_event(agency=make_agency())
    assert officer.get(f"/staff/topics/{topic.id}?event={elsewhere.id}").status == 404
