"""The public record: what came in and what became of it, as a log that anyone can check."""

from flask_babel import lazy_gettext as _l

from coffeecop.parts import Job, Part
from coffeecop.parts.hooks import Hook, SealedRecords, When
from coffeecop.parts.links import PageLink, Section, Spot
from coffeecop.parts.public_record.faults import public_record_faults
from coffeecop.parts.public_record.files import opening_of, received_until, record_file
from coffeecop.parts.public_record.jobs import add_public_record, keep_public_record
from coffeecop.parts.public_record.models import NAME
from coffeecop.parts.public_record.roots import newest_roots
from coffeecop.parts.public_record.telling import (
    feed_entries,
    is_stored,
    poster_seal,
    receipt_values,
    seals_since,
)
from coffeecop.parts.public_record.views import bp
from coffeecop.parts.resident_links import FeedEntries

# So a root is out within an hour after midnight, wherever the event is.
SECONDS_BETWEEN = 3600

PART = Part(
    name=NAME,
    title=_l("The public record"),
    purpose=_l("What came in and what came of it, as a log that anyone can check"),
    blueprints=[bp],
    jobs=[Job("public record", keep_public_record, SECONDS_BETWEEN)],
    links=[
        PageLink(
            Spot.AFTERWARDS,
            "public_record.show",
            _l("How many told us something, and what came of it: the public record"),
        ),
        Section(Spot.RECEIPT, "public_record/proof.html", receipt_values),
        Section(Spot.STORED, "public_record/privacy.html", is_stored),
        FeedEntries(feed_entries),
        Section(Spot.DIGEST, "public_record/digest.txt", seals_since),
        Section(Spot.POSTER, "public_record/poster.html", poster_seal),
        SealedRecords(newest_roots, received_until, record_file, opening_of),
        Hook(When.VERIFIED, public_record_faults),
        Hook(When.MADE_UP, add_public_record),
    ],
)
