"""The icons of templates/icons, drawn into the page. Always beside a word, so never announced."""

from functools import cache

from markupsafe import Markup

from coffeecop.config import PROJECT


@cache
def icon(name: str) -> Markup:
    drawing = (PROJECT / "templates" / "icons" / f"{name}.svg").read_text()
    return Markup(drawing.strip())  # noqa: S704 (a file of ours)
