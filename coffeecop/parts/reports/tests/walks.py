from coffeecop.matters.verbs import Said
from coffeecop.models import MatterState, Role
from coffeecop.parts.reports.tests.rows import make_report, make_reported, make_shares
from tests.factories import make_answers, make_matter, say_of
from tests.journeys.staff_states import LONG_NAME
from tests.journeys.states import tap

REPORTS = "/staff/events/reports"
WHAT_BECAME = (MatterState.DONE, MatterState.CANNOT, MatterState.DOING)


def a_report(page, prefix):
    for said in WHAT_BECAME:
        make_matter(name=f"Lights {said}", said=MatterState.DOING, is_public=True)
    for line, said in zip(make_report().lines, WHAT_BECAME, strict=True):
        say_of(line.matter, said)
    page.goto(f"{prefix}/reports/{make_report().id}")
    yield "report"


def report_of_an_event(page, open_as):
    event = make_reported(60)
    make_shares(event.agency, languages={"en": 50, "es": 40, "mix": 5}, areas={"Harbor": 40})
    make_answers(event, [5] * 20 + [2] * 9, approachable=5)
    open_as(Role.ORGANIZER)
    page.goto(f"{REPORTS}/sheet?event={event.id}")
    yield
    earlier = make_reported(11, venue=event.venue, title_en="Coffee with a Cop earlier")
    said = Said(MatterState.DONE, f"A stop sign for {LONG_NAME}.")
    make_matter(event=earlier, said=said, is_public=True)
    page.goto(f"{REPORTS}/sheet")
    yield
    page.goto(f"{REPORTS}/sheet?since=2026-05-02&until=2020-05-01")
    yield
    make_matter(name=LONG_NAME, said=MatterState.DOING, is_public=True)
    page.goto(f"{REPORTS}/{make_report().id}")
    yield
    page.goto("/staff/events/reports/sheet")
    yield


def shares_with_errors(page, open_as):
    agency = open_as(Role.ADMIN).agency
    make_shares(agency, languages={"es": 32}, areas={"Old Mill": 40})
    page.goto("/staff/settings?open=community")
    page.locator("#community .fact-list a").first.click()
    page.locator("#percent").fill("999")
    tap(page, "#row-form button", shows=".error-summary")
    yield


WALKS = [report_of_an_event, shares_with_errors]
WALKS_OF_RESIDENTS = [a_report]
