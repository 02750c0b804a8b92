"""The files of a pack: a PDF, tables, the statement of completeness and what checks it."""

import io
import json
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _

from coffeecop.config import PROJECT
from coffeecop.staff.records.requests.statement import Entry, Pack
from coffeecop.web.csv_files import csv_file
from coffeecop.web.i18n import localized

STATEMENT, RECORDS, INDEX, LOG, PDF = (
    "statement.json",
    "records.csv",
    "index.csv",
    "redactions.csv",
    "records.pdf",
)
VERIFIER = PROJECT / "docs" / "verify_record.py"


def pack_file(pack: Pack, pdf: bytes) -> bytes:
    """Return the zip."""
    files = {
        PDF: pdf,
        RECORDS: _records(pack).encode(),
        INDEX: _index(pack).encode(),
        LOG: _log(pack).encode(),
        VERIFIER.name: VERIFIER.read_bytes(),
    }
    files[STATEMENT] = json.dumps(_statement(pack, files), indent=1, ensure_ascii=False).encode()
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return zipped.getvalue()


def _statement(pack: Pack, files: Mapping[str, bytes]) -> dict[str, Any]:
    request = pack.request
    return {
        "request": {
            "number": request.id,
            "pack": pack.made.number,
            "made_on": pack.made.made_at.date().isoformat(),
            "words": request.words,
            "first_day": request.first_day and request.first_day.isoformat(),
            "last_day": request.last_day and request.last_day.isoformat(),
            "topics": pack.topics,
            "kinds": request.kinds,
        },
        "counts": pack.counts,
        "events": pack.records,
        "unsealed": pack.unsealed,
        "files": {name: sha256(content).hexdigest() for name, content in files.items()},
    }


def _facts(entry: Entry) -> list[str]:
    concern = entry.concern
    event = concern.event
    return [
        str(concern.id),
        localized(event, "title"),
        event.day.isoformat(),
        concern.created_at.date().isoformat(),
        str(concern.kind),
    ]


def _fact_names() -> list[str]:
    return [_("Number"), _("Event"), _("Day of the event"), _("Sent on"), _("Kind")]


def _records(pack: Pack) -> str:
    """Return a row for each record that is released, with its text."""
    rows = []
    for each in pack.entries:
        if each.is_released:
            topics = "; ".join(localized(topic, "name") for topic in each.concern.topics)
            thread = "\n\n".join(f"{who}: {text}" for who, text in each.thread)
            texts = each.texts
            rows.append([*_facts(each), topics, texts.place, texts.body, thread])
    header = [*_fact_names(), _("Topics"), _("Place"), _("Text"), _("Messages")]
    return csv_file(header, rows)


def _index(pack: Pack) -> str:
    rows = [
        [*_facts(each), each.said, "; ".join(each.codes), str(each.item.pack)]
        for each in pack.entries
    ]
    return csv_file([*_fact_names(), _("Decision"), _("Codes"), _("First in pack")], rows)


def _log(pack: Pack) -> str:
    """Return how often something was taken out of a record and why, without saying what."""
    rows = [[str(number), code, str(times)] for number, code, times in pack.log]
    return csv_file([_("Number"), _("Code"), _("Places")], rows)
