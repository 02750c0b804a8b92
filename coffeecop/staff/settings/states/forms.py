import re
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField

from coffeecop.models import ResidentState, StateWording
from coffeecop.models.state_wording import LONGEST_LABEL, LONGEST_SENTENCE, TEXTS
from coffeecop.staff.settings.states.actions import Wording, Wordings
from coffeecop.web.forms import SeenForm, optional_line

TITLES, SENTENCES = ("label_en", "label_es"), ("sentence_en", "sentence_es")
# The label is the title of the receipt's page, which others may see over a shoulder or in a list.
POLICE = re.compile(r"polic|officer|oficial|\bcops?\b|sheriff|alguacil", re.IGNORECASE)


class StateForm(Form):  # type: ignore[misc]
    state = HiddenField()
    label_en = optional_line(_l("Title in English"), most=LONGEST_LABEL)
    label_es = optional_line(_l("Title in Spanish"), most=LONGEST_LABEL)
    sentence_en = optional_line(_l("Sentence in English"), most=LONGEST_SENTENCE)
    sentence_es = optional_line(_l("Sentence in Spanish"), most=LONGEST_SENTENCE)
    is_usual = BooleanField(_l("Use the usual words"))

    @property
    def wording(self) -> Wording:
        return Wording() if self.is_usual.data else Wording(*(self[name].data for name in TEXTS))

    def find_errors(self) -> None:
        """Add an error where a language is missing, and where the title names the police."""
        if self.wording.is_usual:
            return
        is_given = {name: bool(self[name].data) for name in TEXTS}
        missing = [name for name in TITLES if not is_given[name]]
        if is_given["sentence_en"] is not is_given["sentence_es"]:
            missing += [name for name in SENTENCES if not is_given[name]]
        for name in missing:
            self[name].errors = [_("Write it in both languages.")]
        for name in TITLES:
            if POLICE.search(self[name].data or ""):
                self[name].errors = [
                    _("This is the title of the page. Others may see it, so name no police in it.")
                ]


class StatesForm(SeenForm):
    states = FieldList(FormField(StateForm))

    def __init__(self, rows: Sequence[StateWording]) -> None:
        written = {row.state: Wording.of(row) for row in rows}
        super().__init__(
            states=[
                {"state": state.value, **vars(written.get(state, Wording()))}
                for state in ResidentState
            ],
            seen=Wordings.of(rows).fingerprint,
        )
        self.own = set(written)

    @property
    def wordings(self) -> dict[ResidentState, Wording]:
        return {ResidentState(row.state.data): row.wording for row in self.known_rows}

    @property
    def known_rows(self) -> list[StateForm]:
        rows = [row.form for row in self.states.entries]
        return [row for row in rows if row.state.data in list(ResidentState)]

    def validate_states(self, field: FieldList) -> None:
        for row in self.known_rows:
            row.find_errors()
        if any(row.errors for row in field.entries):
            field.errors = [row.errors for row in field.entries]
