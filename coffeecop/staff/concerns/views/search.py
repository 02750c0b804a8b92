"""The one search: words, or the receipt words that somebody reads on the telephone."""

from flask.typing import ResponseReturnValue

from coffeecop.db import db
from coffeecop.models import Concern
from coffeecop.staff.concerns.address import filter_or_404
from coffeecop.staff.concerns.forms import SearchForm
from coffeecop.staff.concerns.receipt_page import found_or_page, receipt_page
from coffeecop.staff.concerns.views.blueprint import bp
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.rendering import see_other


@bp.post("/searches")
@staff_only
def search() -> ResponseReturnValue:
    """List what has these words; receipt words, which never stand in an address, open theirs."""
    form = SearchForm().or_show(receipt_page)
    if not form.is_receipt:
        args = filter_or_404().args_to_search
        return see_other("staff_concerns.index", q=form.words.data, **args)
    found = found_or_page(form)
    if not isinstance(found, Concern):
        return found
    db.session.commit()
    return see_other("staff_concerns.show", concern_id=found.id)
