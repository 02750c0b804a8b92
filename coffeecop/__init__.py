"""The app: settings, extensions, features."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from flask import Flask
from flask_compress import Compress
from htmx_flask import Htmx
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from coffeecop import assets, cli, errors, i18n, logs, security, web
from coffeecop.catalogues import compile_catalogues
from coffeecop.concerns.views import bp as concerns
from coffeecop.config import PROJECT, read_settings
from coffeecop.dashboard.views import bp as dashboard
from coffeecop.db import db, engine_options, set_up_engine
from coffeecop.events.views import bp as events
from coffeecop.flags.views import bp as flags
from coffeecop.mail_stops.views import bp as mail_stops
from coffeecop.pages.views import bp as pages
from coffeecop.pages.views import operators
from coffeecop.planning.views import bp as planning
from coffeecop.rsvps.views import bp as rsvps
from coffeecop.staff.auth import init_app as init_staff
from coffeecop.staff.views import bp as staff
from coffeecop.surveys.views import bp as surveys
from coffeecop.themes.views import bp as themes
from coffeecop.topic_list.views import bp as topic_list
from coffeecop.triage.views import bp as triage

MIGRATIONS = Path(__file__).parent / "migrations"
FEATURES = (
    events,
    rsvps,
    mail_stops,
    concerns,
    surveys,
    pages,
    operators,
    staff,
    dashboard,
    triage,
    flags,
    themes,
    planning,
    topic_list,
)


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """Make the app from the environment. Raises UnsafeSetting."""
    settings = read_settings(os.environ if environ is None else environ)
    app = Flask(
        __name__,
        instance_path=str(settings["INSTANCE_PATH"]),
        template_folder=str(PROJECT / "templates"),
        static_folder=None,
    )
    app.config.from_mapping(settings)
    compile_catalogues(PROJECT / "translations")
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    url = app.config["SQLALCHEMY_DATABASE_URI"]
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    db.init_app(app)
    with app.app_context():
        set_up_engine(db.engine)
    _add_migrations_when_asked(app)
    Htmx(app)
    Compress(app)
    logs.init_app(app)
    security.init_app(app)
    i18n.init_app(app)
    assets.init_app(app, PROJECT / "static")
    web.init_app(app)
    errors.init_app(app)
    init_staff(app)
    cli.init_app(app)
    for feature in FEATURES:
        app.register_blueprint(feature)
    return app


def _add_migrations_when_asked(app: Flask) -> None:
    """Let Alembic wait until somebody migrates: it takes 10 MB, of which a running server has no
    use.
    """

    def settings() -> Any:
        from flask_migrate import Migrate

        # It takes both places itself.
        Migrate(app, db, directory=str(MIGRATIONS))
        return app.extensions["migrate"]

    def commands() -> Any:
        settings()
        return app.cli.commands["db"]

    app.extensions["migrate"] = LocalProxy(settings)
    app.cli.add_command(cast(Any, LocalProxy(commands)), "db")
