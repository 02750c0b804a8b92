"""Turning alerts on on a phone, and what the phone does with one."""

import json

import pytest
from playwright.sync_api import expect

from coffeecop.models import Role, StaffSession
from coffeecop.parts.duty.models import PushSubscription
from coffeecop.parts.duty.tests.push_service import Phone
from tests.factories import save
from tests.journeys.fixtures import DESK
from tests.staff.identity.passwords import GOOD, hashed
from tests.stored import all_of, one_of

ENDPOINT = "https://fcm.googleapis.com/fcm/send/1"
# No push service can be reached in a test, so the browser's own answer is replaced.
SUBSCRIBES = """
PushManager.prototype.getSubscription = async () => sessionStorage.subscribed ? subscription : null;
const subscription = {
  toJSON: () => ({ endpoint: "%(endpoint)s", keys: %(keys)s }),
  unsubscribe: async () => { sessionStorage.removeItem("subscribed"); },
};
PushManager.prototype.subscribe = async function ({ applicationServerKey, userVisibleOnly }) {
  if (!userVisibleOnly || applicationServerKey.length !== 87) throw new Error("wrong options");
  sessionStorage.subscribed = "yes";
  return subscription;
};
"""


def answer_of():
    subscription = Phone(ENDPOINT).subscription
    keys = {name: subscription[name] for name in ("p256dh", "auth")}
    return SUBSCRIBES % {"endpoint": ENDPOINT, "keys": json.dumps(keys)}


@pytest.fixture
def own_phone(open_page, sign_in_on):
    def open_own(*, allows=True, **options):
        page = open_page(is_new=True, **options)
        if allows:
            page.context.grant_permissions(["notifications"])
        sign_in_on(page, Role.OFFICER, password_hash=hashed(GOOD))
        make_own()
        return page

    return open_own


def make_own():
    save(one_of(StaffSession), is_own_device=True)


def test_an_officer_turns_alerts_on_and_off_on_their_phone(own_phone):
    page = own_phone()
    page.add_init_script(answer_of())
    page.goto("/staff/account?show=notifications")
    expect(page.locator("[data-phone-missing]")).to_be_hidden()

    page.locator("#phone-form button").click()

    expect(page.locator(".notice-success")).to_contain_text("Alerts come to this phone.")
    assert one_of(PushSubscription).endpoint == ENDPOINT
    page.locator("#phone-test-form button").click()
    expect(page.locator("#phone")).to_contain_text("An alert has waited")
    page.locator("#phone-off-form button").click()
    expect(page.locator("#phone-form button")).to_be_visible()
    assert all_of(PushSubscription) == []


def turn_on(page):
    page.add_init_script(answer_of())
    page.goto("/staff/account?show=notifications")
    page.locator("#phone-form button").click()
    expect(page.locator("#phone-off-form")).to_be_visible()


def test_alerts_go_on_in_the_session_that_a_new_password_begins(own_phone):
    page = own_phone()
    turn_on(page)
    before = one_of(PushSubscription).session_id
    page.locator("summary", has_text="Change your password").click()
    page.locator("#current").fill(GOOD)
    for field in ("#password", "#repeated"):
        page.locator(field).fill("wagon lemon thirteen rivers")

    with page.expect_response(lambda answer: answer.url.endswith("/staff/account/phone")):
        page.locator("#password-form button").click()

    page.goto("/staff/account?show=notifications")
    expect(page.locator("#phone-off-form")).to_be_visible()
    assert one_of(PushSubscription).session_id != before


def test_signing_out_ends_them_in_the_browser_too(own_phone):
    page = own_phone(screen=DESK)
    turn_on(page)

    page.locator(".bar form button").click()

    expect(page.locator("#sign-in-form")).to_be_visible()
    assert page.evaluate("[localStorage.phone, sessionStorage.subscribed]") == [None, None]
    assert all_of(PushSubscription) == []


def test_who_does_not_allow_it_reads_what_to_do(own_phone):
    page = own_phone(allows=False)
    page.add_init_script("Notification.requestPermission = async () => 'denied';")
    page.goto("/staff/account?show=notifications")

    page.locator("#phone-form button").click()

    expect(page.locator("#phone-form [role=alert]")).to_be_visible()
    assert all_of(PushSubscription) == []


def test_the_phone_shows_an_alert_and_leads_to_the_list(own_phone, live_server):
    page = own_phone()
    page.goto("/staff/account")
    page.evaluate(
        "navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)"
    )
    cdp = page.context.new_cdp_session(page)
    versions = []
    cdp.on("ServiceWorker.workerRegistrationUpdated", lambda seen: versions.append(seen))
    cdp.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.ready")
    (registration,) = versions[-1]["registrations"]
    shown = {
        "title": "1 concern has an urgent flag",
        "body": "Since",
        "url": "https://evil.example/staff/concerns/flags",
    }
    cdp.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": live_server.address,
            "registrationId": registration["registrationId"],
            "data": json.dumps(shown),
        },
    )
    page.wait_for_function(
        """async () => (await (await navigator.serviceWorker.ready).getNotifications())
        .some(({ title, body }) => title.includes("urgent") && body === "Since")"""
    )

    # What a link says besides the path counts for nothing.
    (worker,) = page.context.service_workers
    opened = worker.evaluate(
        """(data) => {
          const opened = [];
          clients.openWindow = (url) => opened.push(url);
          const click = new Event("notificationclick");
          Object.assign(click, { notification: { data, close() {} }, waitUntil() {} });
          dispatchEvent(click);
          return opened;
        }""",
        shown["url"],
    )
    assert opened == ["/staff/concerns/flags"]
