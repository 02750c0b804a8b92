"""The page of a report checks it in the browser, as docs/verify_record.py does offline."""

import json
import re
from copy import deepcopy

import pytest
from playwright.sync_api import expect

from coffeecop.parts.reports.tests.test_publishing import FORGERIES, first, seal_anew, second
from tests.journeys.watch import MOCKED
from tests.staff.events.conftest import event

__all__ = ["event", "first", "second"]
RESULT = "#check-report [aria-live]"


@pytest.fixture
def files(second, visitor):
    return {
        f"/reports/{report.id}.json": json.loads(visitor.get(f"/reports/{report.id}.json").body)
        for report in (second, second.previous)
    }


def answer_with(content):
    return lambda route: route.fulfill(body=json.dumps(content), headers=MOCKED)


@pytest.fixture
def check(phone, second):
    phone.goto(f"/reports/{second.id}")

    def run(files=(), *, seal=""):
        phone.unroute_all()
        for path, content in dict(files).items():
            phone.route(f"**{path}", answer_with(content))
        phone.locator("#kept-seal").fill(seal)
        phone.get_by_role("button", name="Check it now").tap()
        result = phone.locator(RESULT)
        expect(result).to_have_class(re.compile("notice-(success|error)"))
        return result.inner_text()

    return run


def test_an_honest_report_answers_for_all_lines(check, second):
    told = "3 of 3 lines are accounted for, and nothing was changed since."
    assert check() == told
    assert check(seal=second.short_seal) == told
    assert check(seal="0000-0000-0000") == "The seal that you typed does not match."


def test_a_line_that_was_dropped_reworded_or_turned_is_found(check, files):
    for forge, *_ in FORGERIES.values():
        forged = deepcopy(files)
        report = next(iter(forged.values()))
        forge(report["lines"])
        assert "Report 2 does not match its seal" in check(forged)

        seal_anew(report)
        told = check(forged)
        assert re.search(r"[Ll]ine \d", told), told
        assert "does not match" not in told
