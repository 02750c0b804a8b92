from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length, ValidationError

from coffeecop.analysis.details import columns_of
from coffeecop.concerns.arriving import guessed_kind
from coffeecop.engine.detectors.personal import find_personal
from coffeecop.models import Concern, ConcernSource, Event, Language, Phase, StaffMember
from coffeecop.models.topics import topics_in_use
from coffeecop.staff.concerns.topics import TopicsForm
from coffeecop.web.fields import YES, AsksAboutOfficerMixin, officer_field
from coffeecop.web.forms import TOO_LONG, IdempotencyKeyMixin, StaffForm, body_field, strip
from coffeecop.web.i18n import current_language


class CardForm(AsksAboutOfficerMixin, IdempotencyKeyMixin, StaffForm):
    """What is written on a card and on its stub."""

    stub = StringField(
        _l("Stub: number or two words"),
        filters=[strip],
        validators=[Length(max=200, message=TOO_LONG)],
    )
    body = body_field(_l("What the card says"), _l("Write what the card says."), "")
    answer = BooleanField(_l("I'd like an answer"))
    talk = BooleanField(_l("Talk at the event"))
    for_neighbor = BooleanField(_l("For a neighbor"))
    # For a card without a stub: a printed one is known by its words.
    spanish = BooleanField(_l("In Spanish"))
    about_officer = officer_field(_l("It's about an officer"))

    def concern_at(self, event: Event, *, by: StaffMember) -> Concern:
        body = self.body.data
        return Concern(
            event=event,
            form_key_hash=self.key_hash("paper card", str(event.id)),
            body=body,
            kind=guessed_kind(body),
            # It was written there, whenever it is typed in.
            phase=Phase.AT if event.has_begun else Phase.BEFORE,
            is_complaint=self.said_about_officer,
            wants_talk=self.talk.data and not (event.is_over or event.is_cancelled),
            wants_answer=self.answer.data,
            for_neighbor=self.for_neighbor.data,
            # Of a card without a stub; another is in the language in which it was printed.
            language=Language.SPANISH if self.spanish.data else Language.ENGLISH,
            source=ConcernSource.PAPER,
            entered_by_id=by.id,
            **columns_of({kind for _start, _end, kind in find_personal(body)}),
        )


def new_card_form() -> CardForm:
    return CardForm(formdata=None, data={"spanish": current_language() is Language.SPANISH})


def form_of(undone: Concern, number: int | None) -> CardForm:
    return CardForm(
        formdata=None,
        obj=undone,
        stub=str(number) if number else None,
        answer=undone.wants_answer,
        talk=undone.wants_talk,
        spanish=undone.language is Language.SPANISH,
        about_officer=YES if undone.is_complaint else None,
    )


class ChipsForm(TopicsForm):
    """The topics of a card as buttons, of which one was pressed."""

    toggled = SelectField(coerce=int)

    def __init__(self, event: Event) -> None:
        super().__init__(ticked=(), choices=topics_in_use(event.agency_id))
        self.toggled.choices = self.topics.choices

    @property
    def chosen_ids(self) -> set[int]:
        return super().chosen_ids ^ {self.toggled.data}


class UndoCardForm(StaffForm):
    # What is being typed in meanwhile, which must not be lost.
    body = StringField(filters=[strip])

    def validate_body(self, field: StringField) -> None:
        if field.data:
            raise ValidationError(_l("Save the card that you are typing first."))
