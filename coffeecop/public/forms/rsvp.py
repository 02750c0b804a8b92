from collections.abc import Callable
from typing import Any, Self

from flask import current_app
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.form import BaseForm
from wtforms.validators import Length, NumberRange, Optional, StopValidation, ValidationError

from coffeecop.models import Contact, Need, Rsvp
from coffeecop.models.event.attendance import LARGEST_PARTY
from coffeecop.web.forms import (
    PublicForm,
    WholeNumberField,
    choices,
    email_address,
    optional_line,
    phone_number,
    replace_process_error,
    strip,
)
from coffeecop.web.mail_addresses import AsksAboutSlips, is_meant_as_mail_address
from coffeecop.web.security import parse_id
from coffeecop.web.tokens import hash_token

# Each size below has a chip of its own; the last chip stands for this and more.
LARGE_PARTY = 5


def party_sizes(least: int) -> list[Callable[[Any, Any], None]]:
    return [
        replace_process_error(_l("Write how many people as a number, such as 2.")),
        NumberRange(
            min=least,
            max=LARGEST_PARTY,
            message=_l(
                "Write a number from %(least)s to %(most)s.", least=least, most=LARGEST_PARTY
            ),
        ),
    ]


def only_beside_its_chip(form: BaseForm, field: Any) -> None:
    """Ignore a number that was typed before another chip was chosen."""
    if form.party_size.data != LARGE_PARTY:
        field.errors.clear()
        raise StopValidation


class PartyForm(PublicForm):
    """How many people: a chip for each small size, and a box for the size of a large party."""

    party_size = WholeNumberField(
        _l("How many people, counting you?"), default=1, validators=party_sizes(1)
    )
    exact_size = WholeNumberField(
        _l("How many exactly?"),
        default=LARGE_PARTY,
        validators=[only_beside_its_chip, Optional(), *party_sizes(1)],
    )

    @property
    def size(self) -> int:
        """Return how many people are coming; `exact_size` counts only beside its chip."""
        if self.party_size.data == LARGE_PARTY and self.exact_size.data:
            return int(self.exact_size.data)
        return int(self.party_size.data)

    def validate_party_size(self, field: WholeNumberField) -> None:
        """Move a large number to its box: a page kept on a phone may still ask for it here."""
        if field.data and field.data > LARGE_PARTY:
            self.exact_size.data = field.data
            field.data = LARGE_PARTY


# Beside the e-mail in the form of a concern, too.
WANTS_NEWS = _l("Also send me what came of the event")


class RsvpForm(AsksAboutSlips, PartyForm):
    name = StringField(_l("Name"), filters=[strip], validators=[Optional(), Length(max=120)])
    email = StringField(_l("E-mail"), filters=[strip], validators=[Optional(), Length(max=254)])
    phone = StringField(_l("Phone"), filters=[strip], validators=[Optional(), Length(max=40)])
    wants_news = BooleanField(WANTS_NEWS)
    needs = SelectMultipleField(
        _l("What would help you take part?"),
        choices=choices(Need),
        coerce=Need,
        validators=[Optional()],
    )
    other_language = optional_line(_l("Which language?"), most=60)

    @classmethod
    def begun(cls, args: MultiDict[str, str]) -> Self:
        """Begin with what was chosen before "5+" was tapped, which an address brings."""
        size = parse_id(args.get("party_size", "")) or 1
        needs = [need for need in Need if need in args.getlist("needs")]
        chosen = {"needs": needs, "other_language": args.get("other_language")}
        return cls(formdata=None, data={"party_size": min(size, LARGE_PARTY), **chosen})

    @classmethod
    def filled(cls, rsvp: Rsvp, contact: Contact | None) -> Self:
        entered = {
            "party_size": min(rsvp.party_size, LARGE_PARTY),
            "exact_size": max(rsvp.party_size, LARGE_PARTY),
            "needs": list(rsvp.needs),
            "other_language": rsvp.other_language,
        }
        return cls(formdata=None, obj=contact, data=entered)

    @property
    def language_needed(self) -> str | None:
        needed = Need.OTHER_LANGUAGE in (self.needs.data or ())
        return (self.other_language.data or None) if needed else None

    @property
    def rsvp_fields(self) -> dict[str, Any]:
        return {
            "party_size": self.size,
            "needs": set(self.needs.data or ()),
            "other_language": self.language_needed,
        }

    def refuse(self, words: Any, field: str | None) -> None:
        errors = self[field].errors if field else self.form_errors
        errors.append(words)

    def validate_email(self, field: StringField) -> None:
        field.data = email_address(self.address_meant(field.data))

    def validate_phone(self, field: StringField) -> None:
        if current_app.config["SMTP_URL"] and is_meant_as_mail_address(field.data):
            raise ValidationError(_l("This looks like an e-mail. Write it in the box for e-mail."))
        field.data = phone_number(field.data)

    def key_hash(self, *scope: str) -> str:
        """Return the idempotency key. Another number from the same page is the same RSVP."""
        needs = sorted(self.needs.data or ())
        content = [repr(each) for each in (needs, self.language_needed, self.contact)]
        return hash_token("\0".join([self.form_key.data, *scope, *content]))

    @property
    def contact(self) -> dict[str, Any]:
        given = {
            "name": self.name.data,
            "email": self.email.data,
            "phone": self.phone.data,
            "wants_news": bool(self.email.data and self.wants_news.data),
        }
        return {field: value for field, value in given.items() if value}
