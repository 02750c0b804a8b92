"""A report must answer for the one before it, and anyone can check that it does."""

import json
import subprocess
import sys
from copy import deepcopy
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from coffeecop.config import PROJECT
from coffeecop.db import db
from coffeecop.matters.verbs import Said, unpublish
from coffeecop.models import AuditEntry, Matter, MatterState, Role
from coffeecop.models.hash_chain import next_hash
from coffeecop.models.may_go import may_go
from coffeecop.parts import run_hooks
from coffeecop.parts.hooks import When
from coffeecop.parts.reports.models import Report, ReportLine
from coffeecop.parts.reports.tests.rows import make_report
from tests.factories import (
    make_concerns,
    make_matter,
    make_staff,
    make_topic,
    save,
    say_of,
    sign_in,
)
from tests.findings import faults_found
from tests.of_parts import turn_parts_off
from tests.stored import all_of, one_of

pytestmark = pytest.mark.both_databases

SHEET = "/staff/events/reports/sheet"
VERIFIER = PROJECT / "docs" / "verify_record.py"
CROSSWALK, BIKES, DUMPING = "The crosswalk", "E-bikes", "Dumping"
NAMES = (CROSSWALK, BIKES, DUMPING)


@pytest.fixture
def organizer(plain_visitor, event):
    sign_in(plain_visitor, Role.ORGANIZER, agency=event.agency)
    return plain_visitor


@pytest.fixture
def first(event):
    """Return a first report that promises three things, of which nothing is known yet."""
    by = make_staff(Role.ORGANIZER, agency=event.agency)
    for days, name in enumerate(NAMES, 30):
        make_matter(name=name, by=by, said=MatterState.DOING, due_in=days, is_public=True)
    return make_report(by=by)


@pytest.fixture
def second(first):
    """Return the report after it: one is done, one cannot be, and one is not done yet."""
    account_for_all()
    return make_report(by=first.published_by)


def account_for_all():
    say_of(one_of(Matter, name=CROSSWALK), MatterState.DONE)
    say_of(one_of(Matter, name=BIKES), Said(MatterState.CANNOT, en="The state owns the road."))
    note_of(DUMPING)


def note_of(name):
    say_of(one_of(Matter, name=name), Said(MatterState.DOING, en="Asked again.", is_note=True))


def publish(visitor, **fields):
    """Send the form of the sheet, with what is ticked on it, if nothing else is given."""
    page = visitor.get(SHEET)
    form = page.one("#publish")
    ticked = [each["value"] for each in page.select("[name=chosen]:not([disabled])")]
    fields = {"chosen": ticked, "form_key": form.one("[name=form_key]")["value"], **fields}
    return visitor.post(form["action"], **fields)


def account_of(page):
    return page.texts("[aria-labelledby=report-account] li")


def test_a_first_report_has_no_part_one_and_says_so(organizer, event):
    matter = make_matter(name=CROSSWALK, said=MatterState.DOING, is_public=True)

    page = organizer.get(SHEET)

    assert "This is the first report." in page.text("[aria-labelledby=report-account]")
    (promise,) = page.texts("[aria-labelledby=report-promises] li")
    assert promise.startswith(f"{CROSSWALK} {matter.owner.name}, by ")


def test_what_is_chosen_is_published_with_a_name_and_a_day(organizer, event):
    kept, left = (
        make_matter(name=name, said=MatterState.DOING, is_public=True) for name in NAMES[:2]
    )
    make_matter(name="Not for residents", said=MatterState.DOING)
    make_matter(name="Late", said=MatterState.DOING, due_in=-1, is_public=True)

    publish(organizer, chosen=str(kept.id))

    (line,) = db.session.scalars(select(ReportLine))
    assert (line.name, line.owner, line.due_on) == (CROSSWALK, kept.owner.name, kept.due_on)
    page = organizer.get(f"/reports/{line.report_id}")
    assert CROSSWALK in page.text("[aria-labelledby=report-promises]")
    assert left.name not in page.words


def test_what_was_left_out_stays_so_when_the_form_comes_back(organizer, event):
    kept, left = (
        make_matter(name=name, said=MatterState.DOING, is_public=True) for name in NAMES[:2]
    )

    page = publish(organizer, chosen=str(kept.id), form_key="expired")

    ticked = {each["value"]: "checked" in each for each in page.select("[name=chosen]")}
    assert ticked == {str(kept.id): True, str(left.id): False}
    assert all_of(Report) == []


