"""The papers of a department, each by the name in its address, and as files in a folder."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from flask import current_app, render_template
from flask_babel import format_date
from flask_babel import gettext as _

from coffeecop.models import Agency, Language
from coffeecop.parts.papers.attorney import attorney_paper
from coffeecop.parts.papers.own_content import own_content
from coffeecop.parts.papers.security import security_paper
from coffeecop.web.i18n import in_language
from coffeecop.web.papers import Paper, Section, version
from coffeecop.web.papers.accessibility import accessibility_report, open_acr
from coffeecop.web.papers.computer import computer_paper
from coffeecop.web.rendering import public_url


def _accessibility(agency: Agency) -> Paper:
    report = accessibility_report()
    return replace(report, parts=[own_content(agency), *report.parts])


PAPERS: Mapping[str, Callable[[Agency], Paper]] = {
    "accessibility": _accessibility,
    "computer": lambda agency: computer_paper([agency]),
    "attorney": attorney_paper,
    "security": security_paper,
}


def paper_of(agency: Agency, name: str) -> Paper:
    """Return a paper, with when it was made, of which version and where."""
    paper = PAPERS[name](agency)
    made = Section(
        _("This copy"),
        facts=[
            (_("Department"), agency.name),
            (_("Made on"), format_date(agency.today, "long")),
            (_("Version"), f"coffeecop {version()}"),
            (_("Address"), public_url("events.index", language="en")),
        ],
    )
    return replace(paper, parts=[*paper.parts, made])


def write_papers(agency: Agency, folder: Path) -> list[Path]:
    """Write each paper of a department into a folder, in English, and the report as OpenACR."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {}
    with current_app.test_request_context(), in_language(Language.ENGLISH):
        for name in PAPERS:
            paper = paper_of(agency, name)
            texts[f"{name}.html"] = render_template("papers/file.html", paper=paper)
        # JSON is YAML too.
        texts["accessibility.yaml"] = json.dumps(open_acr([agency]), indent=1)
    files = {folder / f"{agency.slug}-{name}": text for name, text in texts.items()}
    for file, text in files.items():
        file.write_text(text)
    return list(files)
