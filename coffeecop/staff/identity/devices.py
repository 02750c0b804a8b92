"""The kind of browser and device that a User-Agent header names."""

from coffeecop.models import Browser, Device

# The first mark found decides: most browsers also name those that they want to be taken for.
BROWSERS = (
    (Browser.EDGE, ("Edg/", "EdgA/", "EdgiOS/")),
    (Browser.OPERA, ("OPR/", "OPT/")),
    (Browser.SAMSUNG, ("SamsungBrowser/",)),
    (Browser.FIREFOX, ("Firefox/", "FxiOS/")),
    (Browser.CHROME, ("Chrome/", "CriOS/")),
    (Browser.SAFARI, ("Safari/",)),
)
# An iPad asks for the pages of a Mac unless its owner chose otherwise.
DEVICES = (
    (Device.IPHONE, ("iPhone",)),
    (Device.IPAD, ("iPad",)),
    (Device.ANDROID, ("Android",)),
    (Device.CHROMEBOOK, ("CrOS",)),
    (Device.WINDOWS, ("Windows",)),
    (Device.MAC, ("Macintosh",)),
    (Device.LINUX, ("Linux",)),
)


def browser_of(user_agent: str) -> Browser | None:
    for browser, marks in BROWSERS:
        if any(mark in user_agent for mark in marks):
            return browser
    return None


def device_of(user_agent: str) -> Device | None:
    for device, marks in DEVICES:
        if any(mark in user_agent for mark in marks):
            return device
    return None
