"""Shares of the community, a list of the settings: so a report can say who was not heard."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import SelectChoice, SelectField

from coffeecop.db import db
from coffeecop.models import AuditAction, CommunityShare, ShareKind, SpokenLanguage
from coffeecop.staff.settings.lists.forms import RowForm
from coffeecop.staff.settings.lists.kinds import ListLine, SettingsList
from coffeecop.web.fields import number_field, text_box
from coffeecop.web.forms import optional_line
from coffeecop.web.roster_labels import language_name

LONGEST_AREA = 60
LONGEST_PLACES = 5000
NO_PERCENT = _l("Write a whole number from 1 to 100.")


def languages() -> list[SelectChoice]:
    """Return the choices by name. No census counts who signs."""
    spoken = [each for each in SpokenLanguage if each is not SpokenLanguage.SIGN]
    named = sorted((language_name(each), each) for each in spoken)
    return [SelectChoice("", _("No language")), *(SelectChoice(code, name) for name, code in named)]


class ShareForm(RowForm):
    """The share of a language, or that of an area."""

    language = SelectField(
        _l("Language people speak at home"),
        choices=languages,
        default="",
        description=_l(
            "From the American Community Survey of the Census, at data.census.gov: table C16001, "
            "or S1601 for less detail. Count each person under one language."
        ),
    )
    area = optional_line(
        _l("Or the name of an area people live in"),
        most=LONGEST_AREA,
        description=_l("The city's planning office has these numbers."),
    )
    percent = number_field(_l("Percent"), 1, 100, NO_PERCENT)
    place_names = text_box(
        _l("Streets, parks and other places in the area"),
        most=LONGEST_PLACES,
        description=_l("One per line, such as Maple Court. Concerns are counted by them."),
    )

    def __init__(self, row: CommunityShare | None, *args: Any, **options: Any) -> None:
        name, kind = (row.name, row.kind) if row else ("", None)
        language = name if kind is ShareKind.LANGUAGE else ""
        super().__init__(row, *args, language=language, area="" if language else name, **options)

    @property
    def values(self) -> dict[str, Any]:
        return {
            "kind": ShareKind.LANGUAGE if self.language.data else ShareKind.AREA,
            "name": self.language.data or self.area.data,
            "percent": self.percent.data,
            "place_names": self.place_names.data,
        }

    def check(self) -> None:
        kind, name = self.values["kind"], (self.values["name"] or "").casefold()
        alike = [each for each in self.others if each.kind is kind and each != self.twin]
        if not name:
            self.area.errors = [_("Choose the language, or write the name of the area.")]
        elif self.language.data and (self.area.data or self.place_names.data):
            self.language.errors = [_("Leave the language out for an area.")]
        elif name in [each.name.casefold() for each in alike]:
            named = self.language if self.language.data else self.area
            named.errors = [_("This is on the list already.")]
        total = sum(each.percent for each in alike) + (self.percent.data or 0)
        if total > 100 and not self.errors:
            self.percent.errors = [
                _("Together these are %(total)s percent. They can be 100 at most.", total=total)
            ]


def _line_of_share(share: CommunityShare) -> ListLine:
    percent = _("%(percent)s percent", percent=share.percent)
    if share.kind is ShareKind.LANGUAGE:
        return ListLine(language_name(SpokenLanguage(share.name)), [(percent, None)])
    places = (share.place_names or "").splitlines()
    return ListLine(share.name, [(", ".join([percent, *places]), None)])


def _audit_name_of_share(share: CommunityShare) -> str:
    return f"language_{share.name}" if share.kind is ShareKind.LANGUAGE else share.name


def shares_of(agency_id: int) -> Sequence[CommunityShare]:
    """Return the shares of the languages and of the areas, the largest of each first."""
    own = select(CommunityShare).where(CommunityShare.agency_id == agency_id)
    largest_first = (CommunityShare.percent.desc(), CommunityShare.id)
    return db.session.scalars(own.order_by(CommunityShare.kind, *largest_first)).all()


COMMUNITY = SettingsList(
    name="community",
    model=CommunityShare,
    rows=shares_of,
    form=ShareForm,
    line=_line_of_share,
    audit_name=_audit_name_of_share,
    action=AuditAction.SHARES_CHANGED,
    icon="users",
    title=_l("Shares of the community"),
    intro=_l(
        "The report of an event compares them with the languages and places of the concerns. So it "
        "can say who was not heard. Type them in once."
    ),
    add=_l("Add a language or an area"),
    remove=_l("Remove it"),
)
