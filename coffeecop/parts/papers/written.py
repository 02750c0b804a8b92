"""The papers of a department, each by the name in its address, and as files in a folder."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, func, or_, select

from coffeecop.config import PROJECT
from coffeecop.db import Model, db
from coffeecop.models import Agency, Concern, Event, Language, Matter
from coffeecop.models.event import EventStatus
from coffeecop.parts import backup_program, links_of, sign_in_provider
from coffeecop.parts.hooks import Examiner
from coffeecop.parts.papers.report import open_acr, report_context
from coffeecop.parts.resident_links import KeepingTimes, ToldResidents
from coffeecop.staff.identity.passwords import MIN_LENGTH
from coffeecop.staff.summaries.matters import has_only, is_read_only_in
from coffeecop.web.i18n import in_language
from coffeecop.web.matters_shown import SMALLEST_GROUP
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


def security_context(agency: Agency) -> dict[str, Any]:
    found = [finding for each in links_of(agency, Examiner) for finding in each.findings(agency)]
    url, provider, program = db.engine.url, sign_in_provider(), backup_program(None)
    return {
        "agency": agency,
        "provider": provider,
        "least": MIN_LENGTH,
        "found": [
            (f"{each.check} ({each.level})", " ".join(filter(None, (each.seen, each.to_do))))
            for each in found
        ],
        "version": version(),
        "packages": len(_packages()),
        "has_backup_key": program and program.has_key(),
        "backup_place": program and program.place(),
        "database": f"{url.get_backend_name()}, {url.host or url.database}",
        "mail_host": _host(current_app.config["SMTP_URL"]),
        "provider_host": _host(provider.issuer if provider else None),
    }


def _packages() -> set[str]:
    locks = [PROJECT / "requirements.lock", *PROJECT.glob("coffeecop/parts/*/requirements.lock")]
    lines = (line for lock in locks for line in lock.read_text().splitlines())
    return {line.split()[0] for line in lines if "==" in line}


def _host(address: object) -> str | None:
    """Return the host of an address, without what may be secret in it."""
    return urlsplit(str(address)).hostname if address else None


def attorney_context(agency: Agency) -> dict[str, Any]:
    rows = db.session.execute(
        select(Concern.hidden_for, func.count())
        .join(Concern.event)
        .where(Event.agency_id == agency.id, Concern.hidden_for.is_not(None))
        .group_by(Concern.hidden_for)
    )
    hidden = {reason: number for reason, number in rows}
    return {
        "rules": [line for each in links_of(agency, KeepingTimes) for line in each.lines(agency)],
        "hidden": hidden,
        "told": [(each.title, each.sentences(agency)) for each in links_of(agency, ToldResidents)],
        # One that is few could be worked out from the others and the sum.
        "is_small": any(number < SMALLEST_GROUP for number in hidden.values()),
    }


def own_content(agency: Agency) -> dict[str, int]:
    of_events = (Event.agency_id == agency.id, Event.status != EventStatus.DRAFT)
    has_one_description = or_(*(has_only(each, Event, "description") for each in Language))
    return {
        "untitled": _count(Event, *of_events, Event.title_es.is_(None)),
        "described_once": _count(Event, *of_events, has_one_description),
        "said_once": _count(Matter, Matter.agency_id == agency.id, is_read_only_in(*Language)),
    }


def _count(model: type[Model], *conditions: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(model).where(*conditions)
    return db.session.scalars(counted).one()


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
