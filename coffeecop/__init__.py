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
    from coffeecop.server.blueprints import BLUEPRINTS
    from coffeecop.staff import navigation, tools
    from coffeecop.staff.identity import auth
    from coffeecop.web import assets, errors, i18n, labels, logs, rate_limits, rendering, security
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
    labels.init_app(app)
    assets.init_app(app, PROJECT / "static")
    rendering.init_app(app)
    errors.init_app(app)
    auth.init_app(app)
    navigation.init_app(app)
    tools.init_app(app)
    cli.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    parts.init_app(app)
    return app
