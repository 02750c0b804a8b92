"""`python -m benchmarks.triage`: 500 waiting concerns triaged by keyboard alone, each key counted.

In a browser at a desk, on SQLite. `CONCERNS=100` takes fewer.
"""

import os
import tempfile
import time

from flask_migrate import upgrade
from playwright.sync_api import sync_playwright

from coffeecop import create_app
from coffeecop.db import db
from tests.factories import sign_in
from tests.journeys.browser import system_browser
from tests.journeys.fixtures import serving
from tests.journeys.keyboard_triage import Triage, fill
from tests.visitor import Visitor

CONCERNS = int(os.environ.get("CONCERNS", "500"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE_PATH": folder, "LOG_LEVEL": "WARNING"})
        with app.app_context():
            upgrade()
            fill(CONCERNS)
            visitor = Visitor(app)
            sign_in(visitor)
            db.session.remove()
        cookie = visitor.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        with serving(app) as server, sync_playwright() as playwright:
            report(*walk(playwright, server, cookie))
        with app.app_context():
            db.engine.dispose()


def walk(playwright, server, cookie):
    browser = playwright.chromium.launch(executable_path=system_browser(), args=["--no-sandbox"])
    context = browser.new_context(base_url=server.address, viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server.address}])
    triage = Triage(context.new_page())
    started = time.perf_counter()
    triage.run()
    seconds, clicks = time.perf_counter() - started, triage.clicks
    browser.close()
    return triage, clicks, seconds


def report(triage, clicks, seconds):
    total = sum(triage.keys.values())
    for step, keys in triage.keys.most_common():
        print(f"{step:10}{keys:6,} keys")
    print(f"{total:,} keys for {CONCERNS:,} concerns: {total / CONCERNS:.2f} each")
    print(f"{clicks} clicks; undone once each: {', '.join(sorted(triage.undone))}")
    print(f"{seconds:.0f} s")


if __name__ == "__main__":
    main()
