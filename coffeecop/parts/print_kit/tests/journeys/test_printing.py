"""Staff print the kit of an event: each sheet exactly one page, however long its words are."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.checks import check_axe, check_layout
from tests.of_parts import needs_part
from tests.pdf import SIZES, Paper
from tests.wordy import make_wordy

PRINTS = "window.print = () => { document.title = 'printed'; };"
# Parts that leave the part of the page which is theirs, or lie on the next one.
OUTSIDE = """
() => {
  const box = (element) => element.getBoundingClientRect();
  const outside = [];
  const check = (inner, outer, isFine) => {
    if (!isFine) outside.push(`${inner.outerHTML.slice(0, 80)} in ${outer.className}`);
  };
  for (const half of document.querySelectorAll(".halves > section, .stub")) {
    for (const part of half.children) {
      const [inner, outer] = [box(part), box(half)];
      check(part, half, inner.top >= outer.top && inner.bottom <= outer.bottom);
    }
  }
  for (const part of document.querySelectorAll(".stub, .host > .scan")) {
    const above = part.previousElementSibling;
    check(above, part, box(above).bottom <= box(part).top);
  }
  for (const word of document.querySelectorAll(".words b")) {
    check(word, word.parentElement, box(word).right <= box(word.parentElement).right);
  }
  return outside;
}
"""


def print_the_kit(page, event, paper="letter"):
    page.goto(f"/staff/events/{event.id}/print-kit?paper={paper}")
    page.locator("#english").fill("3")
    page.locator("#spanish").fill("3")
    page.get_by_role("button", name="Print the kit").tap()


@needs_part("arrivals")
@needs_part("capture")
@pytest.mark.parametrize(
    ("share", "paper"),
    [
        (0.25, "letter"),
        (1, "a4"),
        *(
            pytest.param(share, paper, marks=pytest.mark.exhaustive)
            for share in (0.1, 0.22, 0.25, 0.5, 1)
            for paper in SIZES
            if (share, paper) not in [(0.25, "letter"), (1, "a4")]
        ),
    ],
)
def test_each_sheet_fills_one_page(open_page, sign_in_on, app, share, paper):
    page, event = open_page(), make_wordy(share)
    sign_in_on(page)
    page.add_init_script(PRINTS)

    print_the_kit(page, event, paper)

    expect(page.locator(".sheet")).to_have_count(6)
    printed = Paper(page.pdf(prefer_css_page_size=True))
    assert printed.sizes == [SIZES[paper]] * 6
    assert [len(printed.codes(number)) for number in range(6)] == [2, 2, 2, 1, 4, 2]
    page.emulate_media(media="print")
    assert page.evaluate(OUTSIDE) == []


@needs_part("arrivals")
@needs_part("capture")
def test_each_button_opens_the_print_dialogue_and_the_sheets_are_easy_to_look_at(
    phone, sign_in_on, app
):
    event = make_wordy(0.3)
    sign_in_on(phone)
    phone.add_init_script(PRINTS)
    phone.goto(f"/staff/events/{event.id}")
    phone.get_by_role("link", name="Print", exact=True).tap()
    phone.get_by_role("button", name="Print only the poster").tap()
    expect(phone).to_have_title("printed")
    expect(phone).to_have_url(re.compile("sheet=poster"))
    expect(phone.locator(".sheet")).to_have_count(1)

    print_the_kit(phone, event)

    expect(phone.locator(".sheet")).to_have_count(6)
    expect(phone).to_have_title("printed")
    check_layout(phone)
    check_axe(phone)
