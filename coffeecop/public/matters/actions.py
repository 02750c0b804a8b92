from coffeecop.models import Event, Matter, MatterConfirmation
from coffeecop.models.keys import is_stored, store_once


def confirm_matter(matter: Matter, event: Event | None, *, key_hash: str) -> None:
    """Count a resident who says that this was the answer. A repeated key changes nothing."""
    if is_stored(MatterConfirmation, key_hash):
        return
    store_once(
        MatterConfirmation(
            matter_id=matter.id, event_id=event.id if event else None, form_key_hash=key_hash
        )
    )
