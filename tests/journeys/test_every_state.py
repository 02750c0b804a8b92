"""Each page in each state: what a screen reader finds, where the focus goes, what large text does.

The names are tested in English; in Spanish the tree must be the same, with other names.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import states
from tests.journeys.checks import NARROWEST, check_axe, check_layout, check_words, copy_for_axe
from tests.of_parts import FOLDERS, of_parts

# What follows on something that was sent, and is swapped in.
SWAPPED = (
    "rsvp_with_errors rsvp_confirmed rsvp_changed rsvp_cancelled last_seat_gone unsubscribed "
    "unsubscribed_from_a_concern concern_with_errors concern_with_guesses "
    "question_about_an_officer notes_before_sending details_taken_out receipt_with_a_slip "
    "thread_with_errors message_added said_it_got_better said_it_did_not_get_better "
    "change_with_errors"
)
# tests/web/test_sweep.py compares every page without script with the parts that are swapped in.
SEEN_WITHOUT_SCRIPT = ("rsvp", "receipt", "thread", *of_parts("SEEN_WITHOUT_SCRIPT", "walks"))
# tests/test_palette.py holds the colours themselves apart.
SEEN_IN_THE_DARK = "event rsvp_with_errors notes_before_sending thread"
IN_THE_DARK = {*SEEN_IN_THE_DARK.split(), *of_parts("SEEN_IN_THE_DARK", "walks")}
WALKS_OF_PARTS = {walk.__name__: walk for walk in of_parts("WALKS_OF_RESIDENTS", "walks")}
WALKS = states.WALKS | WALKS_OF_PARTS
# What follows on a link, and is swapped in: the focus alone tells.
FOLLOWED = "rsvp_to_change"
IN_A_LIVE_REGION = """
() => Boolean(document.activeElement.closest("[role=status], [role=alert], [aria-live]"))
"""
# A phone at double zoom shows half as many pixels of the style sheet.
ZOOMED = 195


def read_trees(text):
    """Return the expected lines of each state, and of each part that several states share."""
    trees = {}
    for told in text.split("\n# ")[1:]:
        name, _, lines = told.partition("\n")
        trees[name] = lines.format(**trees)
    return trees


FILES = [Path(__file__).parent / "trees.txt", *(folder / "tests/trees.txt" for folder in FOLDERS)]
# Each says first what it is.
TOLD = [path.read_text("utf-8").partition("\n\n")[2] for path in FILES if path.exists()]
TREES = read_trees("\n" + "\n".join(TOLD))


def tree_of(snapshot):
    """Return the lines of what a screen reader finds, without their nesting."""
    lines = [line.strip().removeprefix("- ") for line in snapshot.splitlines()]
    return [line.removesuffix(":").strip("'") for line in lines if not line.startswith("/url")]


def missing_keywords(tree, expected):
    """Return the first expected line that does not follow on the ones before it."""
    rest = iter(tree)
    for line in filter(None, expected.splitlines()):
        if not any(found.startswith(line) for found in rest):
            return line
    return None


def outline(snapshot):
    """Return the roles of the tree in their order, without names."""
    roles = re.findall(r"^( *)- '?(\w+)", snapshot, re.MULTILINE)
    return [(len(indent), role) for indent, role in roles if role not in ("text", "strong")]


def check_focus(page, name):
    is_swapped = name in (*SWAPPED.split(), *of_parts("SWAPPED", "walks"))
    if is_swapped or name == FOLLOWED:
        expect(page.locator("[data-focus]").first).to_be_focused()
    if is_swapped:
        assert page.evaluate(IN_A_LIVE_REGION), name


def check_what_is_heard(page, name):
    """Check the names, and return the outline and the number of buttons."""
    for button in re.findall(r'^button "(.*?)"', TREES.get(name, ""), re.MULTILINE):
        expect(page.get_by_role("button", name=button).first).to_be_visible()
    snapshot = page.locator("body").aria_snapshot()
    tree = tree_of(snapshot)
    for expected in (TREES["ROUND_ABOUT"], TREES.get(name, "")):
        missing = missing_keywords(tree, expected)
        assert missing is None, "\n".join([f"{name} lacks {missing}", *tree])
    return outline(snapshot), page.get_by_role("button").count()


def shown(walk, page, prefix):
    """Yield the name of each state, once the script has settled what it has swapped in."""
    for name in WALKS[walk](page, prefix):
        expect(page.locator(".htmx-settling")).to_have_count(0)
        yield name


@pytest.mark.parametrize("walk", WALKS)
def test_it_can_be_heard_and_seen_in_both_languages(phone, start_over, walk):
    in_english = {}
    for name in shown(walk, phone, ""):
        in_english[name] = check_what_is_heard(phone, name)
        check_focus(phone, name)
        # Spanish is the longer language: that one is tried at double zoom.
        check_words(phone)
        is_seen_in_the_dark = name in IN_THE_DARK
        check_axe(phone, contrast=is_seen_in_the_dark)
        if is_seen_in_the_dark:
            phone.emulate_media(color_scheme="dark")
            check_axe(phone)
            phone.emulate_media(color_scheme="light")

    start_over(phone)
    for name in shown(walk, phone, "/es"):
        outline_in_english, buttons = in_english[name]
        # The script shows the last buttons after the page.
        expect(phone.get_by_role("button")).to_have_count(buttons)
        assert outline(phone.locator("body").aria_snapshot()) == outline_in_english, name
        check_focus(phone, name)
        check_words(phone, widths=(NARROWEST, ZOOMED))


@pytest.mark.exhaustive
@pytest.mark.parametrize("walk", WALKS)
def test_it_fits_narrow_screens_in_english_too(phone, walk):
    for _name in shown(walk, phone, ""):
        check_layout(phone, widths=(NARROWEST, ZOOMED))
        check_axe(phone)


@pytest.mark.parametrize("walk", SEEN_WITHOUT_SCRIPT)
def test_it_is_easy_to_use_without_script(without_script, walk):
    names = shown(walk, without_script, "")
    next(names)
    # What follows is on the same page; as it is swapped in, it is tried above.
    with copy_for_axe(without_script) as copy:
        check_axe(copy)
    check_layout(without_script)
    for _name in names:
        check_layout(without_script)


@pytest.mark.exhaustive
@pytest.mark.parametrize("walk", sorted({*WALKS} - {*SEEN_WITHOUT_SCRIPT}))
def test_it_is_reached_without_script(without_script, walk):
    for _name in shown(walk, without_script, ""):
        check_layout(without_script)
