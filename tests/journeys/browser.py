"""Which browser the walks use.

Run as a program, it tells by its exit code whether there is one: `--fast` asks for the headless
shell, which takes half the time of a whole Chromium.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HEADLESS_SHELL = "chromium-headless-shell"
NAMES = (HEADLESS_SHELL, "chromium", "chromium-browser", "google-chrome")


def system_browser():
    """Return the path of an installed browser; None leaves it to the one Playwright may have."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def is_ready(names):
    if any(map(shutil.which, names)):
        return True
    # The one that Playwright brings is a headless shell too.
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


if __name__ == "__main__":
    sys.exit(not is_ready((HEADLESS_SHELL,) if "--fast" in sys.argv else NAMES))
