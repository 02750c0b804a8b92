"""Each page in each state: what a screen reader finds, where the focus goes, what large text does.

The names are tested in English; in Spanish the tree must be the same, with other names.
"""

import re

import pytest
from playwright.sync_api import expect

from coffeecop.db import db
from tests.conftest import empty
from tests.journeys.checks import (
    check_axe,
    check_layout,
    check_no_sideways_scroll,
    copy_for_axe,
    run_axe,
)
from tests.journeys.states import STATES

# What follows on something that was sent, and is swapped in.
SWAPPED = [
    "rsvp_with_errors",
    "rsvp_confirmed",
    "rsvp_changed",
    "rsvp_cancelled",
    "waitlist",
    "unsubscribed",
    "unsubscribed_from_a_concern",
    "concern_with_errors",
    "notes_before_sending",
    "details_taken_out",
    "receipt",
    "receipt_about_an_officer",
    "receipt_held_for_review",
    "receipt_with_a_slip",
    "thread_with_errors",
    "message_added",
    "said_it_got_better",
    "survey_with_errors",
    "survey_answered",
    "change_with_errors",
    "offer_accepted",
]
# A whole page where scripts are off, and a part of one where they run.
WHOLE_WITHOUT_SCRIPT = ("event", "rsvp_with_errors", "receipt", "thread", "survey_answered")
# What follows on a link, and is swapped in: the focus alone tells.
FOLLOWED = ["words_saved", "rsvp_to_change"]
IN_A_LIVE_REGION = """
() => Boolean(document.activeElement.closest("[role=status], [role=alert], [aria-live]"))
"""
# A phone at double zoom shows half as many pixels of the style sheet.
ZOOMED = 195

