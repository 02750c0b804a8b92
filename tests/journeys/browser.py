"""Which browser the walks use."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")


def system_browser():
    """Return the path of an installed browser; None leaves it to the one Playwright may have."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def is_ready():
    if system_browser():
        return True
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


if __name__ == "__main__":
    sys.exit(not is_ready())
