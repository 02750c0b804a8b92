"""What a report says in words: the lines of the last one with what became of them, and its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from coffeecop.models import (
    Agency,
    Matter,
    MatterPhoto,
    MatterState,
    MatterStep,
    Report,
    ReportLine,
)
from coffeecop.models.report import last_report, next_report_due
from coffeecop.web.i18n import calendar_day, current_language, localized, text_language
from coffeecop.web.matters_shown import better_lines, figure_may_be_chance

STATES = {
    MatterState.HEARD: _l("Heard"),
    MatterState.ANSWERED: _l("Answered"),
    MatterState.DOING: _l("Not yet"),
    MatterState.DONE: _l("Done"),
    MatterState.CANNOT: _l("We cannot"),
}
TONES = {MatterState.DONE: "success", MatterState.DOING: "info", MatterState.ANSWERED: "info"}
# In so many reports in a row a line stands by name; from then on as a number.
IN_A_ROW = {2: _l("Second report in a row."), 3: _l("Third report in a row.")}


@dataclass(frozen=True)
class ShownLine:
    """A line of the last report, by the name of its matter, and what became of it."""

    number: int
    name: str
    # Empty: nobody has said what became of it.
    state: str
    tone: str
    note: str
    words: str
    language: str
    matter: Matter | None
    figure: str = ""
    better: str = ""
    photo: MatterPhoto | None = None
    # It stands in this report again.
    is_open: bool = False


@dataclass(frozen=True)
class Promise:
    """What a report says will be done."""

    number: int
    name: str
    owner: str
    due: str
    note: str
    matter_id: int | None = None


@dataclass(frozen=True)
class Account:
    """What a report says beside its figures. The first one has no last report."""

    last: Report | None
    lines: Sequence[ShownLine]
    promises: Sequence[Promise]

    @property
    def lacking(self) -> int:
        return sum(not line.state for line in self.lines)

    @property
    def accounted(self) -> str:
        of = len(self.lines)
        return _("%(number)s of %(all)s accounted for", number=of - self.lacking, all=of)


def published_account(report: Report) -> Account:
    return Account(
        report.previous,
        shown_lines(report.accounts_of_last),
        [
            promise(line.number, line.name, line.owner, line.due_on, line.times, line.matter_id)
            for line in report.lines
        ],
    )


def shown_lines(lines: Iterable[ReportLine]) -> list[ShownLine]:
    lines = list(lines)
    better = better_lines({line.matter for line in lines if line.matter}) if lines else {}
    return [_shown(line, better) for line in lines]


def _shown(line: ReportLine, better: dict[int, str]) -> ShownLine:
    step: ReportLine | MatterStep | None = line if line.became else line.step_since
    state = line.became or (step.state if isinstance(step, MatterStep) else None)
    # Residents may not read it any more, or it was destroyed as the law allows.
    matter = line.matter if line.matter and line.matter.is_published else None
    return ShownLine(
        number=line.number,
        name=line.name,
        state=_state(state, step) if state else "",
        tone=TONES.get(state, "neutral") if state else "",
        note=in_a_row(line.times + 1) if state is MatterState.DOING else "",
        words=localized(step, "said") if step else "",
        language=text_language(step, "said") if step else current_language(),
        matter=line.matter,
        figure=figure_words(matter) if matter and step else "",
        better=better.get(matter.id, "") if matter and state is MatterState.DONE else "",
        photo=matter.photo if matter and state is MatterState.DONE else None,
        is_open=state is MatterState.DOING,
    )


def _state(state: MatterState, step: Any) -> str:
    if state is MatterState.DONE:
        day = step.day if isinstance(step, MatterStep) else step.said_on
        return _("Done, %(day)s", day=calendar_day(day))
    return str(STATES[state])


def promise(
    number: int, name: str, owner: str, due_on: Any, times: int, matter_id: int | None
) -> Promise:
    note = in_a_row(times) if times > 1 else ""
    return Promise(number, name, owner, calendar_day(due_on), note, matter_id)


def in_a_row(times: int) -> str:
    if times in IN_A_ROW:
        return str(IN_A_ROW[times])
    return _("In %(number)s reports in a row.", number=times)


def figure_words(matter: Matter) -> str:
    before, after = matter.figure
    if before is None:
        return ""
    counted, (number, of) = localized(matter, "counted"), before
    if after is None:
        return _("%(counted)s: %(number)s of %(of)s before.", counted=counted, number=number, of=of)
    sentence = _(
        "%(counted)s: %(number)s of %(of)s before, %(number_after)s of %(of_after)s after.",
        counted=counted,
        number=number,
        of=of,
        number_after=after[0],
        of_after=after[1],
    )
    return (
        " ".join([sentence, _("This may be chance.")]) if figure_may_be_chance(matter) else sentence
    )


def words_of_due(agency: Agency, lacking: int) -> str:
    """Return when the next report is due, and what it lacks."""
    due_on = next_report_due(agency, last_report(agency.id))
    due = _("The next report is due by %(day)s.", day=calendar_day(due_on)) if due_on else ""
    lines = ngettext(
        "%(num)s line of the last one has no state yet.",
        "%(num)s lines of the last one have no state yet.",
        lacking,
    )
    return f"{due} {lines}" if lacking else due


def init_app(app: Flask) -> None:
    app.add_template_filter(words_of_due)
