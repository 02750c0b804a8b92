from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Length

from coffeecop.models import Better
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.public.forms.concern_notes import Notes, find_notes
from coffeecop.web.forms import PublicForm, body_field, strip
from coffeecop.web.receipt_codes import (
    WORDS_PER_RECEIPT,
    parse_code,
    suggested_words,
    unknown_words,
)

# Of a message that was pasted whole.
MOST_WORDS_NAMED = 3

BETTER = [
    SelectChoice(Better.YES, _l("Yes")),
    SelectChoice(Better.SOMEWHAT, _l("A little")),
    SelectChoice(Better.NO, _l("No")),
]


class FindForm(PublicForm):
    words = TextAreaField(
        _l("Your six receipt words"),
        description=_l(
            "We showed them to you after you sent your message. "
            "Or paste the link. Big or small letters and accents don't matter. "
            "We don't know who sent what, so we can't look them up for you."
        ),
        filters=[strip],
        validators=[DataRequired(_l("Write your six receipt words.")), Length(max=1_000)],
    )

    # What may be meant, where nothing was found.
    suggestion: list[str] | None = None

    @property
    def code(self) -> str:
        return parse_code(self.words.data)

    def say_why_not_found(self) -> None:
        """Say which words cannot be in a receipt, and how many are missing.

        Compares with the word list alone: it tells nobody whether there is such a receipt.
        """
        found = [
            _("“%(word)s”: did you mean “%(nearest)s”?", word=word, nearest=nearest)
            if nearest
            else _("“%(word)s” is in no receipt.", word=word)
            for word, nearest in list(unknown_words(self.code).items())[:MOST_WORDS_NAMED]
        ]
        number = len(self.code.split("-"))
        if number == WORDS_PER_RECEIPT - 1:
            found.append(_("That is five words. Which is the sixth?"))
        elif number != WORDS_PER_RECEIPT:
            found.append(_("A receipt has six words. You wrote %(number)s.", number=number))
        why = " ".join(found) or _("We found nothing under these words. Check each one.")
        self.words.errors, self.suggestion = [why], suggested_words(self.code)


class MessageForm(PublicForm):
    body = body_field(_l("Add something"), _l("Write a few words first."), "")
    # The dangers of which the form has shown who helps.
    seen = SelectMultipleField(validate_choice=False)

    @property
    def notes(self) -> Notes:
        return find_notes(
            (self.body.data or "")[:LONGEST_BODY], seen=self.seen.data or (), chosen=()
        )

    @property
    def tells_of_new_danger(self) -> bool:
        """Return whether who helps is to be shown first; never twice, the form is taken then."""
        return not self.notes.seen.issuperset(self.notes.emergencies)


class WithdrawalForm(PublicForm):
    pass


class BetterForm(PublicForm):
    better = RadioField(_l("Did it get better?"), choices=BETTER, coerce=Better)
