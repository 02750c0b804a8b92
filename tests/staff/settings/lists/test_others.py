"""What is special about the states and the services."""

import pytest

from coffeecop.models import ResidentState, Service, StateWording
from tests.staff.settings.lists.kinds import LISTS, SERVICES, STATES, change, details, form_at
from tests.stored import all_of


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
