"""Triage by keyboard alone; `python -m benchmarks.triage` does the same with 500."""

from coffeecop.models import Concern, ConcernState, Matter, Message
from tests.journeys.fixtures import DESK
from tests.journeys.keyboard_triage import WORDS, Triage, fill
from tests.stored import all_of, one_of


def test_25_concerns_are_triaged_by_keyboard_alone(open_page, sign_in_on, app):
    fill(25)
    desk = open_page(screen=DESK)
    sign_in_on(desk)
    triage = Triage(desk)

    triage.run()

    concerns = all_of(Concern)
    by_what = {
        what: [each for each in concerns if each.body.startswith(what)]
        for what in ("spam", "talk", "answer")
    }
    assert all(each.is_hidden for each in by_what["spam"])
    assert {each.state for each in by_what["talk"]} == {ConcernState.TALKED_ABOUT}
    answers = [(each.id, WORDS[each.language]) for each in by_what["answer"]]
    assert sorted((each.concern_id, each.body) for each in all_of(Message)) == answers
    assert {each.state for each in by_what["answer"]} == {ConcernState.ANSWERED}
    members = [each.concern_id for each in one_of(Matter).concern_rows if each.belongs]
    assert sorted(members) == [each.id for each in by_what["answer"]]
    assert triage.undone == {"hide", "talk"}
    assert triage.clicks == 0
    # Each step but the answer is taken twice here.
    assert sum(triage.keys.values()) <= 6 * len(concerns)