# Lines of the tree in their order, with what comes between left out; a line may be its beginning.
ROUND_ABOUT = """
link "Skip to the main text"
banner
link "Español"
main
contentinfo
paragraph: Nobody reads this site around the clock. In an emergency call 911.
navigation "About this site"
link "I have a receipt"
link "Accessibility"
"""
CONCERN_FORM = """
region "Tell us what is on your mind"
heading "Tell us what is on your mind" [level=2]
paragraph: Officers of the Example Police Department will read what you write.
textbox "What is on your mind?"
group "This is"
radio "A concern" [checked]
radio "Thanks"
group "What is it about? (optional)"
checkbox "Speeding"
checkbox "Parking"
group "What should we do?"
radio "Nothing, just so you know" [checked]
radio "Talk about it at the event"
radio "Send me a reply"
radio "It is about an officer: keep it out of the event"
group: Add a place or a way to reach you (optional)
button "Send to the officers"
"""
KEEP = """
heading "Keep this link" [level=2]
link "http://127.0.0.1
link "Text it to myself"
link "E-mail it to myself"
button "Copy the link"
button "Print"
link "Add to my calendar"
group: A square code with your link
link "Change my RSVP"
"""
TREES = {
    "all_events": """
heading "Coffee with a Cop" [level=1]
heading "Next: Coffee with a Cop" [level=2]
link "See the event"
link "Tell us what is on your mind"
region "Past events"
list
listitem
heading "Coffee at the library" [level=3]
""",
    "event": f"""
heading "Coffee with a Cop" [level=1]
term: When
term: Where
link "I am coming"
link "Tell us what is on your mind"
term: Who
region "I am coming"
heading "I am coming" [level=2]
paragraph: Just drop in. Telling us helps us bring enough officers.
paragraph: 40 seats are left.
button "One less"
spinbutton "How many people, with you?": "1"
button "One more"
group: Add your name, an e-mail or a need (optional)
button "Send my RSVP"
{CONCERN_FORM}""",
    "rsvp_with_errors": f"""
region "I am coming"
alert
heading "There is a problem" [level=2]
link "Write a number from 1 to 20."
link "Write an e-mail address, such as
paragraph: "Error: Write a number from 1 to 20."
spinbutton "How many people, with you?" [invalid]: "0"
textbox "Name (optional)"
textbox "E-mail (optional)" [invalid]: ann@
textbox "Phone (optional)"
group "What would help you take part? (optional)"
checkbox "Sign language (ASL)"
{CONCERN_FORM}""",
    "rsvp_confirmed": f"""
status
heading "See you there" [level=2]
paragraph: We'll look for you.
{KEEP}
button "I cannot come"
{CONCERN_FORM}""",
    "code_of_an_rsvp": """
group
img "A square code with your link"
paragraph: Point another phone at it
""",
    "rsvp_to_change": """
heading "Your RSVP" [level=1]
heading "Change my RSVP" [level=2]
spinbutton "How many people, with you?": "1"
textbox "Name (optional)"
textbox "E-mail (optional)": ann@example.org
textbox "Phone (optional)"
group "What would help you take part? (optional)"
button "Save the change"
link "Back to your RSVP"
""",
    "change_with_errors": """
alert
link "Write a number from 1 to 20."
spinbutton "How many people, with you?" [invalid]: "0"
""",
    "rsvp_changed": """
heading "Your RSVP" [level=1]
status
heading "Your RSVP is changed" [level=2]
paragraph: We'll look for all 3 of you.
""",
    "rsvp_cancelled": """
status
heading "Your RSVP is cancelled" [level=2]
button "Undo: we are coming"
""",
    "rsvp_of_a_cancelled_event": """
heading "Your RSVP" [level=1]
heading "This event is cancelled" [level=2]
link "Tell us what is on your mind"
link "See all events"
""",
    "full_event": """
region "I am coming"
paragraph: All seats are taken. Go on the waitlist
button "Put us on the waitlist"
""",
    "waitlist": f"""
status
heading "You are on the waitlist" [level=2]
paragraph: 1 party is before you.
{KEEP}
button "Leave the waitlist"
""",
    "offer": f"""
status
heading "We are holding seats for you" [level=2]
paragraph: We hold 1 seat for you until
button "Yes, we are coming"
{KEEP}
button "No, give the seats to others"
""",
    "offer_accepted": """
status
heading "See you there" [level=2]
button "I cannot come"
""",
    "offer_gone_by": """
status
heading "The time to answer is over" [level=2]
button "Ask for the seats"
button "Leave the waitlist"
""",
    "unsubscribe": """
heading "Mail about your RSVP" [level=1]
button "Stop the mail"
""",
    "unsubscribed": """
status
heading "We will not write to you again" [level=2]
link "Back to your RSVP"
""",
    "unsubscribed_from_a_concern": """
heading "Mail about your receipt" [level=1]
status
heading "We will not write to you again" [level=2]
link "I have a receipt"
""",
    "concern_with_errors": """
region "Tell us what is on your mind"
alert
heading "There is a problem" [level=2]
link "Write a few words first."
link "Write an e-mail address, such as
paragraph: "Error: Write a few words first."
textbox "What is on your mind?" [invalid]
textbox "Where is it? (optional)"
checkbox "I am asking for a neighbor"
textbox "E-mail or phone (optional)" [invalid]: ann@
""",
    "notes_before_sending": """
textbox "What is on your mind?"
heading "Is someone in danger? Get help now" [level=3]
link "Call 911"
link "Call 988"
link "Text 988"
link "Call 1-800-799-7233"
link "Text START to 88788"
button "Send it to the officers anyway"
heading "Do you want this in your text?" [level=3]
group "Choose what to take out"
checkbox "Phone number: 805 555 0100" [checked]
checkbox "License plate: 8ABC123" [checked]
button "Take these out"
button "Send to the officers"
""",
    "details_taken_out": """
textbox "What is on your mind?": My husband hits me. Call [phone] about [plate].
status
heading "We took them out" [level=3]
paragraph: Read your text once more. We have not sent it yet.
""",
    "receipt": """
status
heading "We have it" [level=2]
paragraph: Officers will read it. Your words are saved.
heading "Keep these words" [level=2]
group
strong
img "A square code: point a phone at it to come back to this page"
link "http://127.0.0.1
button "Copy the link"
button "Print"
link "Save as text"
link "Save as a picture"
link "I saved them"
heading "What you sent" [level=2]
list
paragraph: Cars speed on Maple Court.
paragraph: It is new. Nobody has answered yet.
textbox "Do you want to add something?"
button "Send"
link "Take it back"
""",
    "receipt_about_an_officer": """
status
heading "We have it" [level=2]
paragraph: It is kept out of the event. Only the people who handle complaints can read it.
heading "If you want to make a complaint" [level=2]
list
link "How to make a complaint to the Example Police Department"
listitem: Or call (805) 339-4400
link "City Council Office"
""",
    "receipt_held_for_review": """
status
heading "We have it" [level=2]
paragraph: The department looks at each new message before it is counted.
""",
    "words_saved": """
group: Your words, as text and as a picture
heading "What you sent" [level=2]
paragraph: We will put up a sign.
""",
    "find_receipt": """
heading "Come back with your receipt" [level=1]
textbox "Your six receipt words"
button "See my answer"
""",
    "receipt_with_a_slip": """
heading "Come back with your receipt" [level=1]
alert
link "We found nothing under these words. Check each one."
textbox "Your six receipt words" [invalid]: abiliy able
button "See my answer"
paragraph: Not all of these words can be in a receipt. Did you mean these?
strong: ability able about above absent absorb
button "Try these words"
""",
    "thread": """
heading "Your receipt" [level=1]
heading "What you sent" [level=2]
list
paragraph: You,
paragraph: Cars speed on Maple Court.
paragraph: Example Police Department,
paragraph: We will put up a sign.
paragraph: The department has answered.
textbox "Do you want to add something?"
""",
    "thread_with_errors": """
alert
link "Write a few words first."
textbox "Do you want to add something?" [invalid]
""",
    "message_added": """
status
heading "We have it" [level=2]
paragraph: We added it to what you sent. Look here again for an answer.
paragraph: Thank you.
""",
    "asked_whether_better": """
heading "Did it get better?" [level=2]
paragraph: "You said: No. You can change it."
group "Did it get better?"
button "Yes"
button "A little"
""",
    "said_it_got_better": """
status
heading "Thank you" [level=2]
group "Did it get better?"
""",
    "withdrawal": """
heading "Take it back" [level=1]
paragraph: Cars speed on Maple Court.
button "Yes, take it back"
link "No, leave it"
""",
    "withdrawn": """
heading "Your receipt" [level=1]
status
heading "You took it back" [level=2]
""",
    "after_the_event": f"""
heading "This event is over" [level=2]
link "See all events"
heading "Coffee with a Cop" [level=1]
link "Tell us how it was"
link "Tell us what is on your mind"
heading "You said, we did" [level=2]
paragraph: We put up a sign.
region "How was it?"
group "I felt heard (optional)"
radio "Not at all"
radio "A little"
radio "Partly"
radio "Mostly"
radio "Very much"
group "The officers were easy to talk to (optional)"
group "I would come again (optional)"
textbox "One thing you want to add (optional)"
button "Send my answers"
{CONCERN_FORM}""",
    "survey_with_errors": """
alert
link "Answer at least one of these."
group "I felt heard (optional)"
""",
    "survey_answered": """
status
heading "We have your answers" [level=2]
""",
    "cancelled_event": f"""
heading "This event is cancelled" [level=2]
link "See all events"
heading "Coffee with a Cop" [level=1]
link "Tell us what is on your mind"
{CONCERN_FORM}""",
    "accessibility": """
heading "Accessibility" [level=1]
heading "If something does not work" [level=2]
link "(805) 339-4400"
link "https://www.example.org/"
""",
    "not_found": """
heading "We cannot find that page" [level=1]
link "I have a receipt"
link "See all events"
""",
}


