"""The app."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

MIGRATIONS = Path(__file__).parent / "db" / "migrations"


def create_app(environ: Mapping[str, str] | None = None) -> "Flask":
    """Create the app from environment variables. Raises UnsafeSetting."""
    # Imported here: the engine's own processes import this package and start faster without it.
    from flask import Flask
    from flask_compress import Compress
    from flask_migrate import Migrate
    from htmx_flask import Htmx
    from werkzeug.middleware.proxy_fix import ProxyFix

    from coffeecop import cli, parts
    from coffeecop.config import PROJECT, read_settings
    from coffeecop.db import db
    from coffeecop.db import init_app as init_database
    from coffeecop.public.concerns.views import bp as concerns
    from coffeecop.public.events.views import bp as events
    from coffeecop.public.events.views import front
    from coffeecop.public.mail import mail_addresses, unsubscribe
    from coffeecop.public.matters.views import bp as matters
    from coffeecop.public.pages import bp as pages
    from coffeecop.public.pages import operators
    from coffeecop.public.public_record.views import bp as public_record
    from coffeecop.public.referrals.views import bp as referrals
    from coffeecop.public.rsvps.views import bp as rsvps
    from coffeecop.public.surveys.views import bp as surveys
    from coffeecop.staff import navigation, tools
    from coffeecop.staff.accounts.views import bp as accounts
    from coffeecop.staff.audit.views import bp as audit
    from coffeecop.staff.concerns.views import bp as staff_concerns
    from coffeecop.staff.events.views import bp as staff_events
    from coffeecop.staff.identity import auth
    from coffeecop.staff.matters.views import bp as staff_matters
    from coffeecop.staff.more import bp as more
    from coffeecop.staff.records.requests.views import bp as records_requests
    from coffeecop.staff.records.views import bp as records
    from coffeecop.staff.settings.lists.views import bp as settings_lists
    from coffeecop.staff.settings.views import bp as settings
    from coffeecop.staff.today.views import bp as today
    from coffeecop.staff.topics.views import bp as topics
    from coffeecop.staff.trends.views import bp as trends
    from coffeecop.web import (
        assets,
        backup_labels,
        concern_labels,
        errors,
        event_labels,
        i18n,
        logs,
        matters_shown,
        rate_limits,
        record_labels,
        rendering,
        roster_labels,
        security,
    )
    from coffeecop.web.translations import compile_catalogues

    environ = os.environ if environ is None else environ
    configuration = read_settings(environ)
    app = Flask(
        __name__,
        instance_path=str(configuration["INSTANCE_PATH"]),
        template_folder=str(PROJECT / "templates"),
        static_folder=None,
    )
    # Parts add to SETTINGS what they read of ENVIRON.
    app.config.from_mapping(configuration, ENVIRON=environ)
    compile_catalogues(PROJECT / "translations")
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    init_database(app)
    Migrate(app, db, directory=str(MIGRATIONS))
    Htmx(app)
    Compress(app)
    logs.init_app(app)
    security.init_app(app)
    rate_limits.init_app(app)
    i18n.init_app(app)
    for labels in (
        backup_labels,
        concern_labels,
        event_labels,
        matters_shown,
        record_labels,
        roster_labels,
    ):
        labels.init_app(app)
    assets.init_app(app, PROJECT / "static")
    rendering.init_app(app)
    errors.init_app(app)
    auth.init_app(app)
    navigation.init_app(app)
    tools.init_app(app)
    cli.init_app(app)
    for feature in (
        front,
        events,
        rsvps,
        unsubscribe,
        mail_addresses,
        concerns,
        surveys,
        matters,
        public_record,
        referrals,
        pages,
        operators,
        accounts,
        settings,
        settings_lists,
        audit,
        records,
        records_requests,
        today,
        trends,
        more,
        staff_concerns,
        staff_events,
        staff_matters,
        topics,
    ):
        app.register_blueprint(feature)
    parts.init_app(app)
    return app
