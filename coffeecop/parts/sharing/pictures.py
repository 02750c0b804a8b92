"""Pictures for link previews: each is drawn once, and kept in a file until it shows another thing.

Files, because they are still there after a restart, and all processes see them.
"""

import logging
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from coffeecop.config import PROJECT
from coffeecop.models import Event, Matter
from coffeecop.models.agency import agencies_with
from coffeecop.parts.sharing.cards import Card, event_card, home_card, matter_card
from coffeecop.web.assets import ONE_YEAR
from coffeecop.web.event_labels import summary_line
from coffeecop.web.i18n import current_language
from coffeecop.web.matters_shown import Pair
from coffeecop.web.rendering import public_url

NAME = "sharing"
# For an address that does not say which picture it means, or means an earlier one.
FIVE_MINUTES = 5 * 60
# A change of these changes every picture.
DRAWN_BY = ("coffeecop/parts/sharing/drawing.py", "static/icon-512.png")

logger = logging.getLogger(__name__)
# One at a time: requests that come together wait for one drawing.
drawing = Lock()


class Picture(NamedTuple):
    card: Card
    # What blind people hear of it.
    alt: str
    # Whose picture it is; there is one file for each owner and language.
    owner: str
    endpoint: str
    values: dict[str, Any]

    @property
    def version(self) -> str:
        return sha256(f"{_drawn_by()} {self.card}".encode()).hexdigest()[:16]

    @property
    def image(self) -> str:
        """Return an address that changes with what is drawn, so that previews do too."""
        return public_url(self.endpoint, v=self.version, **self.values)


def picture_of_link(about: Event | Matter | None, pairs: Sequence[Pair]) -> Picture | None:
    """Return the picture of the page of an event or a matter; None: of the first page."""
    if about is None:
        return home_picture(pairs)
    return event_picture(about, pairs) if isinstance(about, Event) else matter_picture(*pairs)


def event_picture(event: Event, pairs: Sequence[Pair] = ()) -> Picture:
    card = event_card(event, pairs)
    alt = " ".join([f"{card.title}.", summary_line(event), *card.pair])
    return Picture(card, alt, str(event.id), "sharing.picture", {"slug": event.slug})


def home_picture(pairs: Sequence[Pair]) -> Picture | None:
    """Return the picture of the first page, if any of its departments shares its events."""
    card = home_card(pairs)
    found = Picture(card, _alt(card), "home", "sharing.home_picture", {})
    return found if agencies_with(NAME) else None


def matter_picture(pair: Pair) -> Picture:
    card, number = matter_card(pair), pair.matter.id
    return Picture(
        card, _alt(card), f"matter-{number}", "sharing.matter_picture", {"matter_id": number}
    )


def _alt(card: Card) -> str:
    return " ".join([f"{card.title}.", *(card.pair or [card.details])])


def picture_response(picture: Picture) -> ResponseReturnValue:
    response = Response(stored_png(picture), mimetype="image/png")
    response.set_etag(picture.version)
    is_current = request.args.get("v") == picture.version
    response.cache_control.public = True
    response.cache_control.max_age = ONE_YEAR if is_current else FIVE_MINUTES
    # Some apps show the picture of a link right from here.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response.make_conditional(request)


def stored_png(picture: Picture) -> bytes:
    """Return the PNG from its file; draw it if it shows something new."""
    prefix = f"{picture.owner}-{current_language()}-"
    file = current_app.config["INSTANCE_PATH"] / "pictures" / f"{prefix}{picture.version}.png"
    with suppress(OSError):
        return bytes(file.read_bytes())
    with drawing:
        # Another request may have drawn it in the meantime.
        with suppress(OSError):
            return bytes(file.read_bytes())
        # Imported here because Pillow takes 6 MB and pictures are seldom drawn.
        from coffeecop.parts.sharing.drawing import draw_card

        png = draw_card(picture.card)
        try:
            _replace(file, png, outdated=f"{prefix}*")
        except OSError:
            logger.warning("a picture could not be stored", exc_info=True)
        return png


def _replace(file: Path, png: bytes, *, outdated: str) -> None:
    file.parent.mkdir(mode=0o700, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    draft.write_bytes(png)
    for other in file.parent.glob(outdated):
        if other != draft:
            other.unlink(missing_ok=True)
    # Atomic: no other process reads half a picture.
    os.replace(draft, file)


@cache
def _drawn_by() -> str:
    return sha256(b"".join((PROJECT / name).read_bytes() for name in DRAWN_BY)).hexdigest()
