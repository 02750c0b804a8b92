"""Template context of the staff navigation."""

from typing import Any

from flask import Flask, g

from coffeecop.staff.queries.flags import MOST_COUNTED, unseen_flags


def init_app(app: Flask) -> None:
    app.context_processor(navigation)


def navigation() -> dict[str, Any]:
    if not g.get("staff_member"):
        return {}
    number = unseen_flags(g.staff_member)
    return {
        "unseen_flags": f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number or ""),
    }
