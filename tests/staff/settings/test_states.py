"""The department's own words for how far a concern is."""

import pytest

from coffeecop.db import db
from coffeecop.models import AuditAction, ResidentState, StateWording
from tests.factories import make_agency, save
from tests.stored import audited

PATH = "/staff/settings/states"
OWN = {"label_en": "Seen", "label_es": "Vista"}
SENTENCES = {"sentence_en": "We have seen it.", "sentence_es": "Ya la vimos."}


def typed(page):
    """Return what a browser would send of the form as it was opened."""
    fields = page.one("#states-form").select("input[name]:not([name=csrf_token])")
    return {
        each["name"]: each.get("value", "") for each in fields if each.get("type") != "checkbox"
    }


def row(page, state):
    return page.one(f"input[name$='-state'][value='{state}']")["name"].removesuffix("state")


def change(visitor, state="read", **changes):
    page = visitor.get(PATH)
    fields = typed(page) | {f"{row(page, state)}{name}": text for name, text in changes.items()}
    return visitor.post(PATH, **fields)


def stored():
    """Return the words of each state that has its own."""
    db.session.rollback()
    db.session.expire_all()
    return {
        each.state: (each.label_en, each.label_es, each.sentence_en, each.sentence_es)
        for each in db.session.query(StateWording)
    }


def details():
    return [entry[-1] for entry in audited()]


def test_each_state_is_there_with_the_usual_words_in_both_languages(plain_admin):
    page = plain_admin.get(PATH)

    states = page.texts("#states-form summary")
    assert states[:3] == ["Received", "Read", "Being looked into"]
    assert len(states) == len(ResidentState)
    field = page.one(f"[name='{row(page, 'looked_into')}label_es']")
    assert (field.get("value", ""), field["placeholder"]) == ("", "Se está revisando")
    assert "It is being looked into Somebody is working on it." in page.words


def test_own_words_are_kept_shown_and_audited(admin):
    answer = change(admin, **OWN, **SENTENCES)

    assert answer.status == 303
    assert stored() == {ResidentState.READ: ("Seen", "Vista", "We have seen it.", "Ya la vimos.")}
    member = admin.member
    assert audited() == [
        (
            AuditAction.STATE_WORDING_CHANGED,
            member.id,
            member.agency_id,
            "state_read: usual_words -> Seen",
        )
    ]
    page = admin.follow(answer)
    assert "Seen We have seen it." in page.words
    assert page.texts("#states-form summary")[1] == "Read: “Seen”"


@pytest.mark.parametrize(
    "back",
    [{"is_usual": "y"}, dict.fromkeys([*OWN, *SENTENCES], "")],
    ids=["ticked", "emptied"],
)
def test_the_usual_words_come_back(admin, back):
    change(admin, **OWN)

    assert change(admin, **back).status == 303

    assert stored() == {}
    assert details()[-1] == "state_read: Seen -> usual_words"


def test_a_sentence_alone_is_changed(admin):
    change(admin, **OWN)
    change(admin, **SENTENCES)

    assert details()[-1] == "state_read: state_sentence"


def test_saving_without_a_change_leaves_no_entry(admin):
    assert change(admin).status == 303
    assert (stored(), audited()) == ({}, [])


@pytest.mark.parametrize(
    ("changes", "name", "error"),
    [
        ({"label_en": "Seen"}, "label_es", "Write it in both languages."),
        (SENTENCES, "label_en", "Write it in both languages."),
        ({**OWN, "sentence_es": "Ya."}, "sentence_en", "Write it in both languages."),
        ({**OWN, "label_en": "x" * 61}, "label_en", "under 60 letters"),
        ({**OWN, "label_en": "Police read it"}, "label_en", "name no police in it"),
        ({**OWN, "label_es": "La policía la leyó"}, "label_es", "name no police in it"),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_typed_is_lost(admin, changes, name, error):
    page = change(admin, **changes)

    assert page.status == 422
    prefix = row(page, "read")
    assert error in page.text(f"[id='{prefix}{name}-error']")
    assert page.has(f"details[open] [name='{prefix}{name}']")
    assert {each: page.value(f"[name='{prefix}{each}']") for each in changes} == changes
    assert (stored(), audited()) == ({}, [])


def test_what_a_colleague_changed_meanwhile_is_told_and_what_was_typed_is_kept(admin):
    page = admin.get(PATH)
    fields, closed = typed(page), row(page, "closed")
    change(admin, **OWN)
    fields |= {f"{closed}label_en": "Done", f"{closed}label_es": "Listo"}

    page = admin.post(PATH, **fields)

    assert page.status == 422
    assert "A colleague changed the words meanwhile." in page.text("[role=alert]")
    assert page.value(f"[name='{closed}label_en']") == "Done"


def test_words_of_another_department_are_its_own(admin):
    other = make_agency()
    save(StateWording(agency_id=other.id, state=ResidentState.READ, **OWN))

    page = admin.get(PATH)

    assert page.value(f"[name='{row(page, 'read')}label_en']") == ""
    change(admin, "closed", label_en="Done", label_es="Listo")
    assert set(stored()) == {ResidentState.READ, ResidentState.CLOSED}


def test_the_settings_lead_there(plain_admin):
    assert plain_admin.get("/staff/settings").has(f"main a[href='{PATH}']")
