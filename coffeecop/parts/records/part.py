"""Records: how long they are kept, what a case holds, who asks for them, what is destroyed."""

from flask_babel import lazy_gettext as _l

from coffeecop.models import Role
from coffeecop.parts import Job, Part
from coffeecop.parts.hooks import Hook, Keeper, When
from coffeecop.parts.links import AuditFields, Entry, PageLink, Snippet, Spot
from coffeecop.parts.records import telling
from coffeecop.parts.records.audit import FIELDS, value_in_words
from coffeecop.parts.records.example_rows import add_records
from coffeecop.parts.records.holding import is_held
from coffeecop.parts.records.jobs.destroying import keep_records
from coffeecop.parts.records.kinds import RecordsAction
from coffeecop.parts.records.models.schedule import NAME, keep_until
from coffeecop.parts.records.requests.views import bp as requests_bp
from coffeecop.parts.records.views import bp
from coffeecop.parts.resident_links import KeepingTimes

# One part, since a request holds what it finds and a hold stops what the schedule destroys.
MOST_LINES = 3_342
SECONDS_BETWEEN = 3600


PART = Part(
    name=NAME,
    title=_l("Records"),
    purpose=_l("How long things are kept, holds, destruction, requests for records"),
    blueprints=[bp, requests_bp],
    jobs=[Job("schedule", keep_records, SECONDS_BETWEEN)],
    audit={"records": RecordsAction},
    links=[
        Entry(
            "archive",
            "records.index",
            _l("Records"),
            _l("Requests, how long things are kept, holds, destruction"),
            (Role.RECORDS,),
        ),
        PageLink(
            Spot.PICKED,
            "records.new_hold",
            _l("Put them on hold for a case"),
            "lock",
            lambda _, member: member.has_any(Role.RECORDS),
        ),
        Keeper(is_held),
        KeepingTimes(
            telling.time_kept_of,
            keep_until,
            telling.rule_code,
            telling.words_of_rule,
            telling.lines_of_schedule,
        ),
        Snippet(Spot.CONCERN, telling.kept_until_words, _l("Kept until")),
        Snippet(Spot.CONCERN, telling.names_of_holds, _l("On hold for")),
        Hook(When.VERIFIED, telling.destroyed_without_certificate),
        Hook(When.MADE_UP, add_records),
        AuditFields(FIELDS, value_in_words),
    ],
    today=[telling.REQUESTS, telling.APPROVALS],
)
