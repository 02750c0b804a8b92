"""Pages and bounded counts of the lists that staff read."""

from collections.abc import Mapping
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import BindParameter, ScalarSelect, Select, func, literal, select

from coffeecop.db import db
from coffeecop.web.security import parse_id

PAGE_SIZE = 25
# A larger page number would overflow in the database.
MOST_PAGES = 1000


class ListPage(Pagination):
    """A page of a list that is at hand, its `rows`."""

    def _query_items(self) -> list[Any]:
        first = self._query_offset
        return list(self._query_args["rows"][first : first + self.per_page])

    def _query_count(self) -> int:
        return len(self._query_args["rows"])


def page_number(args: Mapping[str, str]) -> int:
    """Return the page that an address asks for; 1 if it makes no sense."""
    return parse_id(args.get("page", "")) or 1


def paginated(query: Select[Any], page: int, *, per_page: int = PAGE_SIZE) -> Pagination:
    """Return a page of rows, empty if it is beyond the last one."""
    return db.paginate(query, page=min(page, MOST_PAGES), per_page=per_page, error_out=False)


def count_up_to(most: int, query: Select[Any]) -> int:
    """Count the rows of a query, but no further than this number."""
    return db.session.scalar(select(number_up_to(most, query))) or 0


def number_up_to(most: int | BindParameter[int], query: Select[Any]) -> ScalarSelect[int]:
    """Return the same as a subquery, so that one statement can hold several of them."""
    rows = query.with_only_columns(literal(1), maintain_column_froms=True).limit(most).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()
