"""What the record says of concerns, and what their columns say."""

from collections import Counter

from coffeecop.models import ConcernState as S
from coffeecop.models.concern.parts import WAITING_STATES
from coffeecop.parts.public_record.models import RecordState
from coffeecop.parts.public_record.states import states_of, unrecorded

RECORDED_AS = {
    S.TALKED_ABOUT: RecordState.TALKED_ABOUT,
    S.ANSWERED: RecordState.ANSWERED,
    S.PASSED_ON: RecordState.PASSED_ON,
    S.DECLINED: RecordState.DECLINED,
}


def record_says(concerns):
    assert unrecorded(99) == []
    recorded = {row.id: row.recorded for row in states_of([each.id for each in concerns])}
    for each in concerns:
        assert recorded.get(each.id) in (None, expected_record(each)), each.id
        assert each.is_complaint or each.id in recorded


def expected_record(concern):
    if concern.state is S.WITHDRAWN:
        return RecordState.TAKEN_BACK
    if concern.state is S.HIDDEN:
        return RecordState.HIDDEN
    if concern.is_held or (concern.asked_at and concern.state in WAITING_STATES):
        return RecordState.WAITING
    if concern.is_complaint:
        is_untouched = concern.state in WAITING_STATES
        return RecordState.WAITING if is_untouched else RecordState.PASSED_ON
    if concern.state is S.CLOSED and concern.asked_at:
        return RecordState.CLOSED
    return RECORDED_AS.get(concern.state, RecordState.NOTED)


def page_says(reader, event, in_states, where):
    """Compare its page with how many are in each state, and where those are that asked."""
    counts = reader.get(f"/events/{event.slug}/record.json").response.get_json()["counts"]
    words = reader.get(f"/events/{event.slug}/record").words
    assert all(str(number) in words for number in counts.values() if number)
    record = Counter({name: number for name, number in counts.items() if number})
    told = {state: record[state.value] for state in RECORDED_AS}
    assert told == {state: in_states[state] for state in RECORDED_AS}
    assert (record["waiting"], record["closed"]) == (where[None], where[S.CLOSED])
    assert record["received"] == in_states.total() + record["taken_back"]


READERS = [record_says]
READERS_OF_PAGES = [page_says]
