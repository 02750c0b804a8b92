"""What a report says in words: the lines of the last one with what became of them, and its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import ColumnElement, literal

from coffeecop.db import db
from coffeecop.models import Matter, MatterPhoto, MatterState, MatterStep, StaffMember
from coffeecop.models.matters.queries import may_publish
from coffeecop.parts.reports.models import Report, ReportLine, report_near
from coffeecop.web.i18n import calendar_day, current_language, localized, text_language
from coffeecop.web.matters_shown import better_lines, figure_may_be_chance
from coffeecop.web.roster_labels import name_with_rank

STATES = {
    MatterState.DONE: _l("Done"),
    MatterState.DOING: _l("Not yet"),
    MatterState.ANSWERED: _l("Answered"),
    MatterState.CANNOT: _l("We cannot"),
    MatterState.HEARD: _l("Heard"),
}
TONES = {MatterState.DONE: "success", MatterState.DOING: "info", MatterState.ANSWERED: "info"}
# In so many reports in a row a line stands by name; from then on as a number.
IN_A_ROW = {2: _l("Second report in a row."), 3: _l("Third report in a row.")}


@dataclass(frozen=True)
class ShownLine:
    """A matter by its name, how far it is or who does it by when, and what was said last."""

    name: str
    matter: Matter | None
    # Empty: nobody has said what became of it.
    state: str = ""
    tone: str = "error"
    note: str = ""
    words: str = ""
    language: str = ""
    # What was counted, and how many say that it got better.
    figures: str = ""
    photo: MatterPhoto | None = None
    # It stood in the last report, and is not done yet.
    is_again: bool = False


@dataclass(frozen=True)
class Account:
    """What a report says beside its figures. The first one has no last report."""

    last: Report | None
    lines: Sequence[ShownLine]
    promises: Sequence[ShownLine]

    @property
    def lacking(self) -> int:
        return sum(not line.state for line in self.lines)

    @property
    def note(self) -> str:
        if self.last:
            return _("The last report promised nothing.")
        return _("This is the first report. The next one must answer for each line below.")

    @property
    def accounted(self) -> str:
        of = len(self.lines)
        return _("%(number)s of %(all)s accounted for", number=of - self.lacking, all=of)


def account_of(last: Report | None, promised: Iterable[ReportLine]) -> Account:
    carried = last.lines if last else []
    better = better_lines({line.matter for line in carried if line.matter}) if carried else {}
    lines = [
        _line(
            line,
            line if line.became else line.step_since,
            in_a_row(line.times + 1) if line.is_carried else "",
            better,
        )
        for line in carried
    ]
    return Account(last, lines, [_promise(line) for line in promised])


def matter_lines(matters: Sequence[Matter]) -> list[ShownLine]:
    better = better_lines(matters) if matters else {}
    return [
        _line(
            matter,
            matter.steps[-1] if matter.said else None,
            _("By %(day)s.", day=calendar_day(matter.due_on)) if matter.due_on else "",
            better,
        )
        for matter in matters
    ]


def _line(
    row: ReportLine | Matter,
    step: ReportLine | MatterStep | None,
    note: str,
    better: Mapping[int, str],
) -> ShownLine:
    matter = row.matter if isinstance(row, ReportLine) else row
    # Residents may not read it any more, or it was destroyed as the law allows.
    shown = matter if matter and matter.is_published and step else None
    is_done, is_late = row.state is MatterState.DONE, row is matter and matter.is_overdue
    figures = [figure_words(shown), better.get(shown.id, "") if is_done else ""] if shown else []
    return ShownLine(
        row.name,
        matter,
        state=_("Late") if is_late else _state(row.state, step),
        tone="error" if is_late or not row.state else TONES.get(row.state, "neutral"),
        note=note,
        words=localized(step, "said") if step else "",
        language=text_language(step, "said") if step else current_language(),
        figures=" ".join(filter(None, figures)),
        photo=shown.photo if shown and is_done else None,
    )


def _state(state: MatterState | None, step: ReportLine | MatterStep | None) -> str:
    if state is MatterState.DONE and step:
        day = step.said_on if isinstance(step, ReportLine) else step.day
        return _("Done, %(day)s", day=calendar_day(day)) if day else str(STATES[state])
    return str(STATES[state]) if state else ""


def _promise(line: ReportLine) -> ShownLine:
    owner, day = name_with_rank(line.owner), calendar_day(line.due_on)
    words = _("%(owner)s, by %(day)s.", owner=owner, day=day)
    is_again = line.times > 1
    again = in_a_row(line.times) if is_again else ""
    return ShownLine(line.name, line.matter, note=f"{words} {again}".strip(), is_again=is_again)


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
    chance = _("This may be chance.") if figure_may_be_chance(matter) else ""
    return " ".join(filter(None, [sentence, chance]))


def last_words(report: Report) -> Iterator[str]:
    yield _(
        "Published on %(day)s. Sealed %(seal)s. Concerns are counted, not people. Nothing that a "
        "resident wrote is shown.",
        day=calendar_day(report.published_on),
        seal=report.short_seal,
    )
    yield due_words(report)
    if report.lines:
        yield _("The next report must answer for each line above.")


def due_words(report: Report) -> str:
    due_on = report.next_due_on
    return _("The next report is due by %(day)s.", day=calendar_day(due_on)) if due_on else ""


def words_of_due(report: Report) -> str:
    due, lacking = due_words(report), report.lacking
    lines = ngettext(
        "%(num)s line of the last one has no state yet.",
        "%(num)s lines of the last one have no state yet.",
        lacking,
    )
    return f"{due} {lines}" if lacking else due


def due_in_digest(member: StaffMember, _since: datetime) -> str:
    """Return the same to who publishes reports, once that is near."""
    report = report_near(member.agency) if may_publish(member) else None
    return words_of_due(report) if report else ""


def number_of_due(member: StaffMember) -> ColumnElement[int]:
    """Return the id of the last report once the next one is near, or 0."""
    report = report_near(member.agency)
    return literal(report.id if report else 0)


def due_on_today(report_id: int) -> str:
    return words_of_due(db.session.get_one(Report, report_id))
