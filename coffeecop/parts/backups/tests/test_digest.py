"""What the digest says of backups, to administrators."""

from datetime import timedelta

import pytest

from coffeecop.models import Role
from tests.factories import set_installation
from tests.mail.test_digest import DAY, MONDAY, TIMES, clock, digests_at, hire  # noqa: F401
from tests.stored import mails

NO_KEY = "Backups are not encrypted: there is no key yet."
AS_IT_SHOULD_BE = f"Last copy elsewhere: 19 hours ago. Last rehearsal: 19 hours ago. {NO_KEY}"

pytestmark = [pytest.mark.usefixtures("mail_port"), pytest.mark.both_databases]


@pytest.mark.exhaustive_on("postgresql")
@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"backed_up_at": MONDAY - timedelta(hours=47)}, []),
        (
            {"backed_up_at": MONDAY - timedelta(hours=49)},
            ["The last backup is 2 days old.", AS_IT_SHOULD_BE],
        ),
        ({"backed_up_at": None}, ["No backup was ever made.", AS_IT_SHOULD_BE]),
        # A new installation is given time for its first.
        ({"created_at": MONDAY - DAY, **dict.fromkeys(TIMES)}, []),
        ({"copied_at": MONDAY - 8 * DAY}, []),
        (
            {"copied_at": MONDAY - 9 * DAY},
            [f"Last copy elsewhere: 1 week ago, too old. Last rehearsal: 19 hours ago. {NO_KEY}"],
        ),
        (
            {"copied_at": None, "restored_at": MONDAY - 41 * DAY},
            [f"No backup was copied elsewhere yet. Last rehearsal: 1 month ago, too old. {NO_KEY}"],
        ),
    ],
)
def test_a_backup_that_is_old_or_stays_here_or_is_not_rehearsed_is_told(clock, values, told):  # noqa: F811
    hire(Role.ADMIN)
    set_installation(**values)

    digests_at(clock, MONDAY)

    lines = [line for mail in mails() for line in mail.body.splitlines()]
    assert [line[2:] for line in lines if line.startswith("- ")] == told
