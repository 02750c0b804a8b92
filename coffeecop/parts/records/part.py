"""Records: how long they are kept, what a case holds, who asks for them, what is destroyed."""

from functools import partial

from flask_babel import lazy_gettext as _l

from coffeecop.models import Role
from coffeecop.parts import Job, Part
from coffeecop.parts.hooks import ExampleRows, Keeper, RowFaults
from coffeecop.parts.links import ConcernFact, DigestLine, Entry, PickedTool
from coffeecop.parts.records import telling
from coffeecop.parts.records.audit import audit_fields
from coffeecop.parts.records.example_rows import add_records
from coffeecop.parts.records.holding import is_held
from coffeecop.parts.records.jobs.destroying import keep_records
from coffeecop.parts.records.kinds import RecordsAction
from coffeecop.parts.records.models.schedule import NAME, keep_until
from coffeecop.parts.records.requests.views import bp as requests_bp
from coffeecop.parts.records.views import bp
from coffeecop.parts.resident_links import KeepingTimes

# One part, since a request holds what it finds and a hold stops what the schedule destroys.
MOST_LINES = 3_505
SECONDS_BETWEEN = 3600


PART = Part(
    name=NAME,
    title=_l("Records"),
    purpose=_l("How long things are kept, holds, destruction, requests for records"),
    blueprints=[bp, requests_bp],
    jobs=[Job("schedule", keep_records, SECONDS_BETWEEN)],
    audit={"records": {each: each.label for each in RecordsAction}},
    links=[
        Entry(
            "archive",
            "records.index",
            _l("Records"),
            _l("Requests, how long things are kept, holds, destruction"),
            (Role.RECORDS,),
        ),
        PickedTool("lock", "records.new_hold", _l("Put them on hold for a case"), (Role.RECORDS,)),
        Keeper(is_held),
        KeepingTimes(
            telling.time_kept_of,
            keep_until,
            telling.rule_code,
            telling.words_of_rule,
            telling.lines_of_schedule,
        ),
        ConcernFact(_l("Kept until"), telling.kept_until_words),
        ConcernFact(_l("On hold for"), telling.names_of_holds),
        DigestLine(partial(telling.in_digest, telling.REQUESTS), "records_requests.index"),
        DigestLine(partial(telling.in_digest, telling.APPROVALS), "records.index"),
        RowFaults(telling.destroyed_without_certificate),
        ExampleRows(add_records),
        *audit_fields(),
    ],
    today=[telling.REQUESTS, telling.APPROVALS],
)
