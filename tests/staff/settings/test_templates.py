"""The department's answer templates, in both languages."""

import pytest

from coffeecop.models import AnswerTemplate, AuditAction
from tests.factories import save
from tests.stored import all_of, audit_entries, one_of

PATH = "/staff/settings/templates"
TEXTS = {"name": "Bumps", "body_en": "In May.", "body_es": "En mayo."}


def make_template(member, **values):
    return save(AnswerTemplate(agency_id=member.agency_id, **{**TEXTS, **values}))


def test_one_is_added_in_both_languages(organizer):
    assert organizer.post(PATH, **TEXTS).status == 303

    stored = one_of(AnswerTemplate)
    assert (stored.name, stored.body_en, stored.body_es) == tuple(TEXTS.values())
    assert [each.detail for each in audit_entries(AuditAction.TEMPLATES_CHANGED)] == [
        "is_added: Bumps"
    ]


@pytest.mark.parametrize("missing", TEXTS)
def test_both_languages_and_a_name_are_needed(organizer, missing):
    page = organizer.post(PATH, **{**TEXTS, missing: " "})

    assert page.status == 422
    assert page.has(f"#{missing}-error")


def test_a_name_is_used_once(organizer):
    make_template(organizer.member)

    page = organizer.post(PATH, **TEXTS)

    assert page.status == 422
    assert "Another template has this name." in page.words


def test_one_is_changed_and_removed(plain_organizer):
    address = f"{PATH}/{make_template(plain_organizer.member).id}"
    form = plain_organizer.get(address).one("#template-form")
    seen = form.select_one("[name=seen]")["value"]

    plain_organizer.post(address, **{**TEXTS, "body_en": "In June."}, seen=seen)
    assert one_of(AnswerTemplate).body_en == "In June."
    plain_organizer.post(f"{address}/removal")

    assert all_of(AnswerTemplate) == []
    assert [each.detail for each in audit_entries(AuditAction.TEMPLATES_CHANGED)] == [
        "Bumps: body_en",
        "is_removed: Bumps",
    ]


def test_a_colleagues_change_is_not_overwritten_unseen(plain_organizer):
    address = f"{PATH}/{make_template(plain_organizer.member).id}"

    page = plain_organizer.post(address, **{**TEXTS, "body_en": "In June."}, seen="old")

    assert page.status == 422
    assert "A colleague changed this template meanwhile" in page.words
    assert one_of(AnswerTemplate).body_en == "In May."
