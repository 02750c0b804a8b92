"""The codes of details and the words for them, by what an entry is about."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coffeecop.models import SpokenLanguage
from coffeecop.staff.audit.kinds import KIND_NAMES
from coffeecop.staff.mail_words import PROBLEMS
from coffeecop.web.checklist_words import STEPS
from coffeecop.web.spoken_languages import language_name

ROLES = {
    "officer": _l("Officer"),
    "organizer": _l("Organizer"),
    "complaints": _l("Complaints"),
    "records": _l("Records"),
    "admin": _l("Administrator"),
}
ACCOUNT = {
    **ROLES,
    "name": _l("Name"),
    "language": _l("Language"),
    "by groups at the provider": _l("By the groups of the department's account"),
}
STATUSES = {
    "status": _l("Status"),
    "new": _l("New"),
    "looked_into": _l("Being looked into"),
    "talked_about": _l("Talked about"),
    "answered": _l("Answered"),
    "referred": _l("Referred"),
    "declined": _l("Cannot do"),
    "closed": _l("Closed"),
}
PROMISE = {
    "what": _l("What it is"),
    "due_on": _l("Due date"),
    "owner_id": _l("Owner"),
    "deputy_id": _l("Deputy"),
    "venue_id": _l("Place"),
    "event_id": _l("Event"),
    "topic_id": _l("Topic"),
    "public_en": _l("English text"),
    "public_es": _l("Spanish text"),
    "is_public": _l("Shown to the public"),
    "progress": _l("Progress"),
    "outcome": _l("What was done"),
}
HIDING = {
    "was held": _l("It was held"),
    "was hidden for": _l("It was hidden"),
    "spam": _l("Spam or advertising"),
    "duplicate": _l("Sent more than once"),
    "personal_data": _l("Private details of somebody"),
    "threat": _l("A threat"),
}
FLAGS = {
    "self_harm": _l("Self-harm"),
    "emergency": _l("Emergency"),
    "domestic_violence": _l("Violence at home"),
    "threat": _l("Threat"),
    "call": _l("I called"),
    "refer": _l("I passed it on"),
    "nothing": _l("Nothing needed"),
}
SETTINGS = {
    "name": _l("Name of the department"),
    "name_es": _l("Name of the department in Spanish"),
    "time_zone": _l("Time zone"),
    "phone": _l("Phone, not for emergencies"),
    "website": _l("Website"),
    "complaint_url": _l("Page with your complaint procedure"),
    "outside_complaint_name": _l("Place outside the department to complain"),
    "outside_complaint_url": _l("Web page of that place"),
    "retention_years": _l("Years to keep what residents send"),
    "complaint_retention_years": _l("Years to keep what is about an officer"),
    "roster_shown": _l("What residents read of who will be there"),
    "opening_en": _l("The first sentence of a talk, in English"),
    "opening_es": _l("The first sentence of a talk, in Spanish"),
    "accommodation_email": _l("E-mail for people who need an interpreter or help to get in"),
    "accommodation_days": _l("Days before an event by which they should ask"),
    "accommodation_en": _l("How to ask for an interpreter, in English"),
    "accommodation_es": _l("How to ask for an interpreter, in Spanish"),
    "promise_grace_days": _l("Days until an overdue promise is shown as such in public"),
    "most_open_promises": _l("Most open promises without a warning"),
    "second_factor_for_all": _l("Everybody on the staff signs in with a second factor"),
}
EVENT = {
    "title_en": _l("Title in English"),
    "title_es": _l("Title in Spanish"),
    "description_en": _l("Text in English"),
    "description_es": _l("Text in Spanish"),
    "starts_at": _l("Starts at"),
    "ends_at": _l("Ends at"),
    "time_zone": _l("Time zone"),
    "venue_name": _l("Name of the venue"),
    "street": _l("Street and number"),
    "city": _l("City"),
    "capacity": _l("Seats"),
    "roster": _l("Officers and partners"),
    "we_did": _l("What you did"),
    "holds_submissions": _l("New concerns are held"),
    "yes": _l("Yes"),
    "no": _l("No"),
}
TOPIC = {
    "into": _l("Into"),
    "from": _l("From"),
    "position": _l("Moved in the list"),
    "name_en": _l("Name in English"),
    "name_es": _l("Name in Spanish"),
    "description_en": _l("What it covers, in English"),
    "description_es": _l("What it covers, in Spanish"),
    "keywords_en": _l("Keywords in English"),
    "keywords_es": _l("Keywords in Spanish"),
}
PLACES = {"everywhere": _l("everywhere"), "everywhere else": _l("everywhere else")}
CONCERNS = {"concerns": _l("Concerns")}
THEME = {
    **CONCERNS,
    "by example": _l("By example"),
    "proposed": _l("Proposed"),
    "signed_off": _l("Approved"),
    "dismissed": _l("Dismissed"),
}
ASSIGNED = {"nobody": _l("nobody"), "deputy": _l("deputy")}
DUE = {"no date": _l("no date")}
PUT_AWAY = {"until": _l("until"), "the next event": _l("the next event")}
MERGED = {"number": _l("number")}
TEMPLATES = {
    "is_added": _l("Added"),
    "is_removed": _l("Removed"),
    "name": _l("Name"),
    "body_en": _l("The answer in English"),
    "body_es": _l("The answer in Spanish"),
}
HANDED_OVER = {**CONCERNS, "complaints": _l("Complaints"), "promises": _l("Promises")}
IMPORTED = {"from": _l("from")}
SIGN_IN = {
    "code": _l("The code was wrong"),
    "confirmation": _l("When asked whether it is still them"),
    "through the provider": _l("With the department's account"),
    # What the sign-in through the provider was refused for.
    "the provider cannot be reached": _l("it cannot be reached"),
    "the provider and our settings do not agree": _l("its settings and ours do not fit"),
    "the person gave up at the provider": _l("they gave up there"),
    "not the answer that was awaited": _l("it took too long, or was not begun here"),
    "too many tries": _l("too many tries"),
    "the token is not valid": _l("its answer was not valid"),
    "nobody was invited under this address": _l("nobody was invited under this address"),
    "the account belongs to another person at the provider": _l("it is another person's now"),
    "the provider did not ask this person anew": _l("they were not asked there again"),
    "the account is disabled": _l("the account is disabled"),
    "in no group with a role": _l("they are in no group with a role"),
}
CAPTURED = {"taken back": _l("Taken back")}
RECOVERY_CODES = {"left": _l("Codes left")}
MAIL_TEST = {
    "accepted": _l("The mail server took it"),
    **{problem.value: words for problem, words in PROBLEMS.items()},
}
BACKUP = {"rows": _l("rows"), "made at": _l("Made on")}
CARD = {"card": _l("Card"), "undone": _l("Taken back")}
DATABASES = {"to PostgreSQL": _l("to PostgreSQL"), "to SQLite": _l("to SQLite")}
EXPORT = {
    **{kind.value: name for kind, name in KIND_NAMES.items()},
    "entries": _l("Entries"),
    "who": _l("Person"),
    "server": _l("A command on the server"),
    "kind": _l("Kind"),
    "since": _l("From day"),
    "until": _l("To day"),
    "about": _l("About"),
    "number": _l("Its number"),
}
CHECKLIST = {
    **{f"step_{step}": words for step, words in STEPS.items()},
    "is_done": _l("done"),
    "is_not_done": _l("not done"),
    "is_added": _l("Added"),
    "is_on_list": _l("on the list again"),
    "is_off_list": _l("off the list"),
    "days_before": _l("days before the event"),
    "usual_words": _l("the usual words"),
}
PUBLIC_ANSWER = {
    **CONCERNS,
    "question_en": _l("Question in English"),
    "question_es": _l("Question in Spanish"),
    "answer_en": _l("Answer in English"),
    "answer_es": _l("Answer in Spanish"),
    "topic_id": _l("Topic"),
}
SERVICES = {
    "is_added": _l("Added"),
    "is_removed": _l("Removed"),
    "position": _l("Moved in the list"),
    "name_en": _l("Name in English"),
    "name_es": _l("Name in Spanish"),
    "description_en": _l("What it does, in English"),
    "description_es": _l("What it does, in Spanish"),
    "phone": _l("Phone"),
    "url": _l("Web page"),
    "email": _l("E-mail"),
}
SHARES = {
    f"language_{language}": LazyString(language_name, language) for language in SpokenLanguage
}
STATE_WORDINGS = {
    "state_received": _l("Received"),
    "state_read": _l("Read"),
    "state_looked_into": _l("Being looked into"),
    "state_talked_about": _l("Talked about"),
    "state_answered": _l("Answered"),
    "state_referred": _l("Referred"),
    "state_declined": _l("Cannot do"),
    "state_closed": _l("Closed"),
    "state_sentence": _l("the sentence"),
    "usual_words": _l("the usual words"),
}
CHANGE = {
    "assigned": _l("given to a colleague"),
    "due": _l("due date"),
    "put_away": _l("put away"),
    "status": _l("status"),
    "hidden": _l("hidden"),
    "merged": _l("merged"),
    "referred": _l("referred"),
    "topics": _l("topics"),
}
PARTNERS = {
    "is_added": _l("Added"),
    "is_in_use": _l("in use again"),
    "is_out_of_use": _l("out of use"),
    "name_en": _l("Name in English"),
    "name_es": _l("Name in Spanish"),
    "email": _l("E-mail"),
}
