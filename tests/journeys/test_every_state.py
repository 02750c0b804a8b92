"""Each page in each state: what a screen reader finds, where the focus goes, what large text does.

The names are tested in English; in Spanish the tree must be the same, with other names.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.checks import NARROWEST, check_axe, check_layout, check_words, copy_for_axe
from tests.journeys.states import WALKS

# What follows on something that was sent, and is swapped in.
SWAPPED = {
    "rsvp_with_errors",
    "rsvp_confirmed",
    "rsvp_changed",
    "rsvp_cancelled",
    "waitlist",
    "unsubscribed",
    "unsubscribed_from_a_concern",
    "concern_with_errors",
    "concern_with_guesses",
    "question_about_an_officer",
    "notes_before_sending",
    "details_taken_out",
    "receipt_with_a_slip",
    "thread_with_errors",
    "message_added",
    "said_it_got_better",
    "said_it_did_not_get_better",
    "survey_with_errors",
    "survey_answered",
    "change_with_errors",
    "offer_accepted",
}
# tests/web/test_sweep.py compares every page without script with the parts that are swapped in.
SEEN_WITHOUT_SCRIPT = ("rsvp", "receipt", "thread", "survey")
# tests/test_palette.py holds the colours themselves apart.
SEEN_IN_THE_DARK = (
    "event",
    "rsvp_with_errors",
    "notes_before_sending",
    "thread",
    "card_that_is_not_typed_in",
    "door",
    "counted_at_the_door",
    "survey_tapped",
)
# What follows on a link, and is swapped in: the focus alone tells.
FOLLOWED = {"rsvp_to_change"}
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
link "My receipt"
link "Accessibility"
"""
EVENT_HEAD = """
time:
heading "Coffee with a Cop" [level=1]
"""
CONCERN_FORM = """
region "What's on your mind?"
heading "What's on your mind?" [level=2]
link "More about who reads it"
textbox "What's on your mind?"
group "Is it about…"
group: What is it about? (optional)
checkbox "I'd like an answer"
group: About an officer, or for a neighbor?
button "Send to the officers"
"""
PLANS = """
button "Undo"
link "Change or add"
link "Calendar"
"""
KEEP = """
group: Send me the link
"""
RECEIPT_WORDS = """
heading "Your six receipt words" [level=2]
list
group: Keep these words
"""
NEW_RECEIPT_WORDS = """
heading "Your six receipt words" [level=2]
list
button "Keep it on this phone"
button "Copy the link"
group: More ways to keep it
"""
ADD_SOMETHING = """
textbox "Add something"
button "Send"
"""
TREES = {
    "all_events": """
heading "Coffee with a Cop" [level=1]
region "The next event"
heading "The next event" [level=2]
heading "Coffee with a Cop" [level=3]
link "Tell us what's on your mind"
link "I may come"
link "What else came of it"
link "All events in my calendar"
region "Past events"
list
listitem
heading "Coffee at the library" [level=3]
""",
    "event": f"""{EVENT_HEAD}
link "Tell us what's on your mind"
link "I may come"
link "Calendar"
button "Share"
region "I may come"
heading "I may come" [level=2]
paragraph: No name needed. Your count helps us bring enough officers. 40 seats are left.
group "How many people, counting you? One tap sends it."
button "1"
button "4"
link "5+"
link "Need an interpreter or step-free entry?"
{CONCERN_FORM}
""",
    "happening_now": f"""{EVENT_HEAD}
link "Calendar"
link "About an officer"
{CONCERN_FORM}
link "I'm here"
group: I may come
""",
    "rsvp_with_errors": f"""
region "I may come"
alert
heading "There is a problem" [level=2]
link "Write a number from 1 to 20."
link "Write a phone number with its area code
group "How many people, counting you?"
radio "5+" [checked]
paragraph: "Error: Write a number from 1 to 20."
spinbutton "How many exactly? (optional)" [invalid]: "21"
textbox "Name (optional)"
textbox "Phone (optional)" [invalid]: "12"
button "Send"
{CONCERN_FORM}""",
    "rsvp_confirmed": f"""
status
heading "Sent. Thank you." [level=2]
paragraph: We'll look for you.
{PLANS}
{KEEP}
{CONCERN_FORM}""",
    "code_of_an_rsvp": """
group
link "Text it"
link "E-mail it"
button "Copy the link"
img "A square code with your link"
paragraph: Point another phone at it
""",
    "rsvp_to_change": """
heading "Your RSVP" [level=1]
heading "Coffee with a Cop" [level=2]
heading "Change my RSVP" [level=2]
group "How many people, counting you?"
radio "1" [checked]
group: "Your contact details: ann@example.org"
button "Save the change"
link "Back to your RSVP"
""",
    "change_with_errors": """
alert
link "Write a number from 1 to 20."
spinbutton "How many exactly? (optional)" [invalid]: "21"
""",
    "rsvp_of_a_cancelled_event": """
heading "Your RSVP" [level=1]
heading "This event is cancelled" [level=2]
link "Tell us what's on your mind"
link "All events"
""",
    "full_event_that_has_moved": """
link "Join the waitlist"
region "Join the waitlist"
paragraph: All seats are taken. Go on the waitlist
button "1"
""",
    "waitlist": f"""
status
heading "You are on the waitlist" [level=2]
paragraph: 1 party is before you.
button "Leave the waitlist"
{KEEP}
""",
    "offer": f"""
status
heading "We are holding a seat for you" [level=2]
paragraph: We hold 1 seat for you until
button "Yes, I'm coming"
button "No, give the seat to others"
{KEEP}
""",
    "offer_accepted": """
status
heading "You're coming." [level=2]
button "Can't come"
link "Change or add"
link "Calendar"
""",
    "offer_gone_by": """
status
heading "The time to answer is over" [level=2]
button "Ask for the seat"
button "Leave the waitlist"
""",
    "unsubscribe": """
heading "E-mails about your RSVP" [level=1]
button "Stop the e-mails"
""",
    "unsubscribed": """
status
heading "We won't write to you again" [level=2]
link "Back to your RSVP"
""",
    "unsubscribed_from_a_concern": """
heading "E-mails about your receipt" [level=1]
status
heading "We won't write to you again" [level=2]
link "My receipt"
""",
    "concern_with_errors": """
region "What's on your mind?"
alert
heading "There is a problem" [level=2]
link "Write a few words first."
link "Write an e-mail address, or a phone number
paragraph: "Error: Write a few words first."
textbox "What's on your mind?" [invalid]
checkbox "I'd like an answer" [checked]
textbox "E-mail or phone (optional)" [invalid]: ann@
""",
    "concern_with_guesses": """
textbox "What's on your mind?": Speeding past
group "Is it about…"
checkbox "Speeding"
group: More topics
combobox "This is"
option "A concern" [selected]
option "Thanks"
checkbox "I'd like an answer" [checked]
""",
    "question_about_an_officer": """
textbox "What's on your mind?": The officer grabbed my arm.
group "Is this about an officer?"
heading "Is this about an officer?" [level=2]
paragraph: Then only the people who handle complaints will read it.
radio "Yes"
radio "No"
paragraph: We haven't sent your words yet. You can still send them.
button "Send to the officers"
""",
    "notes_before_sending": """
textbox "What's on your mind?"
heading "Is someone in danger? Get help now" [level=2]
link "Call 911"
link "Call 1-800-799-7233"
link "Text START to 88788"
link "Call 988"
link "Text 988"
button "Send it anyway"
heading "Do you want this in your text?" [level=2]
group "Choose what to take out"
checkbox "Phone number: 805 555 0100" [checked]
checkbox "License plate: 8ABC123"
button "Take these out"
button "Send to the officers"
""",
    "details_taken_out": """
textbox "What's on your mind?": My husband hits me. Call [phone] about 8ABC123.
status
heading "We took out: Phone number" [level=2]
paragraph: Read your text once more. We haven't sent it yet.
""",
    "receipt": f"""
heading "Sent. Thank you." [level=1]
listitem: Received
listitem: Read
listitem: Answered
listitem: Better? We'll ask on
paragraph: Officers read it before the event on
{NEW_RECEIPT_WORDS}
group
paragraph: You,
{ADD_SOMETHING}
group: More you can do
""",
    "receipt_about_an_officer": """
heading "Sent. Thank you." [level=1]
paragraph: This is a complaint about an officer.
heading "Whom you can ask" [level=2]
list
link "How the Example Police Department looks into complaints"
link "(805) 339-4400"
link "City Council Office"
""",
    "receipt_in_danger": """
link "Leave this page fast"
heading "We have it. You don't have to wait for us." [level=1]
link "Call 911"
link "Call 1-800-799-7233"
link "Call 988"
heading "Your six receipt words" [level=2]
list
button "Copy the link"
group: More ways to keep it
""",
    "receipt_opened_again": f"""
heading "Not read yet" [level=1]
group: What you sent on
{ADD_SOMETHING}
{RECEIPT_WORDS}""",
    "receipt_with_a_slip": """
heading "Come back with your receipt" [level=1]
alert
link "“abiliy”: did you mean “ability”?"
textbox "Your six receipt words" [invalid]: abiliy able
button "See my answer"
paragraph: Not all of these words can be in a receipt. Did you mean these?
listitem: ability
listitem: absorb
button "Try these words"
""",
    "card_that_is_not_typed_in": """
heading "This card has not been typed in yet" [level=1]
paragraph: Your words are right. We type in the paper cards after the event.
""",
    "thread": f"""
heading "You have an answer" [level=1]
listitem: Answered
blockquote: We will put up a sign.
paragraph: Example Police Department,
group
list
paragraph: You,
paragraph: Cars speed on Maple Court.
paragraph: Example Police Department,
paragraph: We will put up a sign.
{ADD_SOMETHING}
{RECEIPT_WORDS}""",
    "thread_with_errors": """
heading "You have an answer" [level=1]
blockquote: We will put up a sign.
alert
link "Write a few words first."
textbox "Add something" [invalid]
""",
    "message_added": """
heading "Your new message is not answered yet" [level=1]
status
heading "Sent. Thank you." [level=2]
paragraph: We added it to what you sent. Look here again for an answer.
""",
    "asked_whether_better": """
heading "Did it get better?" [level=2]
paragraph: "You said: No. You can change it."
group "Did it get better?"
button "Yes"
button "A little"
""",
    "said_it_did_not_get_better": """
heading "We'll look at it again" [level=1]
status
heading "Thank you" [level=2]
group "Did it get better?"
""",
    "told_why_it_cannot_be_done": """
heading "The department cannot do it" [level=1]
list
blockquote: The state owns that road, so the city cannot put up a sign.
textbox "Add something"
""",
    "withdrawal": """
heading "Take it back" [level=1]
paragraph: Cars speed on Maple Court.
button "Yes, take it back"
link "No, leave it"
""",
    "withdrawn": """
heading "You took it back" [level=1]
paragraph: It is in no count and on no list now.
heading "Your six receipt words" [level=2]
group: More you can do
""",
    "after_the_event": f"""{EVENT_HEAD}
link "Events"
region "How was it?"
group "I felt heard"
radio "1 : Not at all"
radio "2 : A little"
radio "3 : Partly"
radio "4 : Mostly"
radio "5 : Very much"
group "The officers were easy to talk to"
group "They treated me with respect"
group "I'd come again"
group: Want to add something?
button "Send"
heading "You said, we did" [level=2]
paragraph: We put up a sign.
link "Tell us what's on your mind"
""",
    "survey_answered": """
status
heading "Sent. Thank you." [level=2]
link "See what came of it"
link "See the next event"
""",
    "door": """
heading "We're glad you came" [level=1]
group "How many people came, counting you?"
button "I'm here"
paragraph: One small note stays on your phone
""",
    "door_that_is_closed": """
heading "Counting at the door" [level=1]
paragraph: You can count yourself in from
link "See the event"
""",
    "counted_at_the_door": """
heading "You're counted. Welcome!" [level=1]
heading "What's on your mind?" [level=2]
button "Send to the officers"
""",
    "cancelled_event": f"""{EVENT_HEAD}
paragraph: It won't take place.
link "Events"
{CONCERN_FORM}""",
    "accessibility": """
heading "Accessibility" [level=1]
heading "If something doesn't work" [level=2]
link "(805) 339-4400"
link "https://www.example.org/"
""",
    "not_found": """
heading "We can't find that page" [level=1]
link "My receipt"
link "See all events"
""",
}


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
    if name in SWAPPED | FOLLOWED:
        expect(page.locator("[data-focus]").first).to_be_focused()
    if name in SWAPPED:
        assert page.evaluate(IN_A_LIVE_REGION), name


