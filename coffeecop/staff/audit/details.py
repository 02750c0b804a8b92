"""The details of entries in plain words: which field, and its value or what it became."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms.fields.core import UnboundField

from coffeecop.config.labels import Labelled
from coffeecop.models import (
    AuditEntry,
    ChangeKind,
    ChecklistStep,
    ConcernState,
    FlagAction,
    FlagKind,
    HiddenFor,
    Language,
    ResidentState,
    Role,
    SpokenLanguage,
)
from coffeecop.staff.audit.labels import KIND_NAMES, SUBJECT_NAMES, fields_of_parts, sentence_of
from coffeecop.web.forms import StaffForm
from coffeecop.web.roster_labels import language_name

# The others are called as the field of the form in which they are chosen.
FIELDS: Mapping[str, LazyString] = {
    **SUBJECT_NAMES,
    # Accounts and signing in.
    "name": _l("Name"),
    "language": _l("Language"),
    "by_groups": _l("By the groups of the department's account"),
    "provider": _l("With the department's account"),
    "wrong_code": _l("The code was wrong"),
    "confirmation": _l("When asked whether it is still them"),
    "codes_left": _l("Codes left"),
    "device": _l("Device"),
    "everywhere": _l("everywhere"),
    "everywhere_else": _l("everywhere else"),
    # Concerns.
    "state": _l("State"),
    # Of entries before the states were one.
    "status": _l("State"),
    "topic": _l("Topic"),
    "assigned_to": _l("Given to"),
    "due_on": _l("Due date"),
    "until": _l("Until"),
    "until_next_event": _l("Until the next event"),
    "hidden_for": _l("Reason"),
    "was_hidden_for": _l("It was hidden"),
    "was_held": _l("It was held"),
    "flags": _l("Flags"),
    "action": _l("What was done"),
    "main": _l("Number"),
    "change": _l("What was undone"),
    "reason": _l("Reason"),
    "card": _l("Card"),
    "cards": _l("Cards"),
    "taken_back": _l("Taken back"),
    "complaints": _l("Complaints"),
    "successor": _l("Given to"),
    "by_example": _l("By example"),
    "file": _l("File"),
    # Events.
    "description_en": _l("Text in English"),
    "description_es": _l("Text in Spanish"),
    "starts_at": _l("Starts at"),
    "ends_at": _l("Ends at"),
    "time_zone": _l("Time zone"),
    "roster": _l("Officers and partners"),
    "line": _l("What was heard, in one line"),
    "holds_submissions": _l("New concerns are held"),
    "address": _l("Address"),
    "heads": _l("Number of people"),
    "is_done": _l("Done"),
    # Topics, and other lists of a department.
    "item": _l("Item"),
    "added": _l("Added"),
    "removed": _l("Removed"),
    "is_in_use": _l("In use"),
    "days_before": _l("Days before the event"),
    "into": _l("Into"),
    "from": _l("From"),
    "position": _l("Moved in the list"),
    "name_es": _l("Name in Spanish"),
    "keywords_en": _l("Keywords in English"),
    "keywords_es": _l("Keywords in Spanish"),
    # Matters.
    "also": _l("Other words for it"),
    "taken_out": _l("Taken out"),
    "told": _l("Told"),
    "other": _l("The other one"),
    "note": _l("Where it stands"),
    "place": _l("Place"),
    "asked_en": _l("What people said, in English"),
    "asked_es": _l("What people said, in Spanish"),
    # Promises and public answers.
    "what": _l("What it is"),
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
    "question_en": _l("Question in English"),
    "question_es": _l("Question in Spanish"),
    "answer_en": _l("Answer in English"),
    "answer_es": _l("Answer in Spanish"),
    # Settings.
    "phone": _l("Phone"),
    "opening_en": _l("The first sentence of a talk, in English"),
    "opening_es": _l("The first sentence of a talk, in Spanish"),
    "accommodation_en": _l("How to ask for an interpreter, in English"),
    "accommodation_es": _l("How to ask for an interpreter, in Spanish"),
    "promise_grace_days": _l("Days until an overdue promise is shown as such in public"),
    "duty_weeks": _l("Who is on duty"),
    "teams_url": _l("Channel in Teams"),
    "misconduct": _l("Misconduct was found"),
    "parts_off": _l("Parts that are off"),
    # The server, and what was chosen for an export.
    "rows": _l("Rows"),
    "made_at": _l("Made on"),
    "database": _l("Database"),
    "entries": _l("Entries"),
    "who": _l("Person"),
    "kind": _l("Kind"),
    "since": _l("From day"),
    "about": _l("About"),
    "number": _l("Its number"),
}


def labels_of(kind: type[Labelled]) -> dict[str, LazyString]:
    return {each.value: _l(each.label) for each in kind}


# Of concerns and of matters, and of entries before the states were one.
STATES = {
    "heard": _l("Heard"),
    "doing": _l("Being done"),
    "done": _l("Done"),
    "cannot": _l("Cannot be"),
    "new": _l("Received"),
    "referred": _l("Passed on"),
    "merged": _l("Merged"),
    **labels_of(ConcernState),
}
# Rows of lists that have no name of the department's own.
ITEMS = {
    **{f"step_{step}": _l(step.label) for step in ChecklistStep},
    **{f"state_{state}": _l(state.label) for state in ResidentState},
    **{f"language_{each}": LazyString(language_name, each) for each in SpokenLanguage},
}
# Parts add to it.
VALUES: dict[str, Mapping[Any, LazyString]] = {
    "change": {**labels_of(ChangeKind), "referred": _l("referred")},
    "action": labels_of(FlagAction),
    "item": ITEMS,
    "added": ITEMS,
    "removed": ITEMS,
    "kind": KIND_NAMES,
    # Of concerns, and of matters.
    "state": STATES,
    "status": STATES,
    "roles": labels_of(Role),
    "language": labels_of(Language),
    "hidden_for": labels_of(HiddenFor),
    "was_hidden_for": labels_of(HiddenFor),
    "flags": labels_of(FlagKind),
    "about": SUBJECT_NAMES,
    "who": {"server": _l("A command on the server")},
}
# Their values are keys of topics.
OF_TOPICS = {"topics", "topic", "into", "from"}
MOMENTS = {"starts_at", "ends_at", "made_at"}
YES_AND_NO = {True: _l("Yes"), False: _l("No")}


def in_words(entry: AuditEntry, topics: Mapping[str, str]) -> str:
    """Return the detail of an entry. `topics` are the names of the topics by their keys."""
    details = entry.details.items()
    return "; ".join(_detail(*each, topics) for each in details) or entry.detail or ""


def what_was_done(entry: AuditEntry, about: str, topics: Mapping[str, str]) -> str:
    """Return who did what to something that is called so, and the detail."""
    who = entry.staff_member.name if entry.staff_member else str(VALUES["who"]["server"])
    action = entry.action.replace("_", " ")
    words = str(sentence_of(entry)) % {"who": who, "what": about, "action": action}
    detail = in_words(entry, topics)
    return f"{words} ({detail})" if detail else words


@cache
def labels_of_forms() -> dict[str, Any]:
    return dict(fields_below(StaffForm))


def fields_below(form: type[StaffForm]) -> Iterator[tuple[str, Any]]:
    """Yield the name and the label of each field of a form and of those made from it."""
    for name, field in vars(form).items():
        if isinstance(field, UnboundField) and field.args:
            yield name, field.args[0]
    for each in form.__subclasses__():
        yield from fields_below(each)


def _detail(field: str, value: Any, topics: Mapping[str, str]) -> str:
    # Lines that a department wrote itself are called by their own words.
    own = fields_of_parts().get(field)
    label = str(
        own.names[field] if own else FIELDS.get(field) or labels_of_forms().get(field, field)
    )
    if value is None:
        return label
    steps = value if isinstance(value, list) else [value]
    return f"{label}: {' → '.join(_words(field, step, topics) for step in steps)}"


def _words(field: str, value: Any, topics: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_words(field, each, topics) for each in value) or "—"
    if value is None:
        return "—"
    if isinstance(value, bool):
        return str(YES_AND_NO[value])
    if field in OF_TOPICS:
        return topics.get(value, value)
    if field in MOMENTS:
        return f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M %Z}"
    if own := fields_of_parts().get(field):
        return str(own.words(field, value))
    return str(VALUES.get(field, {}).get(value, value))
