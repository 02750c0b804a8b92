"""What the engine is unsure of is asked as groups; what it is very sure of counts as it is."""

from coffeecop.models import AssignedBy
from tests.factories import make_agency, make_concern, make_concerns, make_event, make_flag, suggest
from tests.staff.concerns.form_filling import path, said
from tests.stored import reload, topic_assignments

CONFIRM = "/staff/concerns/confirm"


def legends(page):
    return page.texts(".group legend")


def unsure(topic, number, *, event=None, probability=0.5):
    concerns = make_concerns(number, event=event or make_event())
    return [suggest(concern, topic, probability) for concern in concerns]


def test_the_largest_group_comes_first_with_its_texts(officer, roads, noise):
    event = make_event()
    unsure(noise, 1, event=event)
    first, *_rest = unsure(roads, 3, event=event, probability=0.6)
    suggest(first, noise, 0.4)

    page = officer.get(CONFIRM)

    assert legends(page) == [
        "These 3 look like Roads. All right?",
        "1 looks like Noise. All right?",
    ]
    assert len(page.select(".group .clamped")) == 4
    assert [each["data-key"] for each in page.select(".group button")] == ["1", "2"]


def test_one_tap_gives_the_topic_to_those_that_stay_ticked(officer, roads):
    kept, taken_out = unsure(roads, 2)

    answer = officer.post(f"{CONFIRM}/{roads.id}", like=[kept.id])

    assert said(officer, answer) == "1 concern is about Roads now."
    assert set(topic_assignments(kept)) == {roads.id}
    assert reload(kept).topics_are_checked
    assert legends(officer.get(CONFIRM)) == ["1 looks like Roads. All right?"]
    assert not reload(taken_out).topics_are_checked


def test_what_the_engine_is_very_sure_of_or_has_no_guess_for_is_not_asked(officer, roads):
    (sure,) = unsure(roads, 1, probability=0.95)
    make_concern(event=sure.event)

    page = officer.get(CONFIRM)

    assert "Nothing to confirm" in page.text("main")


def test_what_a_colleague_sorted_or_has_an_open_flag_stays_as_it_is(officer, roads, noise):
    sorted_since, flagged = unsure(roads, 2)
    said(officer, officer.post(path(sorted_since, "/topics"), shown="", topics=[noise.id]))
    make_flag(concern=flagged)

    answer = officer.post(f"{CONFIRM}/{roads.id}", like=[sorted_since.id, flagged.id])

    assert said(officer, answer) == "Nothing was changed. Tick at least one."
    assert topic_assignments(sorted_since) == {noise.id: AssignedBy.STAFF}
    assert not reload(flagged).topics_are_checked


def test_only_the_texts_of_the_own_department_and_of_no_complaint_are_asked(officer, roads):
    suggest(make_concern(is_complaint=True), roads, 0.5)
    unsure(roads, 2, event=make_event(agency=make_agency()))

    assert legends(officer.get(CONFIRM)) == []
