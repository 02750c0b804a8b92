"""What all lists of the settings do alike, and what is special about some."""

import re

import pytest

from coffeecop.models import Language, ResidentState, Role, Service, StateWording
from coffeecop.models.checklist import ChecklistStep as Step
from coffeecop.staff.settings.lists import forms
from tests.factories import make_agency, make_checklist, sign_in
from tests.of_parts import of_parts
from tests.staff.form_filling import as_shown
from tests.staff.settings.lists import kinds
from tests.staff.settings.lists.kinds import (
    CHECKLIST,
    LISTS,
    SERVICES,
    STATES,
    change,
    details,
    form_at,
)
from tests.stored import all_of, audited, reload

REMOVABLE = [kinds.SERVICES, kinds.TEMPLATES, kinds.STATES]
OF_PARTS = of_parts("LISTS", "lists")
GROWING = [*kinds.GROWING, *OF_PARTS]
ALL = [*kinds.ALL, *OF_PARTS]
RETIRABLE = [kinds.CHECKLIST, *(each for each in OF_PARTS if hasattr(each.model, "is_in_use"))]
NAMED = [kinds.TEMPLATES, *(each for each in OF_PARTS if "name_en" in each.typed)]


@pytest.mark.both_databases
@kinds.each_of(GROWING)
def test_a_row_is_added_once_shown_and_audited(plain_admin, kind):
    assert plain_admin.get(kind.page).has(f"#{kind.name} a[href='{kinds.form_at(kind.new)}']")

    for _tap in range(2):
        answer = plain_admin.post(kind.new, **kind.typed)

    (row,) = all_of(kind.model)
    assert kinds.columns(row, kind.columns) == kind.columns
    assert kind.shown in kind.lines(plain_admin.follow(answer))[0]
    member = plain_admin.member
    of_agency = (member.id, member.agency_id, {"added": kind.audit_name})
    assert audited() == [(kind.action, *of_agency)]


@kinds.each_of(ALL)
def test_a_row_is_changed_and_audited_in_words(admin, kind):
    row = kind.row(admin.member.agency)

    assert kinds.change(admin, kind.address(row), **kind.change).location == kind.page
    assert kinds.change(admin, kind.address(row)).location == kind.page, "without a change"

    assert kinds.columns(row, kind.changed) == kind.changed
    assert kinds.details() == [{"item": kind.audit_name, **kind.recorded}]
    words = admin.get("/staff/audit").words
    assert "→" in words
    assert not re.search(r"[a-z]_[a-z]", words)


@kinds.each_of(ALL)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(admin, kind):
    row = kind.row(admin.member.agency)
    before = kinds.columns(row, kind.columns)
    (name, text) = next(iter(kind.wrong.items()))

    page = kinds.change(admin, kind.address(row), **{**kind.change, **kind.wrong})

    assert page.status == 422
    assert kind.error in page.text(f"#{name}-error")
    assert page.has(f".error-summary a[href='#{name}']")
    shown = as_shown(page)
    assert {each: shown[each].strip() for each in (*kind.change, name)} == {
        **kind.change,
        name: text.strip(),
    }
    assert (kinds.columns(row, kind.columns), audited()) == (before, [])


@kinds.each_of(REMOVABLE)
def test_a_row_is_removed(plain_admin, kind):
    row = kind.row(plain_admin.member.agency)
    removal = plain_admin.get(kinds.form_at(kind.address(row))).one("#removal")["action"]

    answer = plain_admin.post(removal)

    assert "Saved." in plain_admin.follow(answer).words
    assert StateWording.query.count() == 0 if kind is kinds.STATES else all_of(kind.model) == []
    assert kinds.details() == [{"removed": kind.audit_name}]


@kinds.each_of(RETIRABLE)
def test_a_row_is_taken_out_of_use_and_brought_back(plain_admin, kind):
    row = kind.row(plain_admin.member.agency)
    shown = as_shown(plain_admin.get(kinds.form_at(kind.address(row))))
    del shown["is_in_use"]

    page = plain_admin.follow(plain_admin.post(kind.address(row), **shown))

    assert not reload(row).is_in_use
    assert kind.lines(page)[0].startswith(("Off the list: ", "Out of use: "))
    assert not plain_admin.get(kinds.form_at(kind.address(row))).has("#removal")
    kinds.change(plain_admin, kind.address(row), is_in_use="y")
    assert reload(row).is_in_use
    assert [each["is_in_use"] for each in kinds.details()] == [[True, False], [False, True]]


# What staff alone read of the other lists is looked for by tests/attack/test_departments.py.
@kinds.each_of([kinds.SERVICES, kinds.STATES])
def test_rows_of_another_department_are_not_shown(visitor, kind):
    row = kind.row(make_agency())
    sign_in(visitor, Role.ADMIN, agency=make_agency())

    assert kind.shown not in visitor.get(kind.page).words
    if kind is kinds.STATES:
        assert visitor.get(kinds.form_at(kind.address(row))).value("#label_en") == ""


@kinds.each_of(GROWING)
def test_a_list_does_not_grow_without_end(admin, kind, monkeypatch):
    monkeypatch.setattr(forms, "MOST_ROWS", 0)

    assert "The list is full." in admin.post(kind.new, **kind.typed).text("[role=alert]")
    assert all_of(kind.model) == []


@kinds.each_of(NAMED)
def test_a_name_is_used_once(admin, kind):
    kind.row(admin.member.agency)
    name = "name" if kind is kinds.TEMPLATES else "name_en"
    other = {"email": "other@example.gov", "body_en": "Other."}

    page = admin.post(kind.new, **{**kind.typed, **other, name: kind.audit_name.lower()})

    assert "Another one on this list has this name." in page.text(f"#{name}-error")


