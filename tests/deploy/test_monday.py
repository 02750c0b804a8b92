"""A Monday: a chief said yes on Friday, and today a department starts.

Ana looks after the machine and knows Linux a little. Chief Example runs the events. The walk goes
from an empty folder to a published event and an answered concern, and then through the worst that
can happen to the machine. People use a browser, Ana the shipped command, and all pages come through
nginx with the shipped site and TLS.
"""

import json
import re
import shutil

import pytest
from playwright.sync_api import expect
from pyotp import TOTP

from tests.deploy.installation import Installation
from tests.deploy.programs import other_disk
from tests.deploy.proxies import NAME, make_certificate, nginx, running
from tests.deploy.residents import crowd
from tests.fixtures import running_postgresql
from tests.journeys.browser import system_browser
from tests.journeys.fixtures import PHONE, SECONDS
from tests.journeys.steps import plan_an_event
from tests.journeys.test_first_hour import fill, is_at, press
from tests.mail.server import Post, free_port
from tests.mail.server import running as running_post
from tests.server.test_startup import wait_for
from tests.staff.identity.passwords import GOOD

pytestmark = pytest.mark.exhaustive

HOME = f"https://{NAME}"
CHIEF = "chief@example.org"
SAMPLE = "sample@example.org"
ROSA = "rosa@example.org"
WORRY = "Los carros vuelan por la calle Cedro cuando salen los niños de la escuela."
ANSWER = "Pondremos un radar móvil en esa calle el lunes."


@pytest.fixture
def certificate(tmp_path):
    return make_certificate(tmp_path)


@pytest.fixture
def installation(tmp_path):
    return Installation(tmp_path)


@pytest.fixture
def proxy(installation, certificate, tmp_path):
    (tmp_path / "nginx").mkdir()
    with running(nginx, certificate, installation.port, tmp_path / "nginx") as proxy:
        installation.stand_behind(proxy)
        yield proxy


@pytest.fixture
def post(installation):
    post, port = Post(), free_port()
    installation.set(SMTP_URL=f"smtp://127.0.0.1:{port}", MAIL_FROM=f"coffee@{NAME}")
    with running_post(post, port):
        yield post


@pytest.fixture
def postgresql(tmp_path_factory):
    with running_postgresql(tmp_path_factory.mktemp("runtime")) as server:
        server.psql("CREATE DATABASE coffeecop")
        yield server.get_uri("coffeecop")


@pytest.fixture
def open_phone(playwright, proxy):
    """Open a page on another phone, for which the department's name leads to the proxy."""
    ports = {80: proxy.http, 443: proxy.https}
    rules = ",".join(f"MAP {NAME}:{real} 127.0.0.1:{here}" for real, here in ports.items())
    browser = playwright.chromium.launch(
        executable_path=system_browser(),
        args=["--no-sandbox", "--disable-gpu", f"--host-resolver-rules={rules}"],
    )

    def open_phone():
        context = browser.new_context(base_url=HOME, ignore_https_errors=True, **PHONE)
        context.set_default_timeout(SECONDS * 1000)
        return context.new_page()

    yield open_phone
    browser.close()


@pytest.fixture
def other_office():
    with other_disk() as folder:
        yield folder


def test_monday(installation, proxy, post, postgresql, certificate, open_phone, other_office):
    chief, resident = open_phone(), open_phone()
    with installation.running():
        # Ana starts the services, and hands on the link from the log.
        set_up_the_department(chief, installation)
        secret = protect_the_sign_in(chief)
        event = publish_the_first_event(chief)

        # Rosa reads of it, and has something on her mind. She would like an answer.
        receipt = send_a_worry(resident, event)

        # Before anybody is told of it, the chief and Ana do the rest of the list.
        want_mail_at_any_hour(chief)
        print_the_poster(chief)
        words = encrypt_the_backups(installation, other_office)
        head = finish_on_the_server(installation, words)
        expect_nothing_to_set_up(chief)

        # The chief hears by mail that somebody waits, without a word of hers, and answers.
        alert = wait_for_letter(installation, post, CHIEF, "1 concern waits for an answer")
        expect_nothing_of_the_worry(alert)
        answer_the_worry(chief, alert)
        news = wait_for_letter(installation, post, ROSA)
        assert ANSWER not in news.text
        expect_the_answer(resident, receipt)

        # Ana makes a backup while the whole town writes.
        with crowd(proxy, event) as town:
            wait_for(lambda: len(town.acknowledged) >= 12)
            before = list(town.acknowledged)
            installation.run("backup", f"{installation.backups}/")
            assert len(town.acknowledged) > len(before)

    # The machine burns, and the copy in the other office is restored on a new one, by the paper.
    for folder in (installation.instance, installation.backups):
        shutil.rmtree(folder)
    installation.backups.mkdir()
    installation.run("fetch-backup", installation.backups)
    installation.run("restore", installation.newest_backup(), typed=words)
    with installation.running():
        assert [sent for sent in before if not town.finds(*sent)] == []

    # The county runs a PostgreSQL. Everything moves there, and what is no longer used is deleted.
    installation.run("move", postgresql)
    installation.set(DATABASE_URL=postgresql)
    for file in installation.instance.glob("coffeecop.sqlite3*"):
        file.unlink()
    with installation.running():
        assert [sent for sent in before if not town.finds(*sent)] == []
        expect_the_answer(resident, receipt)
        sign_in_again(chief, secret)

        # In the evening all is well.
        installation.run("backup", f"{installation.backups}/")
        installation.run("verify", "--head", head)
        assert faults_found(installation, certificate) == []
    log = installation.journal.read_text()
    assert [words for words in ("ERROR", "Traceback", "calle Cedro", ROSA) if words in log] == []


