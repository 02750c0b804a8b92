"""The files of a pack: a page, tables, the statement of completeness and what checks it."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from coffeecop.db import db
from coffeecop.models import StaffMember
from coffeecop.parts.records.kinds import CannotBeDone, RecordsAction
from coffeecop.parts.records.models.requests import RecordsRequest, RequestItem, RequestPack
from coffeecop.parts.records.requests.decisions import items_of
from coffeecop.parts.records.requests.request import lock, log
from coffeecop.parts.records.requests.statement import Pack, StatementEntry
from coffeecop.parts.records.requests.texts import RecordText
from coffeecop.public.pages import VERIFIER
from coffeecop.web.csv_files import csv_file
from coffeecop.web.i18n import localized

STATEMENT, RECORDS, LOG, PAGE = ("statement.json", "records.csv", "redactions.csv", "records.html")
# A heading, and a row for each record.
Table = list[list[Any]]


def pack_file(pack: Pack) -> bytes:
    tables = {RECORDS: _records(pack), LOG: _log(pack)}
    files = {
        PAGE: render_template("records/requests/pack.html", pack=pack).encode(),
        **{name: _csv(table) for name, table in tables.items()},
    }
    if pack.sealed:
        files[VERIFIER.name] = VERIFIER.read_bytes()
        statement = _statement(pack, files)
        files[STATEMENT] = json.dumps(statement, indent=1, ensure_ascii=False).encode()
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return zipped.getvalue()


def _csv(table: Table) -> bytes:
    head, *rows = [["" if cell is None else str(cell) for cell in row] for row in table]
    return csv_file(head, rows).encode()


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
        "outside": pack.outside,
        "files": {name: sha256(content).hexdigest() for name, content in files.items()},
    }


def _records(pack: Pack) -> Table:
    """Return a row for each record: what was decided, and what of it is released."""
    head = [_("Number"), _("Record"), _("Event"), _("Day of the event"), _("Sent on")]
    head += [_("Decision"), _("Codes"), _("First in pack"), _("Kind"), _("Topics")]
    # First the concerns: the verifier knows them by their numbers.
    entries = sorted(pack.entries, key=lambda each: not each.record.is_concern)
    return [[*head, _("Text"), _("Place and messages")], *map(_record, entries)]


def _record(entry: StatementEntry) -> list[Any]:
    record, event, kind, topics = entry.record, entry.record.event, "", ""
    parts = entry.parts if entry.is_released else []
    texts = ["\n\n".join(map(_told, parts)), ""]
    if record.is_concern and parts:
        kind = record.row.kind
        topics = "; ".join(localized(topic, "name") for topic in record.row.topics)
        texts = [parts[0].text, "\n\n".join(map(_told, parts[1:]))]
    return [
        record.item.number,
        record.name,
        localized(event, "title") if event else "",
        event.day if event else None,
        record.sent_at.date(),
        entry.said,
        "; ".join(entry.codes),
        record.item.pack,
        kind,
        topics,
        *texts,
    ]


def _told(part: RecordText) -> str:
    return f"{part.label}: {part.text}" if part.label else part.text


def _log(pack: Pack) -> Table:
    """Return how often something was taken out of a record and why, without saying what."""
    rows: Table = [
        [record.item.number, record.name, code, times] for record, code, times in pack.log
    ]
    return [[_("Number"), _("Record"), _("Code"), _("Places")], *rows]


def make_pack(request: RecordsRequest, *, by: StaffMember) -> RequestPack:
    """Make the file of what was decided until now; if nothing was found, it tells that.

    May be refused.
    """
    lock(request)
    decided = RequestItem.decision.is_not(None), RequestItem.pack.is_(None)
    new = db.session.scalars(items_of(request).where(*decided)).all()
    own = select(func.max(RequestPack.number)).where(RequestPack.request_id == request.id)
    last = db.session.scalar(own) or 0
    found = select(exists().where(RequestItem.request_id == request.id))
    if not new and (last or db.session.scalar(found)):
        raise CannotBeDone(_("Nothing was decided since the last pack."))
    pack = RequestPack(request_id=request.id, number=last + 1, made_by=by)
    db.session.add(pack)
    for each in new:
        each.pack = pack.number
    db.session.flush()
    pack.file = pack_file(Pack(request, pack))
    log(RecordsAction.RECORDS_PACKED, request, by=by, pack=pack.number)
    return pack


def packs_of(request: RecordsRequest) -> Sequence[Any]:
    """Return the newest first, each with whether its file is still there."""
    own = select(RequestPack, RequestPack.file.is_not(None))
    own = own.where(RequestPack.request_id == request.id).order_by(RequestPack.number.desc())
    return db.session.execute(own.options(joinedload(RequestPack.made_by))).all()


def file_of(request: RecordsRequest, number: int) -> bytes | None:
    made = db.session.get(RequestPack, (request.id, number))
    return made.file if made else None
