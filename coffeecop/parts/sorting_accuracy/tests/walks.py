from coffeecop.models import Role
from tests.journeys.staff_states import make_topics


def how_well_the_computer_sorts(page, open_as):
    open_as(Role.ADMIN)
    make_topics()
    page.goto("/staff/topics?open=accuracy")
    yield


WALKS = [how_well_the_computer_sorts]
