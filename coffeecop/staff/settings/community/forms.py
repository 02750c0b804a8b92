from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, FormField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import Length, NumberRange, StopValidation

from coffeecop.models import ShareKind, SpokenLanguage
from coffeecop.staff.settings.community.actions import Share, Shares
from coffeecop.web.forms import (
    TOO_LONG,
    NumberedRows,
    SeenForm,
    WholeNumberField,
    keep_paragraphs,
    optional_line,
    replace_process_error,
)
from coffeecop.web.spoken_languages import language_name

MOST_LANGUAGES, MOST_AREAS = 18, 30
NEW_LANGUAGES, NEW_AREAS = 3, 2
LONGEST_AREA = 60
LONGEST_PLACES = 5000
NO_PERCENT = _l("Write a whole number from 1 to 100.")


def stop_if_empty(form: Form, field: WholeNumberField) -> None:
    """Let an empty row be. Not `Optional`, which would say so beside each label."""
    if not any(text.strip() for text in field.raw_data or []):
        field.errors = []
        raise StopValidation


def percent_field() -> WholeNumberField:
    return WholeNumberField(
        _l("Percent"),
        validators=[
            stop_if_empty,
            replace_process_error(NO_PERCENT),
            NumberRange(1, 100, message=NO_PERCENT),
        ],
    )


def languages() -> list[SelectChoice]:
    """Return the choices by name. No census counts who signs."""
    spoken = [each for each in SpokenLanguage if each is not SpokenLanguage.SIGN]
    named = sorted((language_name(each), each) for each in spoken)
    return [SelectChoice("", _("No language")), *(SelectChoice(code, name) for name, code in named)]


class LanguageRow(Form):  # type: ignore[misc]
    name = SelectField(_l("Language"), choices=languages, default="")
    percent = percent_field()
    place_names = None

    missing_name = _l("Choose the language.")


class AreaRow(Form):  # type: ignore[misc]
    name = optional_line(_l("Name of the area"), most=LONGEST_AREA)
    percent = percent_field()
    place_names = TextAreaField(
        _l("Streets, parks and other places in it"),
        description=_l("One per line, such as Maple Court. Concerns are counted by them."),
        filters=[keep_paragraphs],
        validators=[Length(max=LONGEST_PLACES, message=TOO_LONG)],
    )

    missing_name = _l("Write the name of the area.")


class CommunityForm(SeenForm):
    languages = NumberedRows(FormField(LanguageRow), max_entries=MOST_LANGUAGES)
    areas = NumberedRows(FormField(AreaRow), max_entries=MOST_AREAS)

    def __init__(self, shares: Shares) -> None:
        super().__init__(
            languages=_rows(shares, ShareKind.LANGUAGE)[:MOST_LANGUAGES],
            areas=_rows(shares, ShareKind.AREA)[:MOST_AREAS],
            seen=shares.fingerprint,
        )

    @property
    def shares(self) -> list[Share]:
        return [
            *_filled(self.languages, ShareKind.LANGUAGE),
            *_filled(self.areas, ShareKind.AREA),
        ]

    def validate_languages(self, rows: NumberedRows) -> None:
        _check(rows)

    def validate_areas(self, rows: NumberedRows) -> None:
        _check(rows)


def _rows(shares: Shares, kind: ShareKind) -> list[dict[str, Any]]:
    """Return the shares of a kind, and empty rows to add some."""
    known = [share._asdict() for share in shares.shares if share.kind is kind]
    return known + [{}] * (NEW_LANGUAGES if kind is ShareKind.LANGUAGE else NEW_AREAS)


def _used(rows: NumberedRows) -> list[Any]:
    return [row.form for row in rows.entries if any(field.data for field in row.form)]


def _filled(rows: NumberedRows, kind: ShareKind) -> list[Share]:
    return [
        Share(kind, row.name.data, row.percent.data, row.place_names and row.place_names.data)
        for row in _used(rows)
    ]


def _check(rows: NumberedRows) -> None:
    """Put an error beside each field that is wrong."""
    used = _used(rows)
    names: set[str] = set()
    for row in used:
        name = (row.name.data or "").casefold()
        if not name:
            row.name.errors = [row.missing_name]
        elif name in names:
            row.name.errors = [_("This is here twice. Empty one of the two.")]
        names.add(name)
        if row.percent.data is None and not row.percent.errors:
            row.percent.errors = [NO_PERCENT]
    _check_sum(used)
    if any(row.errors for row in rows.entries):
        rows.errors = [row.errors for row in rows.entries]


def _check_sum(rows: Sequence[Any]) -> None:
    total = sum(row.percent.data or 0 for row in rows)
    if total > 100 and not any(row.errors for row in rows):
        too_much = _("Together these are %(total)s percent. They can be 100 at most.", total=total)
        rows[-1].percent.errors = [too_much]
