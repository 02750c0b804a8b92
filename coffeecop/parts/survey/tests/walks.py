from playwright.sync_api import expect

from tests.journeys.states import open_event_that_is_over, tap


def survey(page, prefix):
    open_event_that_is_over(page, prefix)
    yield "survey_begun"
    tap(page, "#survey-form > button", shows="#survey-form [role=alert]")
    yield "survey_with_errors"
    page.reload()
    page.locator("#heard-4").check()
    if page.evaluate("!matchMedia('(scripting: none)').matches"):
        expect(page.locator("#survey-saved[role=status]")).to_be_visible()
    yield "survey_tapped"
    page.locator("#heard-4").check()
    tap(page, "#survey-form > button", shows="#survey .notice[role=status]")
    yield "survey_answered"


WALKS_OF_RESIDENTS = [survey]
SWAPPED = ["survey_with_errors", "survey_answered"]
SEEN_WITHOUT_SCRIPT = ["survey"]
SEEN_IN_THE_DARK = ["survey_tapped"]
