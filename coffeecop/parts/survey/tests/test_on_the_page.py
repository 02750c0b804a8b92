"""Once an event is over its page asks how it was, unless the department has that off."""

from coffeecop.models import MatterState, SurveyAnswer
from coffeecop.parts.survey.part import PART
from tests.factories import make_answers, make_matter, make_past_event, save
from tests.stored import all_of


def test_it_comes_after_what_came_of_it_of_which_fewer_are_in_sight(plain_visitor):
    event = make_past_event()
    for _number in range(3):
        make_matter(event=event, said=MatterState.DONE, is_public=True)

    page = plain_visitor.get(f"/events/{event.slug}")

    order = ['id="came-of-it"', 'id="survey-form"', "concerns/new"]
    assert sorted(order, key=page.body.index) == order
    assert len(page.select("#came-of-it details li")) == 1
    assert page.has(".button-secondary[href$='concerns/new']")


def test_off_is_off_for_residents_and_staff_and_on_again_shows_what_was_answered(
    visitor, plain_officer
):
    event = make_past_event()
    make_answers(event, [5] * 6)
    path = f"/events/{event.slug}"

    def found():
        return [
            visitor.get(path).has("#survey"),
            visitor.get(f"{path}/survey").status == 200,
            visitor.post(f"{path}/survey", heard="5").status == 303,
            visitor.post(f"{path}/survey/taps", heard="5").status == 200,
            visitor.get(f"{path}/survey/thanks").status == 200,
            plain_officer.get(f"/staff/events/{event.id}").has("#survey-results"),
        ]

    save(event.agency, parts_off=[PART.name])
    assert found() == [False] * 6
    assert len(all_of(SurveyAnswer)) == 6

    save(event.agency, parts_off=[])
    assert found() == [True] * 6
