"""Takes the pictures of the README anew, from a demo of its own: `make pictures`."""

import io
import tempfile
from contextlib import contextmanager

from flask_migrate import upgrade
from PIL import Image, ImageOps
from playwright.sync_api import expect, sync_playwright

from coffeecop import create_app
from coffeecop.config import PROJECT
from coffeecop.db import db_writes
from coffeecop.models import Agency, Role
from coffeecop.parts.demo.department import load_demo
from tests.factories import make_staff, sign_in
from tests.journeys.browser import system_browser
from tests.journeys.fixtures import PHONE, serving
from tests.stored import one_of
from tests.visitor import Visitor

FOLDER = PROJECT / "docs" / "images"
DESK = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1.5}
LARGEST = 150_000
COLOURS = 128
CONCERN = "Cars race down Thompson past the school every morning. Can you park a patrol car there?"
ANSWER = (
    "Thank you for telling us. An officer will stand at Thompson and Ann on three mornings next "
    "week. Speed humps are decided by Public Works, not by us: we passed your words on."
)


def take_pictures():
    with installation(prepare_demo) as (app, address, open_page):
        cookie = staff_cookie(app, address)
        photograph_staff_pages(open_page, [cookie])
        photograph_public_pages(open_page, [cookie])


@contextmanager
def installation(prepare):
    """Serve an installation of its own, which `prepare` fills, and open pages in a browser."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE_PATH": folder, "LOG_LEVEL": "WARNING"})
        with app.app_context():
            prepare()
        with serving(app) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=system_browser())

            def open_page(screen, cookies=(), **options):
                context = browser.new_context(base_url=server.address, **screen, **options)
                context.add_cookies(cookies)
                return context.new_page()

            yield app, server.address, open_page
            browser.close()


def prepare_demo():
    upgrade()
    with db_writes():
        load_demo()


def photograph_staff_pages(open_page, cookies):
    for name, path, screen, scheme in (
        ("today", "/staff", DESK, "light"),
        ("today-phone", "/staff", PHONE, "dark"),
        ("concerns", "/staff/concerns?waiting=1", DESK, "light"),
    ):
        page = open_page(screen, cookies, color_scheme=scheme)
        page.goto(path)
        if name == "concerns":
            # The script opens the first concern beside the list.
            expect(page.locator("#answer-form")).to_be_visible()
        keep(name, page)


def photograph_public_pages(open_page, cookies):
    resident = open_page(PHONE)
    resident.goto("/")
    resident.goto(resident.locator("a[href^='/events/']").first.get_attribute("href"))
    keep("event", resident)

    resident.goto(f"{resident.url}/concerns/new")
    resident.locator("#body").fill(CONCERN)
    resident.locator("#answer").check()
    resident.locator("#concern-form > button").tap()
    expect(resident.locator("h1")).to_be_visible()
    resident.wait_for_url("**/receipts/**")
    officer = open_page(DESK, cookies)
    officer.goto("/staff/concerns?waiting=1&search=Thompson")
    officer.locator("#concern-list a", has_text=CONCERN[:40]).first.click()
    officer.locator("#answer-form textarea").fill(ANSWER)
    officer.get_by_role("button", name="Send and next").click()
    expect(officer.locator("#concern-list", has_text=CONCERN[:40])).to_have_count(0)
    # As it is opened later, not as it is thanked for.
    resident.goto(resident.url.partition("?")[0])
    expect(resident.get_by_text(ANSWER).first).to_be_visible()
    keep("receipt", resident)


def staff_cookie(app, address):
    """Sign in a member of the demo's department, since a demo's officer sees a notice."""
    visitor = Visitor(app)
    with app.app_context():
        agency = one_of(Agency)
        make_staff(Role.COMPLAINTS, agency=agency)
        roles = (Role.OFFICER, Role.ORGANIZER, Role.ADMIN)
        sign_in(visitor, *roles, agency=agency, name="Sgt. Example")
    name = app.config["SESSION_COOKIE_NAME"]
    value = visitor.client.get_cookie(name).value
    return {"name": name, "value": value, "url": address, "httpOnly": True}


def keep(name, seen, *, folder=FOLDER, largest=LARGEST, colours=COLOURS, margin=0):
    """Write what is in sight of a page, or an element, in few enough colours to be small."""
    picture = Image.open(io.BytesIO(seen.screenshot(animations="disabled"))).convert("RGB")
    picture = ImageOps.expand(picture, border=margin, fill=picture.getpixel((0, 0)))
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.png"
    picture.quantize(colours, kmeans=2, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < largest, (name, path.stat().st_size)
    print(f"{path.relative_to(PROJECT)}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    take_pictures()
