"""What stays of a concern that the schedule has destroyed: what its event and matters count."""

from datetime import datetime, tzinfo

from sqlalchemy.orm import Mapped

from coffeecop.models.keys import Blankable, check, empty_if_destroyed, start_of_day

EMPTIED = (
    "form_key_hash",
    "receipt_hash",
    "place",
    "entered_by_id",
    "unsubscribed_at",
    "topics_checked_at",
    "topics_checked_by_id",
    "state_at",
    "state_by_id",
    "state_reason",
    "waiting_since",
    "read_at",
    "first_answer_at",
    "came_back_on",
    "assigned_to_id",
    "deputy_id",
    "due_on",
    "put_away_at",
    "put_away_until",
    "listed_at",
)
NO_MORE = (
    "wants_talk",
    "wants_answer",
    "for_neighbor",
    "sounds_like_complaint",
    "put_away_for_next_event",
    "has_personal_details",
    "names_officer",
)
CHECKS = (
    empty_if_destroyed(EMPTIED),
    check("destroyed_asks_nothing", f"destroyed_at IS NULL OR NOT ({' OR '.join(NO_MORE)})"),
    # What counts for nothing is deleted whole.
    check(
        "destroyed_counts",
        "destroyed_at IS NULL OR NOT is_complaint AND NOT may_be_complaint AND NOT is_held"
        " AND state NOT IN ('withdrawn', 'hidden')",
    ),
    check(
        "destroyed_is_not_read_again",
        "destroyed_at IS NULL OR suggested_at IS NOT NULL AND has_personal_details IS NOT NULL",
    ),
)


class BlankMixin(Blankable):
    """A concern whose words are destroyed. What it says of better or not counts as it came."""

    EMPTIED = EMPTIED
    CHECKS = CHECKS

    body: Mapped[str]
    asked_at: Mapped[datetime | None]
    suggested_at: Mapped[datetime | None]

    def blank(self, zone: tzinfo) -> None:
        super().blank(zone)
        self.body = ""
        for name in NO_MORE:
            setattr(self, name, False)
        self.asked_at = start_of_day(self.asked_at, zone) if self.asked_at else None
        # The topic engine has nothing to read.
        self.suggested_at = self.destroyed_at
