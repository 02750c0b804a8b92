"""The kind of browser and device that a User-Agent header names."""

from collections.abc import Iterable
from typing import TypeVar

from coffeecop.models import Browser, Device

Kind = TypeVar("Kind", Browser, Device)

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


def named_in(user_agent: str, kinds: Iterable[tuple[Kind, Iterable[str]]]) -> Kind | None:
    return next((kind for kind, marks in kinds if any(mark in user_agent for mark in marks)), None)
