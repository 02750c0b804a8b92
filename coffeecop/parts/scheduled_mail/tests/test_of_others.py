"""What the digest says of other parts, whichever they are."""

from datetime import timedelta

import pytest
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import literal

from coffeecop import parts
from coffeecop.models import Role
from coffeecop.parts.hooks import BackupProgram
from coffeecop.parts.links import Section, Spot
from coffeecop.parts.scheduled_mail.tests.test_digest import (
    DAY,
    MONDAY,
    TIMES,
    clock,  # noqa: F401  (a fixture)
    digests_at,
    hire,
)
from tests.factories import HERE, set_installation
from tests.stored import mails, one_mail

LINE = "How old the copies are."

pytestmark = [pytest.mark.usefixtures("mail_port"), pytest.mark.both_databases]


@pytest.fixture
def tea(monkeypatch):
    """Let the only part beside be one that adds these."""

    def add(**adds):
        part = parts.Part("tea", "Tea", "For those who do not drink coffee", **adds)
        monkeypatch.setattr(parts, "parts", lambda: (part,))

    return add


def test_it_tells_lines_of_today_that_are_for_it_and_sections(app, clock, tea, monkeypatch):  # noqa: F811
    template = DictLoader({"tea/digest.txt": "Tea for {{ data }}."})
    monkeypatch.setattr(app.jinja_env, "loader", ChoiceLoader([template, app.jinja_env.loader]))
    line = parts.TodayLine("check", lambda _: literal(2), "{} cups".format, "today.index")
    tea(
        today=[line, line._replace(in_digest=True, text="{} pots".format)],
        links=[
            Section(Spot.DIGEST, "tea/digest.txt", lambda member, _since: member.name),
            Section(Spot.DIGEST, "tea/nothing.txt", lambda _member, _since: ""),
        ],
    )
    hire(Role.ORGANIZER, name="Ana Sample")

    digests_at(clock, MONDAY)

    lines = one_mail().body.splitlines()
    assert lines[:4] == ["2 pots:", f"{HERE}/staff", "", "Tea for Ana Sample."]


@pytest.mark.exhaustive_on("postgresql")
@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"backed_up_at": MONDAY - timedelta(hours=47)}, []),
        ({"backed_up_at": MONDAY - timedelta(hours=49)}, ["The last backup is 2 days old.", LINE]),
        ({"backed_up_at": None}, ["No backup was ever made.", LINE]),
        # A new installation is given time for its first.
        ({"created_at": MONDAY - DAY, **dict.fromkeys(TIMES)}, []),
        ({"copied_at": MONDAY - 8 * DAY}, []),
        ({"copied_at": MONDAY - 9 * DAY}, [LINE]),
        ({"copied_at": None, "restored_at": MONDAY - 41 * DAY}, [LINE]),
    ],
)
def test_a_backup_that_is_old_or_stays_here_or_is_not_rehearsed_is_told(clock, tea, values, told):  # noqa: F811
    tea(links=[BackupProgram(lambda: False, lambda: None, lambda _installation: LINE)])
    hire(Role.ADMIN)
    set_installation(**values)

    digests_at(clock, MONDAY)

    lines = [line for mail in mails() for line in mail.body.splitlines()]
    assert [line[2:] for line in lines if line.startswith("- ")] == told
