"""Who asked for records checks the statement of completeness on the page of a public record."""

import io
import json
import re
import zipfile
from copy import deepcopy

from playwright.sync_api import expect

from coffeecop.db import db
from coffeecop.models import Role
from coffeecop.parts.records.models.requests import RecordsRequest, RequestItem
from tests.factories import sign_in
from tests.public.public_record.forging import rebuild
from tests.stored import one_of


def answer_request(visitor):
    """Ask for all that came in, release the first and the question, and return the statement."""
    sign_in(visitor, Role.RECORDS)
    visitor.post("/staff/records/requests", words="", first_day="2020-01-01")
    request = one_of(RecordsRequest)
    ids = db.session.query(RequestItem.concern_id).order_by(RequestItem.concern_id).all()
    path = f"/staff/records/requests/{request.id}"
    chosen = [f"concern-{number}" for number in (ids[0][0], ids[-1][0])]
    visitor.post(f"{path}/decisions", records=chosen, decision="release")
    visitor.post(f"{path}/packs")
    file = io.BytesIO(visitor.get(f"{path}/packs/1.zip").response.data)
    with zipfile.ZipFile(file) as pack:
        return json.loads(pack.read("statement.json"))


def test_who_asked_for_records_checks_the_statement_on_the_page(phone, event, visitor):
    statement = answer_request(visitor)
    altered = deepcopy(statement)
    own = altered["events"][0]
    line = own["pending"].pop()
    own["accounts"][0]["opens"]["text"] = "Something else."
    forged = deepcopy(statement)
    record = forged["events"][0]["record"]
    del record["entries"][0]
    rebuild(record)
    phone.goto(f"/events/{event.slug}/record")

    def told(content):
        body = content if isinstance(content, str) else json.dumps(content)
        file = {"name": "statement.json", "mimeType": "application/json", "buffer": body.encode()}
        phone.locator("#statement").set_input_files([])
        phone.locator("#statement").set_input_files([file])
        return phone.locator("#check-pack [aria-live=polite]")

    expect(told(statement)).to_have_text(
        re.compile(
            r"^Each line that came in up to the seal of \w+ \d+, \d+ is told of once\. "
            r"Each text that is given whole is as it came in\.$"
        )
    )
    expect(told(altered)).to_contain_text(f"Line {line} was left out: nothing is said of it.")
    expect(told(altered)).to_contain_text("The text of line 1 is not the one that came in.")
    expect(told(forged)).to_contain_text(
        "The record in this file is not the one that is published here."
    )
    expect(told({**statement, "events": []})).to_contain_text(
        "This file says nothing about this event."
    )
    expect(told("no")).to_have_text("This is not the file statement.json of a pack.")