def test_a_page_has_one_sheet_though_a_paper_may_have_two(organizer, event):
    assert len(organizer.get(f"{SHEET}?paper=both").select("#report-account")) == 1


def test_it_cannot_be_published_while_a_line_has_no_state(organizer, first):
    say_of(one_of(Matter, name=CROSSWALK), MatterState.DONE)
    say_of(one_of(Matter, name=BIKES), Said(MatterState.CANNOT, en="The state owns the road."))

    page = organizer.get(SHEET)

    assert "2 of 3 accounted for" in page.text("#report-account")
    assert "1 line of the last report has no state yet." in page.text("#publish")
    assert not page.has("#publish button")
    matter = organizer.get(page.one("[aria-labelledby=report-account] a")["href"])
    assert matter.has(f".back-line a[href='{SHEET}']")
    answer = publish(organizer)
    assert answer.status == 422
    assert "Say what became of each line" in answer.text(".error-summary")
    assert one_of(Report) == first


@pytest.mark.parametrize("state", ["late", "reopened", "silent", "taken down"])
def test_a_line_that_is_late_reopened_silent_or_taken_down_has_no_state(organizer, first, state):
    matter = one_of(Matter, name=DUMPING)
    if state == "late":
        note_of(DUMPING)
        matter.due_on = first.published_on - timedelta(days=1)
    elif state == "reopened":
        say_of(matter, MatterState.HEARD)
    elif state == "taken down":
        note_of(DUMPING)
        unpublish(matter, by=first.published_by)
    db.session.commit()

    assert "0 of 3 accounted for" in organizer.get(SHEET).text("#report-account")
    assert first.lacking == 3
    assert publish(organizer).status == 422


def test_each_line_of_the_last_report_says_what_became_of_it(organizer, first):
    account_for_all()

    published = publish(organizer)

    assert published.location == f"/staff/events/reports/{first.id + 1}"
    for path in (published.location, f"/reports/{first.id + 1}"):
        page = organizer.get(path)
        assert "3 of 3 accounted for" in page.text("#report-account")
        done, cannot, not_yet = account_of(page)
        assert done.startswith("Done, ")
        assert cannot == "We cannot E-bikes The state owns the road."
        assert not_yet.startswith("Not yet Dumping Second report in a row. Asked again.")


def test_what_is_not_done_yet_stands_in_the_next_report_and_is_counted(organizer, second):
    (line,) = second.lines
    assert (line.name, line.times) == (DUMPING, 2)
    note_of(DUMPING)

    # Nobody can leave it out.
    assert organizer.get(SHEET).has(f"input[value='{line.matter_id}'][disabled]")
    assert publish(organizer, chosen=[]).status == 303

    third = db.session.scalars(select(Report).where(Report.number == 3)).one()
    assert [each.times for each in third.lines] == [3]
    (told,) = account_of(organizer.get(f"/reports/{third.id}"))
    assert "Third report in a row." in told


def test_what_it_has_to_answer_for_stays(second):
    assert [may_go(one_of(Matter, name=name)) for name in NAMES] == [True, True, False]


def test_off_hides_it_and_keeps_what_was_published(visitor, second):
    pages = (f"/reports/{second.id}", f"/es/reports/{second.id}.json")
    turn_parts_off(second.agency)
    assert [visitor.get(page).status for page in pages] == [404, 404]

    save(second.agency, parts_off=[])
    assert [visitor.get(page).status for page in pages] == [200, 200]


def test_a_form_that_is_sent_twice_publishes_once(organizer, event):
    key = organizer.get(SHEET).value("#publish [name=form_key]")
    answers = [publish(organizer, form_key=key) for _ in range(2)]

    assert {answer.location for answer in answers} == {f"/staff/events/reports/{one_of(Report).id}"}


def test_officers_read_it_and_do_not_publish_it(plain_officer, event):
    assert not plain_officer.get(SHEET).has("#publish")


def test_where_no_event_was_the_last_report_is_answered_for_all_the_same(organizer, second):
    page = organizer.get(SHEET)

    assert "No event began on these days." in page.text(".document > header")
    assert account_of(page)


