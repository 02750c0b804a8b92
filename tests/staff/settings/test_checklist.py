"""The department's checklist: its words, its days, its lines."""

import pytest

from coffeecop.db import db
from coffeecop.models import AuditAction, ChecklistItem, ChecklistTick, Language, Role
from coffeecop.models.checklist import ChecklistStep as Step
from coffeecop.staff.settings.checklist import forms
from tests.factories import make_agency, make_checklist, make_event, make_staff, save, sign_in
from tests.stored import all_of, audited

PATH = "/staff/settings/checklist"


@pytest.fixture
def items(app):
    return make_checklist()


def typed(page):
    """Return what a browser would send of the form as it was opened."""
    form, fields = page.one("#checklist-form"), {}
    for field in form.select("input[name]:not([name=csrf_token]), select[name]"):
        if field.name == "select":
            fields[field["name"]] = field.select_one("[selected]")["value"]
        elif field.get("type") != "checkbox" or field.has_attr("checked"):
            fields[field["name"]] = field.get("value", "")
    return fields


def row(page, item):
    """Return the beginning of the names of an item's fields."""
    return page.one(f"input[name$=item_id][value='{item.id}']")["name"].removesuffix("item_id")


def change(visitor, item=None, *, without=(), added=None, **changes):
    """Open the form, change fields of one item, and send it."""
    page = visitor.get(PATH)
    fields = typed(page)
    prefix = item and row(page, item)
    fields |= {f"{prefix}{name}": value for name, value in changes.items()}
    fields |= {f"added-{name}": value for name, value in (added or {}).items()}
    for name in without:
        del fields[f"{prefix}{name}"]
    return visitor.post(PATH, **fields)


def stored(item):
    (found,) = all_of(ChecklistItem, id=item.id)
    return found


def test_each_line_is_there_with_its_words_and_days(plain_organizer, items):
    page = plain_organizer.get(PATH)

    assert page.texts("#checklist-form summary") == [
        "Agree on the venue, 28 days before",
        "Name the host, 21 days before",
        "Put the poster up, 14 days before",
        "Post it online, 10 days before",
        "Print the concern cards, 3 days before",
        "Brief the roll call, 1 day before",
        "Say about how many came, 1 day after",
        "Answer those who asked, 7 days after",
        "Write what came of it, 14 days after",
    ]


@pytest.mark.parametrize("role", Role)
def test_organizers_and_administrators_change_it(visitor, items, role):
    sign_in(visitor, role)

    assert (visitor.get(PATH).status == 200) is (role in (Role.ADMIN, Role.ORGANIZER))


def test_days_and_words_are_changed_and_audited(organizer, items):
    answer = change(organizer, items[Step.POSTER], days="21", label="Hang the poster")

    assert (answer.status, answer.location) == (303, PATH)
    poster = stored(items[Step.POSTER])
    assert (poster.days_before, poster.label) == (21, "Hang the poster")
    member = organizer.member
    assert audited() == [
        (
            AuditAction.CHECKLIST_CHANGED,
            member.id,
            member.agency_id,
            "step_poster: usual_words -> Hang the poster; step_poster: days_before 14 -> 21",
        )
    ]
    assert "Hang the poster, 21 days before" in organizer.follow(answer).words


def test_a_line_is_moved_behind_the_event(organizer, items):
    change(organizer, items[Step.ONLINE], days="2", when="after")

    assert stored(items[Step.ONLINE]).days_before == -2


@pytest.mark.parametrize(("when", "words"), [("before", "on the day"), ("after", "on the day")])
def test_a_line_can_be_due_on_the_day_itself(organizer, items, when, words):
    answer = change(organizer, items[Step.ROLL_CALL], days="0", when=when)

    assert stored(items[Step.ROLL_CALL]).days_before == 0
    assert f"Brief the roll call, {words}" in organizer.follow(answer).words


def test_own_words_are_emptied_to_get_the_usual_ones_in_both_languages(visitor, items):
    items[Step.POSTER].label = "Hang the poster"
    db.session.commit()
    sign_in(visitor, Role.ORGANIZER, language=Language.SPANISH)

    answer = change(visitor, items[Step.POSTER], label=" ")

    assert stored(items[Step.POSTER]).label is None
    assert "Poner el cartel, 14 días antes" in visitor.follow(answer).words


def test_a_line_is_taken_off_the_list_and_brought_back_with_its_ticks(organizer, items):
    poster, event = items[Step.POSTER], make_event()
    ticked = {"event_id": event.id, "item_id": poster.id, "ticked_by_id": make_staff().id}
    save(ChecklistTick(**ticked))

    answer = change(organizer, poster, without=["is_on_list"])
    assert stored(poster).retired_at is not None
    assert "Off the list: Put the poster up" in organizer.follow(answer).words
    page = organizer.get(f"/staff/events/{event.id}/checklist")
    assert "poster" not in page.text(".checklist")

    change(organizer, poster, is_on_list="y")
    assert stored(poster).retired_at is None
    page = organizer.get(f"/staff/events/{event.id}/checklist")
    assert page.has("[aria-label='Untick: Put the poster up']")
    assert [entry[-1] for entry in audited()] == [
        "step_poster: is_off_list",
        "step_poster: is_on_list",
    ]


