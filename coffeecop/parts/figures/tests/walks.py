from coffeecop.models import Role
from coffeecop.parts.figures.tests.rows import SIGN
from tests.factories import make_matter
from tests.journeys.staff_states import LONG_NAME
from tests.journeys.states import tap


def a_figure(page, open_as):
    matter = make_matter(by=open_as(Role.ORGANIZER), name=LONG_NAME)
    page.goto(f"/staff/matters/{matter.id}?open=figure")
    page.locator("#figure-form summary").click()
    sign = {"name": "sign.csv", "mimeType": "text/csv", "buffer": SIGN.encode()}
    page.locator("#sign").set_input_files(sign)
    tap(page, "[name=step][value=read]", shows="#time_at")
    page.locator("#limit").fill("30")
    tap(page, "[name=step][value=count]", shows="[name=step][value=before]")
    yield


WALKS = [a_figure]
