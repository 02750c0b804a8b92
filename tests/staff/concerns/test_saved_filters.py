"""Filters that a person has named and kept."""

import pytest

from coffeecop.models import SavedFilter
from coffeecop.staff.concerns.actions import MOST_FILTERS
from tests.factories import make_concern, make_staff, make_topic, save, sign_in
from tests.staff.concerns.form_filling import arrive, said
from tests.staff.form_filling import whole
from tests.stored import all_of, one_of

pytestmark = pytest.mark.both_databases

FILTERS = "/staff/concerns/filters"


def keep(visitor, query, name):
    return visitor.post(f"{FILTERS}?{query}", name=name)


def kept_links(page):
    return {link.get_text(strip=True): link["href"] for link in page.soup.select(".kept .chip")}


def make_filter(member, name="Traffic", query="waiting=1"):
    return save(SavedFilter(staff_id=member.id, name=name, query=query))


def test_a_filter_is_kept_under_a_name_and_stands_above_the_list(plain_officer):
    topic = make_topic(name_en="Parking")
    page = plain_officer.get(f"/staff/concerns?waiting=1&topic={topic.id}")
    action = page.one("#keep-form")["action"]

    page = arrive(plain_officer, plain_officer.post(action, name="  Parking to answer "))

    assert page.text("main > [role=status]") == "Kept as “Parking to answer”. Only you see it."
    address = f"/staff/concerns?topic={topic.id}&waiting=1"
    assert kept_links(page) == {"Parking to answer": address}
    assert page.text(".kept [aria-current]") == "Parking to answer"
    assert not page.has("#keep-form")
    assert kept_links(plain_officer.get("/staff/concerns")) == {"Parking to answer": address}


def test_only_what_the_list_knows_is_stored(officer):
    keep(officer, "waiting=1&status=shelved&next=https://example.org&page=3&_external=1", "Mine")

    assert one_of(SavedFilter).query == "waiting=1"


def test_a_filter_is_for_its_owner_alone(visitor):
    theirs = make_filter(make_staff())
    sign_in(visitor)

    assert kept_links(whole(visitor, "/staff/concerns")) == {}
    assert "Traffic" not in visitor.get(FILTERS).words
    for rest in ("", "/removal"):
        assert visitor.post(f"{FILTERS}/{theirs.id}{rest}", name="Mine").status == 404


def test_a_filter_is_renamed_and_removed(officer):
    kept = make_filter(officer.member)

    answer = officer.post(f"{FILTERS}/{kept.id}", name="Streets")
    assert said(officer, answer) == "Renamed to “Streets”."
    assert one_of(SavedFilter).name == "Streets"

    answer = officer.post(f"{FILTERS}/{kept.id}/removal")
    assert "“Streets” is removed." in said(officer, answer)
    assert all_of(SavedFilter) == []
    assert "You keep no filter yet" in officer.get(FILTERS).words


@pytest.mark.parametrize(
    ("query", "name", "refusal"),
    [
        ("waiting=1", " ", "Give it a name first."),
        ("waiting=1", "x" * 41, "Keep it under 40 letters."),
        ("waiting=1", "Traffic", "You have a filter with this name already."),
        ("", "All", "There is no filter to keep. Choose one first."),
    ],
)
def test_what_cannot_be_kept_is_told_and_what_was_typed_stays(plain_officer, query, name, refusal):
    make_filter(plain_officer.member, query="mine=1")

    page = keep(plain_officer, query, name)

    assert page.status == 422
    assert len(all_of(SavedFilter)) == 1
    if query:
        assert page.text("#name-error").endswith(refusal)
        assert page.value("#name") == name.strip()


def test_two_people_may_use_the_same_name_and_nobody_the_same_twice(officer):
    make_filter(make_staff())
    first = make_filter(officer.member, "Traffic")
    make_filter(officer.member, "Streets")

    page = officer.post(f"{FILTERS}/{first.id}", name="Streets")

    assert page.status == 422
    assert page.texts("[role=alert] li") == ["You have a filter with this name already."]
    assert page.value("#name") == "Streets"


def test_the_number_of_filters_has_an_end(officer):
    for number in range(MOST_FILTERS):
        make_filter(officer.member, f"Filter {number}")

    page = keep(officer, "mine=1", "One more")

    assert page.status == 422
    assert len(all_of(SavedFilter)) == MOST_FILTERS


def test_a_kept_filter_of_a_topic_that_found_nothing_opens(officer):
    make_concern()
    kept = make_filter(officer.member, query=f"topic={make_topic().id}")

    page = whole(officer, "/staff/concerns?" + kept.query)

    assert "There are no such concerns" in page.text("#concern-list")
