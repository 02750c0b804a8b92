"""What the feed tells of the public records: the newest root of each."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from coffeecop.models import Event
from coffeecop.models.public_record_roots import newest_roots, published_at
from coffeecop.web.i18n import localized
from coffeecop.web.rendering import public_url


class RecordEntry(NamedTuple):
    title: str
    page: str
    updated: datetime
    seal: str


def record_entries(events: Sequence[Event], language: str) -> list[RecordEntry]:
    roots = newest_roots([event.id for event in events])
    return [
        RecordEntry(
            title=_("The public record: %(title)s", title=localized(event, "title")),
            page=public_url("public_record.show", slug=event.slug, language=language),
            updated=published_at(root, event),
            seal=f"{root.size}:{root.root}",
        )
        for event in events
        if (root := roots.get(event.id))
    ]
