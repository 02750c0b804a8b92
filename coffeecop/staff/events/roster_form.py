"""The rows of the roster in the form of an event."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length

from coffeecop.models import RosterEntry, RosterRole, SpokenLanguage
from coffeecop.web.forms import TOO_LONG, NumberedRows, strip
from coffeecop.web.roster_labels import language_name

ROLE_NAMES = {
    RosterRole.OFFICER: _l("Officer"),
    RosterRole.INTERPRETER: _l("Interpreter"),
    RosterRole.SOCIAL_WORKER: _l("Social worker"),
    RosterRole.ANIMAL_CONTROL: _l("Animal control"),
    RosterRole.PARTNER: _l("Partner"),
}
OFTEN_SPOKEN = (SpokenLanguage.ENGLISH, SpokenLanguage.SPANISH)


def other_languages() -> list[SelectChoice]:
    """Return the choices by name, after sign language, which has no other place to be asked for."""
    named = [(each, language_name(each)) for each in SpokenLanguage if each not in OFTEN_SPOKEN]
    by_name = sorted(named, key=lambda pair: (pair[0] is not SpokenLanguage.SIGN, pair[1]))
    return [SelectChoice(language, name) for language, name in by_name]


class RosterRow(Form):  # type: ignore[misc]
    name = StringField(
        _l("Name, with rank if any"), filters=[strip], validators=[Length(max=80, message=TOO_LONG)]
    )
    role = SelectField(
        _l("Role"),
        choices=[SelectChoice(role, name) for role, name in ROLE_NAMES.items()],
        default=RosterRole.OFFICER,
        coerce=RosterRole,
    )
    languages = SelectMultipleField(
        _l("Speaks"),
        choices=[
            SelectChoice(SpokenLanguage.ENGLISH, _l("English")),
            SelectChoice(SpokenLanguage.SPANISH, _l("Spanish")),
        ],
        default=[SpokenLanguage.ENGLISH],
        coerce=SpokenLanguage,
    )
    other_languages = SelectMultipleField(
        _l("Other languages"), choices=other_languages, coerce=SpokenLanguage
    )


def roster_row(entry: RosterEntry) -> dict[str, Any]:
    """Return an entry as the data of its row."""
    spoken = set(entry.languages)
    return {
        "name": entry.name,
        "role": entry.role,
        "languages": spoken.intersection(OFTEN_SPOKEN),
        "other_languages": spoken.difference(OFTEN_SPOKEN),
    }


def check_rows(rows: NumberedRows, host: str) -> None:
    """Put an error beside each field that is wrong. `host`: the number of the host's row."""
    names = set()
    for row in rows.entries:
        name, role = row.form.name, row.form.role
        is_host = host == str(row.index)
        if is_host and not name.data:
            name.errors = [_("Write the name of the host, or choose another host.")]
        if is_host and name.data and role.data is not RosterRole.OFFICER:
            role.errors = [_("Only an officer can be the host. Choose another host or role.")]
        if name.data and name.data.casefold() in names:
            name.errors = [_("This name is on the list twice. Empty one of the two.")]
        names.add((name.data or "").casefold())
    if any(row.errors for row in rows.entries):
        rows.errors = [row.errors for row in rows.entries]
