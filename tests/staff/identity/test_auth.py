"""Headers as browsers send them."""

import pytest

from coffeecop.staff.identity.auth import BROWSERS, DEVICES, named_in

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
CHROME = f"{WEBKIT} Chrome/126.0.0.0"
GECKO = "Gecko/20100101 Firefox/127.0"
SAMSUNG = f"{WEBKIT} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36"
PHONE = "iPhone; CPU iPhone OS 17_5 like Mac OS X"
TABLET = "iPad; CPU OS 17_5 like Mac OS X"
MAC = "Macintosh; Intel Mac OS X 10_15_7"
WINDOWS = "Windows NT 10.0; Win64; x64"
MOBILE = "Mobile/15E148"


@pytest.mark.parametrize(
    ("system", "program", "browser", "device"),
    [
        ("Linux; Android 10; K", f"{CHROME} Mobile Safari/537.36", "Chrome", "Android"),
        ("Linux; Android 14; SM-S911U", SAMSUNG, "Samsung Internet", "Android"),
        ("Android 14; Mobile; rv:127.0", "Gecko/127.0 Firefox/127.0", "Firefox", "Android"),
        (PHONE, f"{APPLE} Version/17.5 {MOBILE} Safari/604.1", "Safari", "iPhone"),
        (PHONE, f"{APPLE} CriOS/126.0.6478.54 {MOBILE} Safari/604.1", "Chrome", "iPhone"),
        (PHONE, f"{APPLE} FxiOS/127.0 {MOBILE} Safari/605.1.15", "Firefox", "iPhone"),
        (TABLET, f"{APPLE} Version/17.5 {MOBILE} Safari/604.1", "Safari", "iPad"),
        (MAC, f"{APPLE} Version/17.5 Safari/605.1.15", "Safari", "Mac"),
        (WINDOWS, f"{CHROME} Safari/537.36", "Chrome", "Windows"),
        (WINDOWS, f"{CHROME} Safari/537.36 Edg/126.0.0.0", "Edge", "Windows"),
        (WINDOWS, f"{CHROME} Safari/537.36 OPR/110.0.0.0", "Opera", "Windows"),
        ("X11; CrOS x86_64 14541.0.0", f"{CHROME} Safari/537.36", "Chrome", "Chromebook"),
        ("X11; Linux x86_64; rv:127.0", GECKO, "Firefox", "Linux"),
        (PHONE, f"{APPLE} {MOBILE}", None, "iPhone"),
        ("X11", "curl/8.5.0", None, None),
    ],
)
def test_the_kind_of_browser_and_device_is_recognized(system, program, browser, device):
    user_agent = f"Mozilla/5.0 ({system}) {program}"

    assert (named_in(user_agent, BROWSERS), named_in(user_agent, DEVICES)) == (browser, device)


def test_of_no_header_nothing_is_known():
    assert named_in("", BROWSERS) is named_in("", DEVICES) is None
