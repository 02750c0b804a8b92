"""Cards that were made before their line could be ticked have ticked it since."""

import pytest

from tests.old_rows import MOMENT, add, add_department, add_event, app_at, move_to, rows_of

pytestmark = [pytest.mark.both_databases, pytest.mark.slow]


def make_cards(event_id, *, by=1):
    for number in (1, 2):
        hashes = {"key_hash": f"k{event_id}{number}", "receipt_hash": f"r{event_id}{number}"}
        add("paper_cards", event_id=event_id, number=number, language="en", **hashes)
    subject = {"subject_table": "events", "subject_id": event_id}
    for staff_id in (by, None):
        add("audit_entries", action="cards_printed", agency_id=1, staff_id=staff_id, **subject)


def test_lines_are_ticked_by_who_made_cards_first(environ, new_database):
    with app_at("1.1", environ, new_database):
        add_department()
        item_id = add("checklist_items", step="cards")
        add("checklist_items", step="poster")
        without_cards, of_nobody, ticked = add_event(), add_event(), add_event()
        make_cards(1)
        make_cards(of_nobody, by=None)
        make_cards(ticked)
        make_ticked = {"event_id": ticked, "item_id": item_id, "ticked_by_id": 1}
        add("checklist_ticks", **make_ticked, ticked_at=MOMENT.replace(day=9))

        move_to("head")

        ticks = {tick.event_id: tick for tick in rows_of("checklist_ticks")}
        assert ticks.keys() == {1, ticked}
        assert without_cards not in ticks
        assert (ticks[1].item_id, ticks[1].ticked_by_id) == (item_id, 1)
        assert [ticks[each].ticked_at.day for each in ticks] == [MOMENT.day, 9]