def tree_of(page):
    """Return the lines of what a screen reader finds, without their nesting."""
    lines = [
        line.strip().removeprefix("- ")
        for line in page.locator("body").aria_snapshot().splitlines()
    ]
    return [line.removesuffix(":").strip("'") for line in lines if not line.startswith("/url")]


def missing_keywords(tree, expected):
    """Return the first expected line that does not follow on the ones before it."""
    rest = iter(tree)
    for line in filter(None, expected.splitlines()):
        if not any(found.startswith(line) for found in rest):
            return line
    return None


def outline(page):
    """Return the roles of the tree in their order, without names."""
    snapshot = page.locator("body").aria_snapshot()
    roles = re.findall(r"^( *)- '?(\w+)", snapshot, re.MULTILINE)
    return [(len(indent), role) for indent, role in roles if role not in ("text", "strong")]


def check(page, name):
    if name in [*SWAPPED, *FOLLOWED]:
        expect(page.locator("[data-focus]").first).to_be_focused()
    if name in SWAPPED:
        assert page.evaluate(IN_A_LIVE_REGION)
    check_layout(page)
    check_no_sideways_scroll(page, width=ZOOMED)


@pytest.mark.parametrize("name", STATES)
def test_it_can_be_heard_and_seen_in_both_languages(open_page, app, name):
    english, spanish = open_page(), open_page()
    STATES[name](english, "")
    # The last buttons appear once the script has settled.
    expect(english.locator(".htmx-settling")).to_have_count(0)
    tree = tree_of(english)
    assert missing_keywords(tree, ROUND_ABOUT) is None
    assert missing_keywords(tree, TREES.get(name, "")) is None, "\n".join(tree)
    outline_in_english = outline(english)
    check(english, name)
    check_axe(english)

    empty(db)
    db.session.remove()
    STATES[name](spanish, "/es")
    expect(spanish.locator(".htmx-settling")).to_have_count(0)
    assert outline(spanish) == outline_in_english
    check(spanish, name)


@pytest.mark.parametrize("name", STATES)
def test_it_is_reached_without_script(without_script, app, name):
    STATES[name](without_script, "")

    check_layout(without_script)
    if name in WHOLE_WITHOUT_SCRIPT:
        with copy_for_axe(without_script) as copy:
            run_axe(copy)


@pytest.mark.parametrize("name", ["event", "rsvp_with_errors", "notes_before_sending", "thread"])
def test_it_can_be_read_in_the_dark(with_script, app, name):
    STATES[name](with_script, "")
    with_script.emulate_media(color_scheme="dark")

    check_axe(with_script)
