"""Checks for every page: accessibility, width and sizes of touch targets."""

from contextlib import contextmanager

from axe_playwright_python.base import AXE_SCRIPT, AxeResults

from tests.journeys.server import AXE

NARROWEST = 320
TOUCH_TARGET = 44
DESK = {"width": 1280, "height": 800}
# Two thirds of what a page for staff has of it; and a height beside which nothing could stand.
LEAST_USED, ONE_QUESTION = 810, 320

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

# How wide and how high what one sees is: texts, controls and boxes with an edge.
EXTENT = """
() => {
  const main = document.querySelector("main");
  const seen = "input:not([type=hidden]), textarea, select, img, svg, .card, .empty-state";
  const boxes = [...main.querySelectorAll(seen)].filter((each) => each.checkVisibility())
    .map((each) => each.getBoundingClientRect());
  const range = document.createRange();
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    if (!texts.currentNode.parentElement.checkVisibility()) continue;
    range.selectNodeContents(texts.currentNode);
    boxes.push(...range.getClientRects());
  }
  const visible = boxes.filter(({ width }) => width > 1);
  const extent = (from, to) => Math.max(...visible.map(to)) - Math.min(...visible.map(from));
  const width = extent(({ left }) => left, ({ right }) => right);
  return [width, extent(({ top }) => top, ({ bottom }) => bottom)];
}
"""

# Words in two lines that would fit one. An address may break, and so may a word at its hyphen.
BROKEN_WORDS = """
() => {
  const boxes = "main, .card, .notice, .error-summary, .kept, footer, .bar > div";
  const room = (element) => {
    const box = element.closest(boxes) || document.body;
    const { paddingLeft, paddingRight } = getComputedStyle(box);
    return box.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  };
  const ADDRESS = /[.@]\\w|:\\/\\//;
  const WORDS = /\\S*([.@]\\w|:\\/\\/)\\S*|[^\\s\\-–—/]+/g;
  const broken = [];
  const range = document.createRange();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, { parentElement } = text;
    if (!parentElement.checkVisibility({ visibilityProperty: true })) continue;
    if (parentElement.closest(".visually-hidden")) continue;
    for (const { 0: word, index } of text.data.matchAll(WORDS)) {
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const lines = [...range.getClientRects()].filter(({ width }) => width);
      const tops = new Set(lines.map(({ top }) => Math.round(top)));
      const width = lines.reduce((sum, line) => sum + line.width, 0);
      const isSplit = tops.size > 1 && width <= room(parentElement);
      if (isSplit && !ADDRESS.test(word)) broken.push(word);
    }
  }
  return broken;
}
"""

# Without a signal, or in a copy of a page, no file comes.
LOAD_AXE = """
(address) => "axe" in window || new Promise((resolve) => {
  const script = document.createElement("script");
  script.src = address;
  script.onload = () => resolve(true);
  script.onerror = () => resolve(false);
  document.head.append(script);
  script.remove();
})
"""
RUN_AXE = """
(contrast) => axe.run({
  preload: false, resultTypes: ["violations"], rules: { "color-contrast": { enabled: contrast } }
}).then(({ violations }) => violations)
"""
FADED_IN = """
() => !document.querySelector(".htmx-added, .htmx-swapping")
  && document.getAnimations().every((each) => each.playState !== "running"
    || each.effect.getTiming().iterations === Infinity)
"""


def check_easy_to_use(page):
    check_axe(page, contrast=False)
    check_layout(page)


def check_axe(page, *, contrast=True):
    """Run axe; contrast takes half of its time.

    tests/test_palette.py holds each text apart from its background, in light and in dark.
    """
    # After a click the new page may not have loaded yet.
    page.wait_for_load_state()
    # A part that is still fading in has too little contrast.
    page.wait_for_function(FADED_IN)
    if not page.evaluate(LOAD_AXE, AXE):
        page.evaluate(f"() => {{ {AXE_SCRIPT} }}")
    # What is fine weighs half a megabyte; only the rest is fetched.
    violations = page.evaluate(RUN_AXE, contrast)
    report = AxeResults({"violations": violations}).generate_report()
    assert violations == [], f"{page.url}\n{report}"


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


def check_layout(page, *, widths=(NARROWEST,), of_words=()):
    """Check overflow at its own and these widths and with 200% text, and the sizes of buttons."""
    # After a form was sent, the style sheet may not have loaded yet.
    page.wait_for_load_state()
    before = page.viewport_size
    assert page.evaluate(SMALL_TARGETS, TOUCH_TARGET) == []
    for width in (before["width"], *widths):
        if width != before["width"]:
            page.set_viewport_size({"width": width, "height": before["height"]})
        assert page.evaluate(WIDER_THAN, width) == []
        if width in (before["width"], *of_words):
            with large_text(page):
                assert page.evaluate(WIDER_THAN, width) == []
                assert not of_words or page.evaluate(BROKEN_WORDS) == []
    if widths:
        page.set_viewport_size(before)


def check_width(page):
    """Check that a page for staff uses a desk's width, unless it is a letter or one question."""
    before = page.viewport_size
    page.set_viewport_size(DESK)
    width, height = page.evaluate(EXTENT)
    is_letter = page.locator("main.slim, main .document").count()
    assert is_letter or width >= LEAST_USED or height <= ONE_QUESTION, (page.url, width, height)
    page.set_viewport_size(before)


def check_words(page, *, widths=(NARROWEST,)):
    """Check its layout, and that with 200% text no word breaks, on the narrowest screen too."""
    check_layout(page, widths=widths, of_words=(NARROWEST,))


@contextmanager
def large_text(page):
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    yield
    page.evaluate("document.documentElement.style.removeProperty('font-size')")
