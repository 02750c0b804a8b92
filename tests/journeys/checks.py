"""Checks for every page: accessibility, width and sizes of touch targets."""

from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from coffeecop.models import Language, Role

NARROWEST = 320
TOUCH_TARGET = 44

# Elements beyond the right edge, for the failure message.
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


FADED_IN = """
() => !document.querySelector(".htmx-added, .htmx-swapping")
  && document.getAnimations().every((each) => each.playState !== "running"
    || each.effect.getTiming().iterations === Infinity)
"""


def check_staff_page(page, sign_in_on, address, *, heading):
    """Check a staff page as an administrator sees it on a phone, in both languages."""
    sign_in_on(page, *Role)
    page.goto(address)
    h1 = page.get_by_role("heading", level=1)
    expect(h1).to_be_visible()
    expect(h1).to_contain_text(heading)
    check_easy_to_use(page)

    sign_in_on(page, *Role, language=Language.SPANISH)
    # A preview is in the language that its address asks for.
    page.goto(f"{address}{'&' if '?' in address else '?'}language=es")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    check_layout(page)


def check_easy_to_use(page):
    check_axe(page)
    check_layout(page)


def check_axe(page):
    """Run axe in the light scheme; tests/test_palette.py covers contrast in the dark one.

    Does nothing without JavaScript: those pages differ only in missing buttons, and
    test_every_state.py covers them.
    """
    if page.evaluate("matchMedia('(scripting: none)').matches"):
        return
    # After a click the new page may not have loaded yet.
    page.wait_for_load_state()
    run_axe(page)


def run_axe(page):
    # A part that is still fading in has too little contrast.
    page.wait_for_function(FADED_IN)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@contextmanager
def copy_for_axe(page):
    """Yield a copy of a page without JavaScript, in which axe's own script can run."""
    html = page.content().replace("<noscript>", "").replace("</noscript>", "")
    context = page.context.browser.new_context(viewport=page.viewport_size)
    context.route("**/*.js", lambda route: route.abort())
    context.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html"))
    copy = context.new_page()
    copy.goto(page.url)
    yield copy
    context.close()


def check_no_sideways_scroll(page, *, width=NARROWEST):
    """Check that nothing overflows to the right at this width."""
    # After a form was sent, the style sheet may not have loaded yet.
    page.wait_for_load_state()
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": before["height"]})
    assert page.evaluate(WIDER_THAN, width) == []
    page.set_viewport_size(before)


def check_layout(page):
    """Check overflow at this width, at 320 px and with 200% text, and the sizes of buttons."""
    check_no_sideways_scroll(page, width=page.viewport_size["width"])
    check_no_sideways_scroll(page)
    assert page.evaluate(SMALL_TARGETS, TOUCH_TARGET) == []
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    check_no_sideways_scroll(page, width=page.viewport_size["width"])
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
