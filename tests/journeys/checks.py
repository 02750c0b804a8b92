"""What every page must satisfy, whatever it shows."""

from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

NARROWEST = 320
TALLEST_TAP = 44

# The longest way out of the page, to be named in the failure.
WIDER_THAN = """
(width) => {
  const wide = [...document.querySelectorAll("body *")].filter(
    (element) => element.getBoundingClientRect().right > width + 0.5
      && !element.closest(".table-scroll, .visually-hidden"));
  return document.documentElement.scrollWidth > width
    ? wide.slice(-3).map((element) => element.outerHTML.slice(0, 120)).concat("(scrolls)")
    : [];
}
"""
SMALL_TARGETS = """
(least) => [...document.querySelectorAll(
    "button, summary, select, textarea, input:not([type=hidden], [type=radio], [type=checkbox])")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true })
    && !element.closest(".visually-hidden, [aria-hidden=true]"))
  .filter((element) => element.getBoundingClientRect().height < least - 0.5)
  .map((element) => element.outerHTML.slice(0, 120))
"""


def check_staff_page(page, *, heading=""):
    """Hold a page of staff to axe's rules and to a phone's screen, under its heading."""
    shown = page.get_by_role("heading", level=1)
    expect(shown).to_be_visible()
    expect(shown).to_contain_text(heading)
    check_axe(page)
    check_layout(page)


def check_axe(page):
    """Hold the page to axe's rules, in light; tests/test_palette.py proves the other scheme's too.

    A page without script is the page with script less some buttons, so a walk in both ways asks
    axe once; test_every_state.py asks it about pages without script.
    """
    if page.evaluate("matchMedia('(scripting: none)').matches"):
        return
    # A page that a link led to can be read before its first line has come.
    page.wait_for_load_state()
    run_axe(page)


def run_axe(page):
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@contextmanager
def copy_for_axe(page):
    """Give axe a copy of a page without scripts, in which only axe's own run."""
    html = page.content().replace("<noscript>", "").replace("</noscript>", "")
    context = page.context.browser.new_context(viewport=page.viewport_size)
    context.route("**/*.js", lambda route: route.abort())
    context.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html"))
    copy = context.new_page()
    copy.goto(page.url)
    yield copy
    context.close()


def check_no_sideways_scroll(page, *, width=NARROWEST):
    """Nothing sticks out to the right on the narrowest phone."""
    # A page that a form led to can be read, and measured, before its style sheet has come.
    page.wait_for_load_state()
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": before["height"]})
    assert page.evaluate(WIDER_THAN, width) == []
    page.set_viewport_size(before)


def check_layout(page):
    """Read and tapped with ease: at this width, on the narrowest phone, and with large text."""
    check_no_sideways_scroll(page, width=page.viewport_size["width"])
    check_no_sideways_scroll(page)
    assert page.evaluate(SMALL_TARGETS, TALLEST_TAP) == []
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    check_no_sideways_scroll(page, width=page.viewport_size["width"])
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
