"""`make bench-print-kit`: what it takes to issue the concern cards of a kit, and to make its PDF.

Wall time of whole requests, so on a machine that is otherwise idle: the words are hashed in the web
server's process, the PDF is made in a process of its own.
"""

import tempfile
import time

from flask_migrate import upgrade

from coffeecop import create_app
from coffeecop.db import db
from coffeecop.models import Role
from tests.factories import make_event, sign_in
from tests.visitor import Visitor

# Of each language: what the form suggests, and the most.
NUMBERS = (16, 100)


def main():
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE_PATH": folder, "LOG_LEVEL": "WARNING"})
        with app.app_context():
            upgrade()
            event = make_event(roster=["Sgt. Sample"])
            visitor = Visitor(app)
            sign_in(visitor, Role.OFFICER, agency=event.agency)
            address = f"/staff/events/{event.id}/print-kit"
            print(f"{'seconds':12}{'cards':>8}{'PDF':>8}")
            for number in NUMBERS:
                print(f"{2 * number:<6} cards{issued(visitor, address, number)}")
            db.session.remove()
            db.engine.dispose()


def issued(visitor, address, number):
    started = time.perf_counter()
    answer = visitor.post(address, english=number, spanish=number)
    took = time.perf_counter() - started
    started = time.perf_counter()
    sheets = answer.location.replace("/print-kit/sheets", "/print-kit.pdf")
    pdf = visitor.get(sheets)
    assert pdf.headers["Content-Type"] == "application/pdf", pdf.status
    return f"{took:8.1f}{time.perf_counter() - started:8.1f}"


if __name__ == "__main__":
    main()
