"""DEMO=1: the demo comes into an empty database, and the start message leads into it."""

import pytest

from coffeecop import create_app
from coffeecop.config import UnsafeSetting
from coffeecop.db import db
from coffeecop.models import Event, StaffSession
from coffeecop.server.preparation import prepare
from coffeecop.server.production import startup_message
from coffeecop.web.tokens import hash_token
from tests.server.test_preparation import all_of

pytestmark = [pytest.mark.slow, pytest.mark.both_databases]


def test_it_comes_only_when_asked_for_and_only_into_an_empty_database(new_app):
    app = new_app()
    assert prepare(app).lines == []
    assert all_of(app, Event) == []

    with_demo = new_app(DEMO="1")
    lines = startup_message(with_demo.config, prepare(with_demo)).splitlines()
    assert lines[1].startswith("Look at the demo first, as one of its officers")
    assert lines[2].startswith("  http://127.0.0.1:8000/staff/demo/")
    assert lines[3].startswith("Set up the first administrator")
    (session,) = all_of(app, StaffSession)
    assert session.token_hash == hash_token(lines[2].rpartition("/")[2])
    events = len(all_of(app, Event))
    prepare(with_demo)

    assert len(all_of(app, Event)) == events > 0


def test_the_setting_is_one_or_nothing_and_a_backup_holds_it(environ, tmp_path):
    def app_with(value):
        app = create_app({**environ, "INSTANCE_PATH": str(tmp_path), "DEMO": value})
        with app.app_context():
            db.engine.dispose()
        return app.config["DEMO"], app.config["SETTINGS"].get("DEMO")

    assert app_with("") == (False, None)
    assert app_with("0") == (False, "0")
    assert app_with("1") == (True, "1")
    with pytest.raises(UnsafeSetting, match="DEMO is 'yes'. Set it to 1 for yes or 0 for no."):
        app_with("yes")
