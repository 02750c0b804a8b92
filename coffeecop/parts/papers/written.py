"""The papers of a department, each by the name in its address, and as files in a folder."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from flask import current_app, render_template
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coffeecop.models import Agency, Language
from coffeecop.parts.papers.context import attorney_context, own_content, security_context
from coffeecop.parts.papers.report import open_acr, report_context
from coffeecop.web.i18n import in_language
from coffeecop.web.papers import version
from coffeecop.web.papers.computer import computer_context
from coffeecop.web.rendering import public_url

NAME = "papers"


class Paper(NamedTuple):
    title: LazyString | str
    lead: LazyString | str
    # With what is said below both, given this context.
    template: str
    context: Callable[[Agency], Mapping[str, Any]]
    # Of title and lead, if not that of the page.
    language: str | None = None


PAPERS: Mapping[str, Paper] = {
    "accessibility": Paper(
        "Accessibility conformance report",
        "How the program meets WCAG 2.2 A and AA and Section 508, by the criteria of VPAT 2.5.",
        "papers/accessibility.html",
        lambda agency: {**own_content(agency), "report": report_context()},
        language="en",
    ),
    "computer": Paper(
        _l("What the computer does"),
        _l(
            "A computer reads what you write, so that the right people see it. "
            "It decides nothing about you."
        ),
        "public/partials/computer.html",
        lambda agency: computer_context([agency]),
    ),
    "attorney": Paper(
        _l("For the attorney"),
        _l("Facts about this installation. They are not legal advice: the city attorney decides."),
        "papers/attorney.html",
        attorney_context,
    ),
    "security": Paper(
        _l("Security answers"),
        _l("What insurers and IT ask, answered from the settings of this installation."),
        "papers/security.html",
        security_context,
    ),
}


def values_of(agency: Agency, name: str) -> dict[str, Any]:
    """Return what the template of a paper needs, with when it was made, of which version, where."""
    made = [
        (_("Department"), agency.name),
        (_("Made on"), format_date(agency.today, "long")),
        (_("Version"), f"coffeecop {version()}"),
        (_("Address"), public_url("events.index", language="en")),
    ]
    return {"paper": PAPERS[name], "made": made, **PAPERS[name].context(agency)}


def write_papers(agency: Agency, folder: Path) -> list[Path]:
    """Write each paper of a department into a folder, in English, and the report as OpenACR."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {}
    with current_app.test_request_context(), in_language(Language.ENGLISH):
        for name in PAPERS:
            texts[f"{name}.html"] = render_template("papers/file.html", **values_of(agency, name))
        # JSON is YAML too.
        texts["accessibility.yaml"] = json.dumps(open_acr([agency]), indent=1)
    files = {folder / f"{agency.slug}-{name}": text for name, text in texts.items()}
    for file, text in files.items():
        file.write_text(text)
    return list(files)
