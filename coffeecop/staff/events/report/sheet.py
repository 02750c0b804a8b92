"""The report in words: one sheet, the same for one event and for several."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.models import EventLine, Matter, MatterPhoto, MatterState
from coffeecop.staff.events.report import one_event, season
from coffeecop.staff.events.report.matters import MattersOf
from coffeecop.staff.events.report.queries import EventReport
from coffeecop.staff.events.report.tables import ReportTable, state_words, tables
from coffeecop.staff.events.report.told import Told
from coffeecop.web.i18n import calendar_day, current_language, localized, text_language
from coffeecop.web.matters_shown import pair_of
from coffeecop.web.reports_shown import TONES, figure_words
from coffeecop.web.roster_labels import name_with_rank

# So that one sheet holds them in their longest words.
MOST_MATTERS = 4
# The letters of the lines that open it; the first one is there in any case.
LONGEST_STORY = 200


@dataclass(frozen=True)
class MatterLine:
    """A matter by its name: how far it is, and in what words; each text with its language."""

    matter: Matter
    state: str
    tone: str
    when: str
    words: str
    language: str
    # How far it is, and what was counted.
    note: str
    note_language: str
    figure: str
    photo: MatterPhoto | None


@dataclass(frozen=True)
class ReportSheet:
    told: Told
    # What is in neither the lines of the last report nor those of this one.
    matters: Sequence[MatterLine]
    matters_note: str
    # On the page that says how it was counted, and those of the files.
    shown: Sequence[ReportTable]
    tables: Sequence[ReportTable]
    method: Sequence[str]


def sheet_of(reports: Sequence[EventReport], found: MattersOf, elsewhere: Set[int]) -> ReportSheet:
    """Return what is said of events in their order, but of matters that stand elsewhere on it."""
    all_tables = tables(reports, found.by_event)
    told = told_of(reports)
    matters = [each for each in found.matters if each.id not in elsewhere]
    shown = [season.events_table(reports)] if len(reports) > 1 else all_tables
    return ReportSheet(
        told=told,
        matters=[_line(each) for each in matters[:MOST_MATTERS]],
        matters_note=_matters_note(found),
        shown=[each for each in shown if _says_more(each, told)],
        tables=all_tables,
        method=list(_method()),
    )


def told_of(reports: Sequence[EventReport]) -> Told:
    if not reports:
        return Told([_("No event began on these days.")], [], "", "", [])
    told = season.told(reports) if len(reports) > 1 else one_event.told(reports[0])
    lines = _opening([line for report in reports for line in report.lines])
    quotes = [(line.body or "", name_with_rank(line.staff_member.name)) for line in lines]
    return replace(told, quotes=quotes)


def _opening(lines: Sequence[EventLine]) -> list[EventLine]:
    both = sum(len(line.body or "") for line in lines[:2])
    return list(lines[: 2 if both <= LONGEST_STORY else 1])


def _says_more(table: ReportTable, told: Told) -> bool:
    """Return whether a table has what the sheet has not."""
    match table.key:
        case "topics":
            return False
        case "lines":
            return len(table.rows) > len(told.quotes)
        case "matters":
            return len(table.rows) > MOST_MATTERS
    return True


def _line(matter: Matter) -> MatterLine:
    pair, news = pair_of(matter), matter.news
    return MatterLine(
        matter,
        state=state_words(matter),
        tone="error" if matter.is_overdue else TONES.get(matter.state, "neutral"),
        when=_when(matter),
        words=pair.said or pair.asked,
        language=pair.said_language if pair.said else pair.asked_language,
        note=localized(news, "said") if news else "",
        note_language=text_language(news, "said") if news else current_language(),
        figure=figure_words(matter),
        photo=matter.photo if matter.state is MatterState.DONE else None,
    )


def _when(matter: Matter) -> str:
    if matter.due_on:
        due = calendar_day(matter.due_on)
        return _("was due %(day)s", day=due) if matter.is_overdue else _("by %(day)s", day=due)
    if matter.state is MatterState.DONE and matter.said:
        return _("since %(day)s", day=calendar_day(matter.said.day))
    return ""


def _matters_note(found: MattersOf) -> str:
    """Return what the sheet does not name, with numbers that are no secret of anybody."""
    number = found.by_state.total()
    if not number:
        return _("Nobody has named a matter yet.")
    if number == len(found.matters) <= MOST_MATTERS:
        return ""
    states = {
        MatterState.DONE: _("%(number)s done"),
        MatterState.DOING: _("%(number)s promised"),
        MatterState.ANSWERED: _("%(number)s answered"),
        MatterState.CANNOT: _("%(number)s cannot be done"),
        MatterState.HEARD: _("%(number)s heard"),
    }
    parts = [
        words % {"number": found.by_state[state]}
        for state, words in states.items()
        if found.by_state[state]
    ]
    sentence = ngettext(
        "%(num)s matter was named: %(states)s.",
        "%(num)s matters were named: %(states)s.",
        number,
        states=", ".join(parts),
    )
    late = ngettext("%(num)s of them is late.", "%(num)s of them are late.", found.late)
    return f"{sentence} {late}" if found.late else sentence


def _method() -> Iterator[str]:
    yield _(
        "The report counts concerns, not people. “Most” is all but four at most, “several” is "
        "five or more, “a few” is two to four. What one person alone raised is not named. "
        "Of fewer than ten concerns no number is told by topic, of fewer than five no topic at all."
    )
    yield _(
        "Other numbers below five are hidden, with enough others that nobody can work them out. "
        "A range holds the true share 19 times in 20 (Wilson, 1927), if those who wrote are like "
        "those who did not. Often they are not: this report cannot say what people think who did "
        "not come."
    )
    yield _(
        "Nothing about a person is stored. A language is that of the text; an area is that of a "
        "place in it. Neither says who somebody is or where they live. The half of the answers "
        "counts those who still wait (Kaplan and Meier, 1958)."
    )