def test_what_was_told_stays_so_when_more_comes_in(organizer, event):
    topic = make_topic(name_en="Speeding")
    make_concerns(12, event=event, topics=[topic])
    publish(organizer)
    make_concerns(2, event=event, topics=[topic])

    report = one_of(Report)
    assert "12 told us something." in organizer.get(f"/reports/{report.id}").words
    assert "12" in organizer.get(f"/es/reports/{report.id}").text(".document > header")
    assert "14 told us something." in organizer.get(f"{SHEET}?event={event.id}").words


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE report_lines SET became = NULL, said_en = NULL, said_es = NULL, said_on = NULL",
        "UPDATE reports SET is_accounted = FALSE",
        "DELETE FROM reports WHERE number = 1",
    ],
)
def test_the_database_lets_no_line_go_without_a_state(second, change):
    with pytest.raises(IntegrityError):
        db.session.execute(text(change))


def test_it_is_sealed_in_the_departments_own_chain(second):
    entries = db.session.query(AuditEntry).filter_by(action="report_published")
    assert [entry.details for entry in entries.order_by(AuditEntry.id)] == [
        {"seal": second.previous.seal, "lines": 3, "accounted": 0},
        {"seal": second.seal, "lines": 1, "accounted": 3},
    ]
    assert faults_found() == []
    db.session.execute(text("UPDATE report_lines SET name = 'Nothing' WHERE number = 2"))
    db.session.expire_all()
    assert len(run_hooks(When.VERIFIED, None)) == 2


@pytest.fixture
def files(second, visitor):
    return [
        json.loads(visitor.get(f"/reports/{report.id}.json").body)
        for report in (second, second.previous)
    ]


@pytest.fixture
def check(tmp_path):
    def run(report, before=None, *options):
        for name, file in (("report", report), ("before", before)):
            (tmp_path / name).write_text(json.dumps(file))
        after = ["--after", "before"] if before else []
        command = [sys.executable, "-I", VERIFIER, "report", *after, *options]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return run


def seal_anew(report):
    report["seal"] = report["previous"]
    for line in report["lines"]:
        report["seal"] = next_hash(report["seal"], line)


def test_two_reports_in_a_row_are_checked_offline(files, check, second):
    result = check(*files, "--seal", second.short_seal)

    assert result.stdout == (
        "3 of 3 lines of the last report are accounted for.\n"
        "All 1 lines of this one are as they were sealed.\n"
    )
    assert result.returncode == 0
    assert check(files[1]).returncode == 0
    assert "with --after" in check(files[0]).stdout
    assert "not the one that you kept" in check(*files, "--seal", "0000-0000-0000").stdout


def drop_and_number_anew(lines):
    del lines[2]
    lines[2]["line"] = 2


# What each does to the lines of the second report, and what is said of it.
FORGERIES = {
    "drops it and numbers the third anew": (drop_and_number_anew, "Line 2 was dropped: E-bikes"),
    "drops the second": (lambda lines: lines.pop(2), "Line 2 was dropped: E-bikes"),
    "rewords it": (
        lambda lines: lines[2].update(words="Electric bikes"),
        "Line 2 was reworded. It was: E-bikes",
    ),
    "turns not yet to done": (
        lambda lines: lines[3].update(became="done"),
        "Line 3 is said to be settled, but stands in this report again.",
    ),
    "turns done to not yet": (
        lambda lines: lines[1].update(became="doing"),
        "Line 1 is not done and not in this report again.",
    ),
    "takes the reason away": (
        lambda lines: lines[2].update(said_en=None, said_es=None),
        "Nothing is said of line 2.",
    ),
    "carries nothing": (lambda lines: lines.pop(4), "Line 3 is not done and not in this report"),
}


@pytest.mark.parametrize("way", FORGERIES)
def test_a_line_that_was_dropped_reworded_or_turned_is_found(files, check, way):
    change, fault = FORGERIES[way]
    report = deepcopy(files[0])
    change(report["lines"])
    assert "Report 2 does not match its seal" in check(report, files[1]).stdout

    # And if the file was sealed anew, too.
    seal_anew(report)
    result = check(report, files[1])
    assert fault in result.stdout
    assert result.returncode == 1


def test_a_last_report_that_was_made_anew_does_not_lead_to_this_one(files, check):
    report, before = deepcopy(files)
    del before["lines"][2], report["lines"][2]
    seal_anew(before)

    assert "do not follow each other" in check(report, before).stdout
