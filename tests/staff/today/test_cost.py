"""Today costs as much on its fullest day as it may on any."""

from coffeecop.models import Role
from tests.factories import sign_in
from tests.full_today import make_full_today

MOST_STATEMENTS = 13


def test_today_keeps_its_promise_on_the_day_when_it_shows_all_that_it_can(plain_visitor, queries):
    make_full_today()
    for roles in ({Role.ORGANIZER}, {Role.ORGANIZER, Role.ADMIN}, {Role.OFFICER}):
        sign_in(plain_visitor, *roles)

        with queries() as statements:
            page = plain_visitor.get("/staff")

        shown = (".next-event", ".next-lines", ".after", ".work-list", ".plan .missing")
        assert [part for part in (*shown, ".heat-map") if not page.has(part)] == []
        assert "1 captured, not sorted" in page.words
        assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
