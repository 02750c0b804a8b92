"""CSV files that people open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable

from flask import Response

# Excel detects UTF-8 only by a byte order mark.
BYTE_ORDER_MARK = "\ufeff"
# Cells that a spreadsheet would evaluate (OWASP, CSV injection). Apostrophes are matched too, so
# that the escaping is reversible: remove one apostrophe to get the text.
FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")


def csv_file(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    file = io.StringIO()
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    for row in rows:
        writer.writerow(map(escape_formula, row))
    return file.getvalue()


def csv_response(file: str, filename: str) -> Response:
    response = Response(file, mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response


def escape_formula(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell
