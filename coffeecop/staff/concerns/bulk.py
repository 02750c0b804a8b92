"""What was picked in the list, and what can be done to all of it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar

from flask import Response, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectChoice, SelectField
from wtforms.validators import ValidationError

from coffeecop.concerns.assignment import give_concern, snooze_concern
from coffeecop.concerns.states import CannotFollow, EventNotBegun
from coffeecop.concerns.verbs import SomebodyWaits, hide, set_state
from coffeecop.models import ChangeKind, Concern, ConcernState, StaffMember
from coffeecop.parts import links_at
from coffeecop.parts.links import Spot
from coffeecop.staff.concern_list.picks import (
    MOST_AT_ONCE,
    MOST_PICKED,
    join_ids,
    parse_ids,
    picked_concerns,
    picked_ids,
)
from coffeecop.staff.concerns.blueprint import filter_or_404
from coffeecop.staff.concerns.colleagues import colleagues
from coffeecop.staff.concerns.page import reason_to_hide
from coffeecop.staff.concerns.triage import LONGEST_AWAY, Choice, only_with_its_button
from coffeecop.web.fields import RowField, button_field
from coffeecop.web.forms import IdempotencyKeyMixin, StaffForm, replace_process_error
from coffeecop.web.rendering import render, see_other


class StepForm(IdempotencyKeyMixin, StaffForm):
    """What is done to the concerns that were picked, with the field that says what."""

    # Their ids, as in 7-5-2.
    concerns = HiddenField()
    field: ClassVar[str]
    # What becomes of each concern.
    kind: ClassVar[ChangeKind]
    verb: ClassVar[Callable[..., None]]

    def __init__(self, member: StaffMember, **options: Any) -> None:
        super().__init__(**options)
        self.member = member

    @property
    def ids(self) -> tuple[int, ...]:
        return parse_ids(self.concerns.data or "")

    def validate_concerns(self, field: HiddenField) -> None:
        if not 0 < len(self.ids) <= MOST_AT_ONCE:
            raise ValidationError(_("Pick from 1 to %(most)s concerns.", most=MOST_AT_ONCE))

    @property
    def value(self) -> Any:
        return self[self.field].data


class StateAllForm(StepForm):
    field, kind, verb = "state", ChangeKind.STATUS, staticmethod(set_state)
    state = button_field(
        (ConcernState.CLOSED, ConcernState.LOOKED_INTO, ConcernState.TALKED_ABOUT),
        missing=_l("Choose a state."),
    )


class AssignAllForm(StepForm):
    kind, verb = ChangeKind.ASSIGNED, staticmethod(give_concern)
    colleague = RowField(_l("Who gets them?"))

    def __init__(self, member: StaffMember, **options: Any) -> None:
        super().__init__(member, **options)
        self.colleague.offer(colleagues(member), _l("Choose"))

    def validate_colleague(self, field: SelectField) -> None:
        if self.value is None:
            raise ValidationError(_l("Choose who gets them."))

    @property
    def value(self) -> Any:
        return self.colleague.row


class SnoozeAllForm(StepForm):
    field, kind, verb = "day", ChangeKind.SNOOZED, staticmethod(snooze_concern)
    until = RadioField(
        _l("Until when?"),
        default=Choice.NEXT_EVENT,
        choices=[
            SelectChoice(Choice.NEXT_EVENT, _l("Until the next event at the same venue")),
            SelectChoice(Choice.DAY, _l("Until a day")),
        ],
    )
    day = DateField(
        _l("Which day?"),
        validators=[only_with_its_button, replace_process_error(_l("Choose a day."))],
    )

    def validate_day(self, field: DateField) -> None:
        today = self.member.agency.today
        if field.data is None or not today < field.data <= today + LONGEST_AWAY:
            raise ValidationError(_l("Choose a day after today, and within a year."))

    @property
    def value(self) -> date | None:
        return super().value if self.until.data == Choice.DAY else None


class HideAllForm(StepForm):
    field, kind, verb = "reason", ChangeKind.HIDDEN, staticmethod(hide)
    reason = reason_to_hide()


# Of /staff/concerns/bulk/<step>.
STEPS: dict[str, type[StepForm]] = {
    "state": StateAllForm,
    "assign": AssignAllForm,
    "snooze": SnoozeAllForm,
    "hide": HideAllForm,
}
# Why some stay as they are.
LEFT = {
    SomebodyWaits: _l("Not closed, because somebody is waiting to hear from you: %(numbers)s."),
    EventNotBegun: _l("These stay as they are, because their event has not begun: %(numbers)s."),
    CannotFollow: _l("These stay as they are: %(numbers)s."),
}


def steps_page(picked: list[Concern], **failed: StepForm) -> Response:
    """Render the page. A POST holds the fields of one form only."""
    member = g.staff_member
    forms = {f"{name}_form": form(member, formdata=None) for name, form in STEPS.items()}
    return render(
        "staff/concerns/bulk/show.html",
        fragment="steps",
        picked=picked,
        args=list_args(),
        answer_url=url_for(
            "staff_matters.new", concerns=join_ids(each.id for each in picked), open="answer"
        ),
        most_at_once=MOST_AT_ONCE,
        part_tools=[*links_at(Spot.PICKED, member.agency, member=member)],
        has_begun=any(each.event.has_begun for each in picked),
        failed=bool(failed),
        **{**forms, **failed},
    )


def list_args() -> dict[str, str]:
    """Return the filter in the address, without what was picked in it."""
    args = filter_or_404().args
    return {name: value for name, value in args.items() if name not in ("like", "unlike")}


def open_steps() -> ResponseReturnValue:
    picked = picked_now(picked_ids(request.args))
    return steps_page(picked) if picked else _nothing_ticked(list_args())


def like_what_is_ticked() -> ResponseReturnValue:
    """Go to the list that is like what was ticked, or to another page of the list with the ticks.

    What was ticked before and is not now counts as not meant.
    """
    args, ticked = filter_or_404().args, picked_ids(request.args)
    before = parse_ids(request.args["before"])
    unlike = [*parse_ids(args.pop("unlike", "")), *before]
    args.pop("like", None)
    if "page" in request.args:
        there = {"picking": 1, "ticked": join_ids(ticked), "page": request.args["page"]}
        return see_other("staff_concerns.index", **there, **args)
    if not ticked:
        return _nothing_ticked(args)
    if len(ticked) > MOST_PICKED:
        flash(_("You can tick %(most)s concerns at most.", most=MOST_PICKED), "error")
    not_meant = dict.fromkeys(each for each in unlike if each not in ticked)
    found = {"like": join_ids(ticked), "unlike": join_ids(not_meant) or None}
    return see_other("staff_concerns.index", **args, **found)


def _nothing_ticked(args: dict[str, str]) -> ResponseReturnValue:
    flash(_("Check at least one concern first."), "error")
    return see_other("staff_concerns.index", picking=1, **args)


def picked_now(ids: Sequence[int]) -> list[Concern]:
    return picked_concerns(ids[:MOST_AT_ONCE], g.staff_member.agency_id)
