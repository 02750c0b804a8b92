"""The details of entries in plain words, where they are codes and not what a person wrote."""

import re
from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from coffeecop.models import AuditAction
from coffeecop.staff.audit.terms import (
    ACCOUNT,
    ASSIGNED,
    BACKUP,
    CAPTURED,
    CARD,
    CHANGE,
    CHECKLIST,
    CONCERNS,
    DATABASES,
    DUE,
    EVENT,
    EXPORT,
    FLAGS,
    HANDED_OVER,
    HIDING,
    IMPORTED,
    MAIL_TEST,
    PARTNERS,
    PLACES,
    PROMISE,
    PUBLIC_ANSWER,
    PUT_AWAY,
    RECOVERY_CODES,
    ROLES,
    SERVICES,
    SETTINGS,
    SHARES,
    SIGN_IN,
    STATE_WORDINGS,
    STATUSES,
    THEME,
    TOPIC,
)

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
ASSIGNED = {"nobody": _l("nobody")}
HANDED_OVER = {**CONCERNS, "complaints": _l("Complaints")}
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
PUT_AWAY = {"next_event": _l("until the next event at the same venue")}
MERGED = {"number": _l("number")}
TEMPLATES = {
    "is_added": _l("Added"),
    "is_removed": _l("Removed"),
    "name": _l("Name"),
    "body_en": _l("The answer in English"),
    "body_es": _l("The answer in Spanish"),
}
CODES: Mapping[AuditAction, Mapping[str, LazyString]] = {
    AuditAction.SIGNED_IN: SIGN_IN,
    AuditAction.SIGN_IN_FAILED: SIGN_IN,
    AuditAction.IDENTITY_CONFIRMED: SIGN_IN,
    AuditAction.RECOVERY_CODE_USED: RECOVERY_CODES,
    AuditAction.SIGNED_OUT: PLACES,
    AuditAction.STAFF_ADDED: ROLES,
    AuditAction.STAFF_CHANGED: ACCOUNT,
    AuditAction.WORK_HANDED_OVER: HANDED_OVER,
    AuditAction.SETTINGS_CHANGED: SETTINGS,
    AuditAction.EVENT_CHANGED: EVENT,
    AuditAction.STATUS_CHANGED: STATUSES,
    AuditAction.ANSWER_SENT: STATUSES,
    AuditAction.FLAG_SEEN: FLAGS,
    AuditAction.CONCERN_RELEASED: HIDING,
    AuditAction.CONCERN_HIDDEN: HIDING,
    AuditAction.MOVED_TO_COMPLAINTS: HIDING,
    AuditAction.CONCERN_ASSIGNED: ASSIGNED,
    AuditAction.CONCERN_DUE_SET: DUE,
    AuditAction.CONCERN_PUT_AWAY: PUT_AWAY,
    AuditAction.CHANGE_UNDONE: CHANGE,
    AuditAction.CONCERN_PUT_AWAY: PUT_AWAY,
    AuditAction.CONCERNS_MERGED: MERGED,
    AuditAction.TEMPLATES_CHANGED: TEMPLATES,
    AuditAction.CONCERN_CAPTURED: CAPTURED,
    AuditAction.CONCERNS_EXPORTED: CONCERNS,
    AuditAction.CONCERNS_IMPORTED: IMPORTED,
    AuditAction.AUDIT_EXPORTED: EXPORT,
    AuditAction.MAIL_TESTED: MAIL_TEST,
    AuditAction.BACKUP_MADE: BACKUP,
    AuditAction.BACKUP_REHEARSED: BACKUP,
    AuditAction.BACKUP_RESTORED: BACKUP,
    AuditAction.DATABASE_MOVED: DATABASES,
    AuditAction.CARD_ENTERED: CARD,
    AuditAction.THEME_SIGNED_OFF: THEME,
    AuditAction.THEME_DISMISSED: THEME,
    AuditAction.THEME_MADE_TOPIC: CONCERNS,
    AuditAction.PARTNERS_CHANGED: PARTNERS,
    AuditAction.REFERRAL_WITHDRAWN: STATUSES,
    AuditAction.CHECKLIST_CHANGED: CHECKLIST,
    AuditAction.STATE_WORDING_CHANGED: STATE_WORDINGS,
    AuditAction.CHECKLIST_TICKED: CHECKLIST,
    AuditAction.PUBLIC_ANSWER_CHANGED: PUBLIC_ANSWER,
    AuditAction.SERVICES_CHANGED: SERVICES,
    AuditAction.SHARES_CHANGED: SHARES,
    AuditAction.TOPICS_CHANGED: {},
    AuditAction.HEADS_COUNTED: {},
    AuditAction.PROMISE_CHANGED: PROMISE,
    AuditAction.TOPIC_ADDED: TOPIC,
    AuditAction.TOPIC_CHANGED: TOPIC,
    AuditAction.TOPIC_SPLIT: TOPIC,
    AuditAction.TOPICS_MERGED: TOPIC,
}
# Their details hold keys of topics.
WITH_TOPICS = {
    AuditAction.TOPICS_CHANGED,
    AuditAction.TOPIC_ADDED,
    AuditAction.TOPIC_SPLIT,
    AuditAction.TOPICS_MERGED,
    AuditAction.THEME_MADE_TOPIC,
}
ARROWS = re.compile(r" -?> ")
# As backups name it, in UTC.
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)\S*")


def detail_in_words(action: AuditAction, detail: str | None, topics: Mapping[str, str]) -> str:
    """Put codes into words. `topics` are the names of the topics by their keys."""
    if not detail or action not in CODES:
        return detail or ""
    words = {code: str(word) for code, word in CODES[action].items()}
    if action in WITH_TOPICS:
        words |= topics
    # The longest first: one code may begin with another.
    codes = "|".join(re.escape(code) for code in sorted(words, key=len, reverse=True))
    text = MOMENT.sub(r"\1 \2 UTC", _on_one_line(ARROWS.sub(" → ", detail)))
    return re.sub(rf"(?<!\w)({codes})(?!\w)", lambda code: words[code[0]], text) if words else text


def _on_one_line(detail: str) -> str:
    """Join what was changed with its values, or with the old one and the new one of a name."""
    what, *values = detail.split("\n")
    if not values:
        return what
    return f"{what}: {(' → ' if what.startswith('name') else ', ').join(values)}"
