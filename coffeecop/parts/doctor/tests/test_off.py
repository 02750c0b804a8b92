"""Where a department has it off, its pages say nothing of it; the commands are of the server."""

import pytest

from tests.factories import save
from tests.of_parts import needs_part, turn_parts_off

INSTALLATION = "/staff/settings?open=installation"
COMMAND = "python -m coffeecop doctor"


def test_the_page_of_the_installation_names_the_command_where_it_is_on_alone(plain_admin):
    assert COMMAND in plain_admin.get(INSTALLATION).texts("code")
    turn_off(plain_admin)

    assert COMMAND not in plain_admin.get(INSTALLATION).texts("code")


@needs_part("papers")
def test_papers_tell_what_it_finds_where_it_is_on_alone(plain_admin):
    paper = "/staff/papers/security"
    assert "The command verify" in plain_admin.get(paper).words
    assert "second factor (" in plain_admin.get(paper).words
    turn_off(plain_admin)

    assert "The command verify" not in plain_admin.get(paper).words
    assert "second factor (" not in plain_admin.get(paper).words


@pytest.mark.parametrize(("command", "told"), [("doctor", "checks."), ("verify", "written.")])
def test_the_commands_go_on(app, plain_admin, command, told):
    turn_parts_off(plain_admin.member.agency)

    assert app.test_cli_runner().invoke(args=[command]).stdout.strip().endswith(told)


def turn_off(admin):
    save(admin.member.agency, parts_off=["doctor"])