def test_a_line_of_the_departments_own_is_added(organizer, items):
    change(organizer, added={"label": " Thank the café ", "days": "2", "when": "after"})

    own = all_of(ChecklistItem)[-1]
    assert (own.step, own.label, own.days_before) == (None, "Thank the café", -2)
    assert [entry[-1] for entry in audited()] == ["is_added: Thank the café"]


def test_a_double_tap_adds_it_once(organizer, items):
    fields = {**typed(organizer.get(PATH)), "added-label": "Bring cookies"}

    for _tap in range(2):
        assert organizer.post(PATH, **fields).status == 303

    assert len(all_of(ChecklistItem, label="Bring cookies")) == len(audited()) == 1


def test_saving_without_a_change_leaves_no_entry(organizer, items):
    assert change(organizer).status == 303

    assert audited() == []


@pytest.mark.parametrize(
    ("step", "typed_in", "error"),
    [
        (Step.POSTER, {"days": "soon"}, "Write a number of days, such as 7."),
        (Step.POSTER, {"days": ""}, "Write a number of days, such as 7."),
        (Step.POSTER, {"days": "-3"}, "Write a number from 0 to 180."),
        (Step.POSTER, {"days": "181"}, "Write a number from 0 to 180."),
        (Step.POSTER, {"days": "61", "when": "after"}, "Write at most 60 days after the event."),
        (Step.POSTER, {"label": "x" * 121}, "Keep it under 120 letters."),
        (Step.COUNTED, {"when": "before"}, "This can only be done after the event."),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_typed_is_lost(
    organizer, items, step, typed_in, error
):
    own = save(ChecklistItem(agency_id=organizer.member.agency_id, label="Cookies", days_before=2))

    page = change(organizer, items[step], **typed_in, added={"label": "Thank the café"})

    assert page.status == 422
    prefix = row(page, items[step])
    name = list(typed_in)[0]
    assert page.text(f"[id='{prefix}{name}-error']").startswith(f"Error: {error}")
    assert page.has(f"details[open] [name='{prefix}{name}']")
    assert page.has(f".error-summary a[href='#{prefix}{name}']")
    sent = typed(page)
    assert {name: sent[f"{prefix}{name}"] for name in typed_in} == typed_in
    assert sent["added-label"] == "Thank the café"
    assert (stored(own).label, audited()) == ("Cookies", [])


def test_a_line_of_the_departments_own_needs_words(organizer, items):
    own = save(ChecklistItem(agency_id=organizer.member.agency_id, label="Cookies", days_before=2))

    page = change(organizer, own, label=" ")

    assert page.status == 422
    assert "take the line off the list" in page.text("[role=alert]")


def test_a_new_line_with_an_error_comes_back(organizer, items):
    page = change(organizer, added={"label": "Bring cookies", "days": "many"})

    assert page.status == 422
    assert page.has(".error-summary a[href='#added-days']")
    assert (page.value("#added-label"), page.value("#added-days")) == ("Bring cookies", "many")


def test_a_list_does_not_grow_without_end(organizer, items, monkeypatch):
    monkeypatch.setattr(forms, "MOST_LINES", 9)

    page = change(organizer, added={"label": "Bring cookies"})

    assert page.status == 422
    assert "The list is full." in page.text("[id='added-label-error']")


def test_what_a_colleague_changed_meanwhile_is_told_and_what_was_typed_is_kept(organizer, items):
    page = organizer.get(PATH)
    fields, poster = typed(page), row(page, items[Step.POSTER])
    change(organizer, items[Step.VENUE], days="40")

    page = organizer.post(PATH, **{**fields, f"{poster}days": "20"})

    assert page.status == 422
    assert "A colleague changed the checklist meanwhile." in page.text("[role=alert]")
    assert page.value(f"[name='{poster}days']") == "20"
    assert stored(items[Step.VENUE]).days_before == 40
    assert organizer.post(PATH, **typed(page)).status == 303
    assert stored(items[Step.POSTER]).days_before == 20


def test_lines_of_another_department_are_neither_shown_nor_changed(organizer, items):
    other = make_checklist(agency=make_agency())[Step.POSTER]
    page = organizer.get(PATH)
    assert len(page.soup.select("#checklist-form summary")) == 9
    poster = row(page, items[Step.POSTER])

    organizer.post(PATH, **{**typed(page), f"{poster}item_id": str(other.id), f"{poster}days": "1"})

    assert (stored(other).days_before, audited()) == (14, [])


def test_the_audit_log_tells_it_in_words(plain_admin, items):
    change(plain_admin, items[Step.POSTER], days="21", added={"label": "Bring cookies"})

    page = plain_admin.get("/staff/audit")

    assert "Put the poster up: days before the event 14 → 21; Added: Bring cookies" in page.words


@pytest.mark.parametrize(
    ("path", "role"),
    [("/staff/more", Role.ORGANIZER), ("/staff/more", Role.ADMIN), ("/staff/settings", Role.ADMIN)],
)
def test_it_is_found(plain_visitor, path, role):
    sign_in(plain_visitor, role)

    assert plain_visitor.get(path).has(f"main a[href='{PATH}']")
