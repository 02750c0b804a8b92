"""Context of templates/public/partials/computer.html, with how often the computer is wrong."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from coffeecop.models import Agency
from coffeecop.web.i18n import localized
from coffeecop.web.papers import version
from coffeecop.web.phones import phone_links

FIGURES = Path(__file__).with_suffix(".toml")


def computer_context(agencies: Sequence[Agency]) -> dict[str, Any]:
    return {
        "reached": [
            (
                localized(agency, "name"),
                phone_links(agency.phone or agency.website or _("Ask at any event.")),
            )
            for agency in agencies
        ],
        "measured": tomllib.loads(FIGURES.read_text()),
        "sorts": current_app.config["SORT_TEXTS"],
        "version": version(),
    }