# The chief


def set_up_the_department(page, installation):
    (link,) = re.findall(rf"{HOME}/staff/links/\S+", installation.journal.read_text())
    page.goto(link)
    is_at(page, "Set up the first administrator")
    fill(page, agency_name="Example Police Department", name="Chief Example")
    fill(page, email=CHIEF, password=GOOD, repeated=GOOD)
    press(page, "Save and sign in")
    is_at(page, "Today")
    press(page, "I will read them")
    expect(page.get_by_text("Nobody reads concerns about an officer yet")).to_have_count(0)
    page.goto("/staff/settings/edit/department")
    fill(page, name_es="Policía de Ejemplo")
    fill(page, phone="(805) 339-4400", complaint_url="https://www.example.org/complaints")
    press(page, "Save")
    expect(page.get_by_role("status").first).to_be_visible()


def protect_the_sign_in(page):
    """Return the secret that the app on the phone keeps."""
    page.goto("/staff/account/second-factor")
    page.locator("summary").tap()
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.locator("#second-factor-form [name$=code]").fill(TOTP(secret).now())
    page.locator("#second-factor-form button[type=submit]").tap()
    expect(page.locator(".codes li")).to_have_count(10)
    return secret


def want_mail_at_any_hour(page):
    """The walk may be done at night."""
    page.goto("/staff/account?show=notifications")
    fill(page, quiet_from="00:00", quiet_until="00:00")
    page.locator("#notifications-form button").tap()
    expect(page.get_by_role("status").first).to_be_visible()


def publish_the_first_event(page):
    """Return the path of its page."""
    page.goto("/staff/events/new")
    plan_an_event(page, days=30)
    press(page, "Publish")
    expect(page.get_by_text("Published. Residents can see it now.")).to_be_visible()
    return re.search(r"/events/(?!\d)[\w-]+", page.content())[0]


def print_the_poster(page):
    page.goto("/staff")
    page.locator(".set-up summary").tap()
    page.get_by_role("link", name="Print its poster").tap()
    press(page, "Print only the poster")
    is_at(page, "Poster")


def expect_nothing_to_set_up(page):
    page.goto("/staff")
    is_at(page, "Today")
    expect(page.locator(".set-up")).to_have_count(0)


def answer_the_worry(page, alert):
    page.goto(re.search(rf"{HOME}/staff/concerns\S*", alert.text)[0])
    page.locator("#concern-list .items a").first.tap()
    expect(page.locator("blockquote.quote")).to_have_text(WORRY)
    page.get_by_role("textbox", name="Your answer").fill(ANSWER)
    press(page, "Send and next")
    expect(page.get_by_text("is sent.")).to_be_visible()


def sign_in_again(page, secret):
    page.goto("/staff/account")
    press(page, "Sign out")
    is_at(page, "Staff sign in")
    fill(page, email=CHIEF, password=GOOD)
    press(page, "Sign in")
    page.locator("#code").fill(TOTP(secret).now())
    page.locator("#code-form button[type=submit]").tap()
    is_at(page, "Today")


# Rosa


def send_a_worry(page, event):
    """Return the address of the receipt."""
    page.goto(f"/es{event}")
    is_at(page, "Café con un policía")
    page.locator("#body").fill(WORRY)
    page.locator("#answer").check()
    fill(page, contact=ROSA)
    press(page, "Enviar a los oficiales")
    expect(page).to_have_url(re.compile("/es/receipts/"))
    return page.url.partition("?")[0]


def expect_the_answer(page, receipt):
    page.goto(receipt)
    expect(page.locator(".quote.answer").first).to_have_text(ANSWER)


# Ana, and the mail


def encrypt_the_backups(installation, other_office):
    """Make a key, and set its public half and the second place; return the words on the paper."""
    paper = installation.run("backup-key")
    (public,) = re.findall(r"^BACKUP_PUBLIC_KEY=(\S+)$", paper, re.MULTILINE)
    installation.set(BACKUP_PUBLIC_KEY=public, BACKUP_PLACE=other_office)
    return " ".join(re.findall(r"^ +\d+  (.*)$", paper, re.MULTILINE)) + "\n"


def finish_on_the_server(installation, words):
    """Test the mail, add an officer, make and rehearse a backup; return the audit log's head."""
    installation.run("mail", "test", CHIEF)
    officer = "--name", "Officer Sample", "--role", "officer"
    assert f"{HOME}/staff/links/" in installation.run("staff", "add", SAMPLE, *officer)
    installation.run("backup", f"{installation.backups}/")
    installation.run("restore", "--rehearse", installation.newest_backup(), typed=words)
    return re.search(r"^Head: (\S+)$", installation.run("verify"), re.MULTILINE)[1]


def faults_found(installation, certificate):
    """Return what `doctor` does not find well."""
    trust = {"SSL_CERT_FILE": certificate.chain}
    report = json.loads(installation.run("doctor", "--json", may_fail=True, **trust))
    return [check for check in report["checks"] if check["level"] != "ok"]


def wait_for_letter(installation, post, recipient, subject=None):
    """Return a letter. The worker would send it in half a minute; `mail deliver` does at once."""

    def letters():
        return [
            letter
            for letter in post.letters
            if letter.to == [recipient] and subject in (None, letter.message["Subject"])
        ]

    wait_for(lambda: letters() or (installation.run("mail", "deliver") and letters()))
    (letter,) = letters()
    return letter


def expect_nothing_of_the_worry(letter):
    told = (letter.message.as_string() + letter.text).lower()
    words = [ROSA, *re.findall(r"\w{4,}", WORRY.lower())]
    assert [word for word in words if word in told] == []
    assert not letter.message["Reply-To"]