def check_what_is_heard(page, name):
    """Check the names, and return the outline and the number of buttons."""
    for button in re.findall(r'^button "(.*?)"', TREES.get(name, ""), re.MULTILINE):
        expect(page.get_by_role("button", name=button).first).to_be_visible()
    snapshot = page.locator("body").aria_snapshot()
    tree = tree_of(snapshot)
    for expected in (ROUND_ABOUT, TREES.get(name, "")):
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
        # Spanish is the longer language: that one is tried on narrow screens.
        check_layout(phone, widths=())
        check_words(phone)
        check_axe(phone, contrast=name in SEEN_IN_THE_DARK)
        if name in SEEN_IN_THE_DARK:
            phone.emulate_media(color_scheme="dark")
            check_axe(phone)
            phone.emulate_media(color_scheme="light")

    start_over(phone)
    for name in shown(walk, phone, "/es"):
        outline_in_english, buttons = in_english[name]
        # The script shows the last buttons after the page.
        expect(phone.get_by_role("button")).to_have_count(buttons)
        snapshot = phone.locator("body").aria_snapshot()
        assert outline(snapshot) == outline_in_english, name
        check_focus(phone, name)
        check_layout(phone, widths=(NARROWEST, ZOOMED))
        check_words(phone)


@pytest.mark.exhaustive
@pytest.mark.parametrize("walk", WALKS)
def test_it_fits_narrow_screens_in_english_too(phone, walk):
    for _name in shown(walk, phone, ""):
        check_layout(phone, widths=(NARROWEST, ZOOMED))
        check_axe(phone)


@pytest.mark.parametrize("walk", SEEN_WITHOUT_SCRIPT)
def test_it_is_easy_to_use_without_script(without_script, walk):
    for _name in shown(walk, without_script, ""):
        check_layout(without_script)
        with copy_for_axe(without_script) as copy:
            check_axe(copy)


@pytest.mark.exhaustive
@pytest.mark.parametrize("walk", sorted({*WALKS} - {*SEEN_WITHOUT_SCRIPT}))
def test_it_is_reached_without_script(without_script, walk):
    for _name in shown(walk, without_script, ""):
        check_layout(without_script)
