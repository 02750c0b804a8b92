"""Filters that a person has named and kept."""

import pytest

from coffeecop.parts.saved_filters import views
from coffeecop.parts.saved_filters.models import SavedFilter
from coffeecop.parts.saved_filters.tests.rows import make_filter
from tests.factories import make_staff, make_topic, save
from tests.of_parts import turn_parts_off
from tests.staff.concerns.form_filling import arrive, said
from tests.staff.form_filling import whole
from tests.stored import all_of, one_of

FILTERS, KEPT = "/staff/concerns/filters", "/staff/concerns?open=filters"


def keep(visitor, query, name):
    return visitor.post(f"{FILTERS}?{query}", name=name)


def kept_links(page):
    return {link.words: link["href"] for link in page.select("[data-kept]")}


def test_a_filter_is_kept_under_a_name_and_stands_behind_the_dots(plain_officer):
    topic = make_topic(name_en="Parking")
    page = plain_officer.get(f"/staff/concerns?waiting=1&topic={topic.id}")
    action = page.one("#keep-form")["action"]

    page = arrive(plain_officer, plain_officer.post(action, name="  Parking to answer "))

    assert page.text("main > [role=status]") == "Kept as “Parking to answer”. Only you see it."
    address = f"/staff/concerns?topic={topic.id}&waiting=1"
    assert kept_links(page) == {"Parking to answer": address}
    assert page.text("[data-kept][aria-current]") == "Parking to answer"
    assert not page.has("#keep-form")
    assert kept_links(plain_officer.get("/staff/concerns")) == {"Parking to answer": address}


def test_only_what_the_list_knows_is_stored(officer):
    keep(officer, "waiting=1&status=shelved&next=https://example.org&page=3&_external=1", "Mine")

    assert one_of(SavedFilter).query == "waiting=1"


def test_a_filter_is_for_its_owner_alone(officer):
    theirs = make_filter(make_staff())

    assert kept_links(whole(officer, "/staff/concerns")) == {}
    assert "You keep no filter yet" in officer.get(KEPT).words
    for rest in ("", "/remove"):
        assert officer.post(f"{FILTERS}/{theirs.id}{rest}", name="Mine").status == 404


def test_a_filter_is_renamed_and_removed(officer):
    kept = make_filter(officer.member)

    answer = officer.post(f"{FILTERS}/{kept.id}", name="Streets")
    assert said(officer, answer) == "Renamed to “Streets”."
    assert one_of(SavedFilter).name == "Streets"

    answer = officer.post(f"{FILTERS}/{kept.id}/remove")
    assert "“Streets” is removed." in said(officer, answer)
    assert all_of(SavedFilter) == []


@pytest.mark.both_databases
def test_what_cannot_be_kept_is_told_and_what_was_typed_stays(plain_officer, monkeypatch):
    # Two people may use the same name.
    make_filter(make_staff(), "Streets")
    kept = make_filter(plain_officer.member, "Streets", "topic=1")
    make_filter(plain_officer.member)

    for name, refusal in {
        " ": "Give it a name first.",
        "Traffic": "You have a filter with this name already.",
    }.items():
        page = keep(plain_officer, "waiting=1", name)
        assert page.text("#name-error").endswith(refusal)
        assert page.value("#name") == name.strip()
        page = plain_officer.post(f"{FILTERS}/{kept.id}", name=name)
        assert page.texts("[role=alert] li") == [refusal]
        assert page.value("#name") == name.strip()
    assert keep(plain_officer, "", "All").status == 422
    monkeypatch.setattr(views, "MOST_FILTERS", 2)
    assert keep(plain_officer, "mine=1", "One more").status == 422
    assert {each.name for each in all_of(SavedFilter)} == {"Streets", "Traffic"}


def test_off_the_list_offers_none_and_those_kept_come_back(officer):
    make_filter(officer.member)
    turn_parts_off(officer.member.agency)

    page = whole(officer, "/staff/concerns?waiting=1&mine=1")

    assert not page.has("#keep-form")
    assert kept_links(page) == {}
    assert whole(officer, KEPT).text("h1") == "Concerns"
    assert keep(officer, "mine=1", "Mine").status == 404
    save(officer.member.agency, parts_off=[])
    assert kept_links(whole(officer, "/staff/concerns?all=1")) == {
        "Traffic": "/staff/concerns?waiting=1"
    }
