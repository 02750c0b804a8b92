"""The report on paper: one page, however many concerns there are."""

import pytest

from coffeecop.models import Language, PromiseStatus, Role
from tests.factories import make_promise, sign_in
from tests.pdf import needs_pango
from tests.staff.events.print_kit.kits import Paper
from tests.staff.events.report.reports import AREAS, make_answers, make_reported, make_shares

pytestmark = [pytest.mark.slow, needs_pango]

SIZES = {"letter": (216, 279), "a4": (210, 297)}


def make_full(number):
    """Make an event of which a report has as much to say as it can have."""
    event = make_reported(
        number,
        title_en="Coffee with a Cop at the Farmers' Market of the Harbor District and the Old Mill",
        title_es="Café con un policía en el mercado del distrito del puerto y del viejo molino",
    )
    make_shares(
        event.agency,
        languages={"en": 50, "es": 40, "mix": 3, "fil": 2, "vi": 1, "hmn": 1},
        areas={**dict.fromkeys(AREAS, 20), **{f"Area of Sample Street {n}": 4 for n in range(9)}},
    )
    make_answers(event, [5, 4, 4, 2, 3] * 8, approachable=5, respected=4, again=2)
    for status in (PromiseStatus.OPEN, PromiseStatus.KEPT):
        make_promise(event=event, status=status)
    return event


@pytest.mark.parametrize(
    ("number", "paper", "language"),
    [
        (3, "letter", Language.ENGLISH),
        # With the most that is hidden, which takes the most words.
        (60, "letter", Language.SPANISH),
        (3000, "letter", Language.SPANISH),
        (3000, "a4", Language.SPANISH),
    ],
)
def test_the_report_is_one_page(plain_visitor, number, paper, language):
    event = make_full(number)
    sign_in(plain_visitor, Role.ORGANIZER, agency=event.agency, language=language)

    answer = plain_visitor.get(f"/staff/events/{event.id}/report.pdf?paper={paper}")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    pdf = Paper(answer.response.get_data())
    assert pdf.sizes == [SIZES[paper]]
    assert pdf.words(0).endswith("Meier, 1958).")
