"""Tell who wants to hear of it that concerns came in or were changed."""

from collections.abc import Iterator
from contextlib import contextmanager

from coffeecop.db import db
from coffeecop.signals import concern_changed


def changed(*concern_ids: int) -> None:
    """Tell it now, or at the end of the block of `notify_once`."""
    later: set[int] | None = db.session.info.get("changed_concerns")
    if later is None:
        concern_changed.send(concern_ids)
    else:
        later.update(concern_ids)


@contextmanager
def notify_once() -> Iterator[None]:
    """Tell once, at the end of the block, of all concerns that it changed."""
    later = db.session.info["changed_concerns"] = set()
    try:
        yield
    finally:
        del db.session.info["changed_concerns"]
    changed(*sorted(later))
