"""A number for a matter: typed, or read from the file of a speed sign."""

from datetime import datetime
from io import BytesIO

import pytest
from flask import url_for

from coffeecop.config import UPLOAD
from coffeecop.models import MatterState
from coffeecop.parts.figures.forms import COUNTS
from coffeecop.parts.figures.speed_sign import (
    NotATable,
    SignHours,
    count_over,
    decoded,
    likely_columns,
    read_table,
)
from coffeecop.parts.figures.tests.rows import SIGN
from coffeecop.staff.audit.details import labels_of_forms
from coffeecop.staff.audit.labels import fields_of_parts
from tests.factories import make_matter
from tests.of_parts import turn_parts_off
from tests.staff.form_filling import arrive, as_shown, whole
from tests.stored import reload

BEFORE = {"counted_en": "Cars.", "before_count": 1, "before_total": 5}


@pytest.fixture
def matter(app):
    return make_matter()


def path_of(matter):
    return f"/staff/matters/{matter.id}"


def send(visitor, matter, page=None, **fields):
    page = page or whole(visitor, f"{path_of(matter)}?open=figure")
    shown = as_shown(page)
    return visitor.post(f"{path_of(matter)}/figure", **{**shown, **fields})


def sign(content=SIGN):
    return (BytesIO(content if isinstance(content, bytes) else content.encode()), "sign.csv")


def test_what_was_counted_is_typed_on_the_page_of_a_matter(officer, matter):
    link = f"{path_of(matter)}?open=figure"
    assert whole(officer, path_of(matter)).one(f"a[href='{link}']").words == "A number for it"

    send(officer, matter, **BEFORE, after_count=12, after_total=58)

    assert (reload(matter).counted_en, matter.figure) == ("Cars.", [(1, 5), (12, 58)])


def test_only_who_may_change_what_residents_read_changes_its_figure(officer):
    matter = make_matter(is_public=True, **BEFORE)

    refused = arrive(officer, send(officer, matter, before_count=2))

    assert "only who does it, and organizers, may change it." in refused.words
    assert reload(matter).figure == [(1, 5), None]


def test_where_a_department_has_it_off_what_was_entered_stays_shown(officer):
    matter = make_matter(is_public=True, said=MatterState.DONE, **BEFORE)
    turn_parts_off(officer.member.agency)

    assert officer.post(f"{path_of(matter)}/figure", before_count=2).status == 404
    page = whole(officer, f"{path_of(matter)}?open=figure")
    assert not page.has("#figure-form, [href$='open=figure']")
    assert (page.texts(".bars dd"), "chance" in page.words) == (["1 of 5"], False)
    assert officer.get("/matters?q=dark").texts(".figure li") == ["before 1 of 5"]


def test_each_column_of_a_figure_has_words_in_the_audit_log(app):
    assert {*fields_of_parts(), *labels_of_forms()} >= {"counted_en", "counted_es", *COUNTS}


def test_a_file_may_be_as_large_as_a_photo(app):
    with app.test_request_context():
        assert UPLOAD.fullmatch(url_for("staff_figures.update", matter_id=12))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"before_count": 5}, "before_count"),
        ({"before_count": 6, "before_total": 5}, "before_count"),
        ({"before_count": "9" * 400, "before_total": 5}, "before_count"),
        ({"before_count": 1, "before_total": 10_001}, "before_total"),
        ({"after_count": 1, "after_total": 5}, "before_count"),
        ({"before_count": 1, "before_total": 5, "counted_en": ""}, "counted_en"),
        ({}, "before_count"),
    ],
)
def test_half_a_number_is_refused(officer, matter, fields, field):
    page = send(officer, matter, **{"counted_en": "Cars.", **fields})

    assert (page.status, page.has(f"#{field}-error")) == (422, True)
    assert not reload(matter).has_figure


def test_a_figure_goes_again_with_all_of_it(officer, matter):
    send(officer, matter, **BEFORE)
    assert reload(matter).has_figure

    send(officer, matter, before_count="", before_total="", counted_en="")

    assert not reload(matter).has_figure


def test_the_file_of_a_sign_is_read_counted_and_put_where_a_person_says(officer, matter):
    read = send(officer, matter, sign=sign(), step="read")
    assert read.texts("th") == ["Lane", "Time", "Speed"]
    assert as_shown(read)["time_at"] == "1"
    assert as_shown(read)["speed_at"] == "2"
    counted = send(officer, matter, read, limit=30, step="count")
    evenings = ["Feb 27, 2026: 1 of 2", "Mar 6, 2026: 1 of 1"]
    assert counted.texts("[aria-label='What was counted'] li") == evenings
    assert "1 row has no day, time or speed that we can read." in counted.words
    filled = send(officer, matter, counted, step="before")
    assert (filled.value("#before_count"), filled.value("#before_total")) == ("2", "3")
    assert not reload(matter).has_figure

    send(officer, matter, filled, counted_en="Cars over 30 mph, by our sign.")

    assert reload(matter).figure == [(2, 3), None]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0\0",
        b"\xff\xfe\x00",
        b"one column\n1\n2\n",
        b'"never closed,1\n2,3',
        b"a,b\n" + b"x" * 150_000 + b",1\n",
        ("," * 5000).encode(),
        b"x" * 300_000,
        b"a,b\n" * 60_000,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 30,
    ],
)
def test_what_is_no_such_file_is_refused_beside_its_field(officer, matter, content):
    page = send(officer, matter, sign=sign(content), step="read", counted_en="Cars.")

    assert page.status in (200, 422)
    assert page.has("#sign-error") or page.has("#time_at")
    assert page.value("#counted_en") == "Cars."


@pytest.mark.parametrize("column", ["99", "-1", "x", ""])
def test_columns_that_are_not_there_count_nothing(officer, matter, column):
    page = send(officer, matter, text=SIGN, time_at=column, speed_at=1, limit=30, step="before")

    assert page.status in (200, 422)
    assert page.value("#before_count") == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_spreadsheet_writes_it(encoding, delimiter):
    lines = ["Día,Hora,Velocidad", "02/27/2026,6:30 PM,36", "02/27/2026,7:00 PM,24"]
    content = "\r\n".join(lines).replace(",", delimiter).encode(encoding)

    table = read_table(decoded(content))

    assert table.columns == ["Día", "Hora", "Velocidad"]
    assert likely_columns(table) == (0, 2)
    hours = SignHours({4}, 18, 0)
    counted = count_over(table, time_at=0, speed_at=2, limit=30, hours=hours)
    assert (counted.over, counted.all, counted.unread) == (1, 2, 0)


def test_hours_that_end_after_midnight_are_of_the_evening_before():
    hours = SignHours({4}, 22, 2)
    friday = datetime(2026, 2, 27)  # noqa: DTZ001

    assert hours.evening_of(datetime(2026, 2, 28, 1, 59)) == friday.date()  # noqa: DTZ001
    assert hours.evening_of(datetime(2026, 2, 28, 2, 0)) is None  # noqa: DTZ001
    assert hours.evening_of(datetime(2026, 2, 27, 1, 0)) is None  # noqa: DTZ001


def test_a_file_without_names_of_columns_keeps_its_first_row():
    table = read_table("2026-02-27T18:00,36\n2026-02-27T18:01,24\n")

    assert (table.columns, len(table.rows)) == (["1", "2"], 2)
    with pytest.raises(NotATable):
        read_table("")