def test_a_row_of_the_settings_leads_to_each_list_and_organizers_have_those_alone(plain_visitor):
    sign_in(plain_visitor, Role.ORGANIZER)

    rows = plain_visitor.get("/staff/settings").select("main li a")

    assert sorted(row["href"] for row in rows) == sorted(kind.page for kind in GROWING)


@pytest.mark.parametrize(("role", "found"), [(Role.ADMIN, True), (Role.ORGANIZER, False)])
def test_what_residents_read_of_a_state_is_for_administrators(plain_visitor, role, found):
    sign_in(plain_visitor, role)
    address = f"{kinds.LISTS}/states/read"

    assert plain_visitor.get(kinds.STATES.page).status == (200 if found else 403)
    assert plain_visitor.get(kinds.form_at(address)).status == (200 if found else 403)
    assert plain_visitor.post(address, **kinds.STATES.typed).status == (303 if found else 404)


@pytest.mark.parametrize("path", ["lost/new", "states/new", "services/0", "services/new/remove"])
def test_what_is_on_no_list_is_not_found(plain_admin, path):
    assert plain_admin.post(f"{kinds.LISTS}/{path}").status == 404


@pytest.fixture
def items(app):
    return make_checklist()


def address_of(items, step):
    return CHECKLIST.address(items[step])


def test_the_lines_stand_in_the_order_of_their_days_the_event_among_them(plain_organizer, items):
    change(plain_organizer, address_of(items, Step.ROLL_CALL), days="0", when="after")

    lines = CHECKLIST.lines(plain_organizer.get(CHECKLIST.page))

    assert lines[0] == "Agree on the venue 28 days before"
    assert "Brief the officers at roll call on the day" in lines
    assert lines[-1] == "Say what came of it 14 days after"


def test_own_words_are_emptied_to_get_the_usual_ones(visitor, items):
    sign_in(visitor, Role.ORGANIZER, language=Language.SPANISH)
    address = address_of(items, Step.POSTER)
    change(visitor, address, label="Colgar el cartel")

    page = visitor.follow(change(visitor, address, label=" "))

    assert reload(items[Step.POSTER]).label is None
    assert "Poner el cartel 14 días antes" in CHECKLIST.lines(page)[2]


@pytest.mark.parametrize(
    ("step", "typed", "error"),
    [
        (Step.POSTER, {"days": "soon"}, "Write a number of days, such as 7."),
        (Step.POSTER, {"days": ""}, "Write a number of days, such as 7."),
        (Step.POSTER, {"days": "-3"}, "Write a number from 0 to 180."),
        (Step.POSTER, {"days": "181"}, "Write a number from 0 to 180."),
        (Step.POSTER, {"days": "61", "when": "after"}, "Write at most 60 days after"),
        (Step.COUNTED, {"when": "before"}, "This can only be done after the event."),
    ],
)
def test_days_have_their_bounds(organizer, items, step, typed, error):
    page = change(organizer, address_of(items, step), **typed)

    assert page.status == 422
    assert error in page.text(f"#{next(iter(typed))}-error")


def test_a_line_of_the_departments_own_needs_words(organizer):
    page = organizer.post(CHECKLIST.new, label=" ", days="2", when="before")

    assert "take the line off the list" in page.text("#label-error")


def test_each_state_is_there_with_the_usual_words_in_both_languages_until_it_gets_own_words(
    plain_admin,
):
    lines = STATES.lines(plain_admin.get(STATES.page))

    assert len(lines) == len(ResidentState)
    assert lines[2].startswith("Being looked into It is being looked into – Somebody is")
    field = plain_admin.get(form_at(f"{LISTS}/states/looked_into")).one("#label_es")
    assert (field.get("value", ""), field["placeholder"]) == ("", "Se está revisando")
    assert plain_admin.get(form_at(f"{LISTS}/states/lost")).status == 404
    assert change(plain_admin, f"{LISTS}/states/closed", **STATES.typed).status == 303
    assert [row.state for row in StateWording.query] == [ResidentState.CLOSED]
    assert details() == [{"added": "state_closed"}]


BOTH = "Write it in both languages."


@pytest.mark.parametrize(
    ("kind", "typed", "name", "error"),
    [
        (SERVICES, {"phone": ""}, "phone", "Write a phone number, a web page or an e-mail."),
        (SERVICES, {"phone": "12"}, "phone", "phone number"),
        (SERVICES, {"email": "nobody"}, "email", "e-mail address"),
        (STATES, {"label_es": ""}, "label_es", BOTH),
        (STATES, {"sentence_es": "Ya."}, "sentence_en", BOTH),
        (STATES, {"sentence_en": "Yes."}, "sentence_es", BOTH),
    ],
)
def test_what_does_not_add_up_is_told(admin, kind, typed, name, error):
    path = f"{LISTS}/states/read" if kind is STATES else kind.new

    page = admin.post(path, **{**kind.typed, **typed})

    assert page.status == 422
    assert error in page.text(f"#{name}-error")


def test_the_department_decides_the_order(organizer):
    for name in ("Records", "Dogs"):
        organizer.post(SERVICES.new, **{**SERVICES.typed, "name_en": name})
    _records, dogs = all_of(Service)

    answer = change(organizer, SERVICES.address(dogs), place="0")

    lines = organizer.follow(answer).texts("#services li a")
    assert [line.split()[0] for line in lines] == ["Dogs", "Records"]
    assert details()[-1] == {"item": "Dogs", "position": None}
