"""This file is about a scorecard as a table in a terminal: of a team or an agent with how sure each figure is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fourscore.cli.show import console, wrapped
from fourscore.terms import lacks, write_beside, write_reliability, write_score, write_value

if TYPE_CHECKING:
    from fourscore.cli.relay import Streams
    from fourscore.metrics import Catalogue
    from fourscore.scoring import Measured, Scorecard, ScoredGoal, ScoredPerspective

MARKS = {"on_target": "●", "within_tolerance": "▲", "off_target": "◆", "uncertain": "■", "not_applicable": "–"}
WORDS = {"on_target": "on target", "within_tolerance": "within tolerance", "off_target": "off target",
         "uncertain": "uncertain", "missing": "no data", "stale": "out of date", "partial": "not complete yet",
         "too_few": "not enough data", "hidden": "hidden: too few answers", "no_target": "no target",
         "not_applicable": "not at this level"}
COLOURS = {"on_target": "green", "within_tolerance": "yellow", "off_target": "red", "uncertain": "default"}
# How sure a figure is stands beside those of people.
PEOPLE = ("team", "agent")
HEADINGS = (("", 0), ("measure", 0), ("variant", 0), ("actual", 1), ("target", 1), ("score", 1), ("adds", 1), ("n", 1),
            ("", 0))
SURE = (("95% interval", 1), ("steadied", 1), ("reliability", 1))


def card_table(card: Scorecard, catalogue: Catalogue, streams: Streams) -> None:
    from rich import box
    from rich.table import Table

    of_people = card.scope.level in PEOPLE
    drawn = Table(box=box.SIMPLE_HEAD if streams.terminal else None, pad_edge=False, show_edge=False)
    for heading, right in (*HEADINGS[:-1], *(SURE if of_people else ()), HEADINGS[-1]):
        drawn.add_column(heading, justify="right" if right else "left", no_wrap=not streams.terminal)
    for row in _rows(card, catalogue):
        more = row[-1][1] if of_people else ()
        drawn.add_row(*row[:-1], *(more or [""] * len(SURE) if of_people else ()), row[-1][0])
    console(streams if streams.terminal else streams._replace(width=400)).print(drawn)
    names = {measured.kpi.id: measured.kpi.name for measured in card.measured()}
    for name, said in card.disputed.items():
        wrapped(f"{names[name]} is {said}.", streams)
    for line in _needs(card) if of_people else ():
        wrapped(line, streams)
    if card.note:
        wrapped(card.note, streams)
    scope = f"{card.scope.level} {card.scope.name}" if card.scope.name else card.scope.level
    reach = f"complete to {card.as_of:%Y-%m-%d %H:%M}" if card.as_of else "nothing loaded that it stands on"
    total = write_score(card.score, 1) if not card.withheld else "withheld"
    weakest = f"weakest {card.weakest.perspective.name} {write_score(card.weakest.score, 1)} · " if card.weakest else ""
    streams.out.write(f"score {total} · {weakest}{scope} · {card.period} · {covered(card)} · "
                      f"{card.zone} · {reach}\n")


def covered(card: Scorecard) -> str:
    """How much of the weight could be scored; and where more was measured than that, how much more."""
    told = f"{card.coverage:.0%} of the weight could be scored"
    few = [measured for measured in card.measured() if measured.score is None and measured.value is not None]
    things = f"{len(few)} measure{'' if len(few) == 1 else 's'}"
    return f"{told}, {things} measured but not to be judged yet" if few else told


def _rows(card: Scorecard, catalogue: Catalogue) -> list[list[Any]]:
    """Each row's cells; the last is what is said of it, with how sure it is where it is a measure's."""
    from rich.text import Text

    rows: list[list[Any]] = []
    for perspective in card.perspectives:
        rows.append(["", Text(perspective.perspective.name, style="bold"), "", "", "",
                     write_score(perspective.score, 1), points(perspective.contribution), "",
                     (_said_of(perspective), ())])
        for objective in perspective.objectives:
            if objective.shut_by is not None:
                rows.append(["", f"  {objective.objective.name}", "", "", "", write_score(objective.score, 1), "", "",
                             (f"shut by {objective.shut_by.kpi.name}", ())])
            rows += [_measure_row(measured, catalogue, card) for measured in objective.measured]
            rows += [["", f"  {goal.judged.guarded.id}", "goal", "", "", write_score(goal.score, 1),
                      points(goal.contribution if goal.score is not None else None), "", (_verdict(goal), ())]
                     for goal in objective.goals]
    return rows


def _said_of(scored: ScoredPerspective) -> str:
    """Why a perspective has no score; and always the weakest of what it is made of."""
    withheld = scored.score is None and scored.applicable
    told = [f"withheld: {scored.coverage:.0%} of the weight could be scored"] if withheld else []
    if (low := scored.weakest) is not None:
        below = low.weakest
        measure = f" ({below.kpi.name} {write_score(below.score, 1)})" if below is not None else ""
        told.append(f"weakest: {low.objective.name} {write_score(low.score, 1)}{measure}")
    return "; ".join(told)


def _verdict(goal: ScoredGoal) -> str:
    from fourscore.scoring import verdict_line

    return verdict_line(goal.judged) if goal.begun else f"{verdict_line(goal.judged)}; no part yet"


def _measure_row(measured: Measured, catalogue: Catalogue, card: Scorecard) -> list[Any]:
    metric = catalogue.metrics[measured.kpi.metric]
    said = write_beside(measured.value, measured.target, measured.upper_target, metric.unit, card.currency)
    return ["", f"  {measured.kpi.name}", metric.variant or "", said.value, said.aim,
            write_score(measured.score, 1), points(measured.contribution if measured.score is not None else None),
            f"{measured.n:,}", (_status(measured, metric.unit, card), sure_cells(measured, card))]


def sure_cells(measured: Measured, card: Scorecard) -> list[str]:
    """From where to where the true figure is likely to lie, the figure steadied by peers, and how reliable it is."""
    sure, unit = measured.sure, measured.kpi.unit
    low, high, steadied = (write_value(one, unit, card.currency) for one in (sure.low, sure.high, sure.steadied))
    return ["–" if low == high == "–" else f"{low} to {high}", steadied,
            write_reliability(sure.reliability)]


def _status(measured: Measured, unit: str, card: Scorecard) -> Any:
    """The status in shape and word, and what has to be known beside it."""
    from rich.text import Text

    stands = measured.stands
    status = Text(f"{MARKS.get(stands, '○')} {WORDS[stands]}", style=COLOURS.get(stands, "dim"))
    if measured.of is not None:
        days = f"{measured.of.first} to {measured.of.until - timedelta(days=1)}"
        status.append(f", {'last measured' if measured.state == 'stale' else 'of'} {days}", style="dim")
    elif measured.row is not None and (told := measured.row.entered or measured.row.why):
        status.append(f", {told}", style="dim")
    elif measured.lacking:
        status.append(f", {lacks(measured.lacking)}", style="dim")
    elif measured.row is not None and measured.value is not None:
        incomplete = not measured.row.complete and stands != "partial"
        notes = [measured.row.margin, "not complete" if incomplete else ""]
        status.append("".join(f", {note}" for note in notes if note), style="dim")
    if card.scope.level == "agent" and measured.change is not None and measured.value is not None:
        status.append(f", before {write_value(measured.value - measured.change, unit, card.currency)}", style="dim")
    if measured.kpi.id in card.disputed:
        status.append(", disputed", style="bold")
    return status


def _needs(card: Scorecard) -> list[str]:
    """What each figure may be used for where that is not everything, and what would do; the same said once."""
    said: dict[str, list[str]] = {}
    for one in card.measured():
        if one.usable and one.sure.judged != "rank":
            told = f"{one.usable}. {one.sure.needs(card.rules)}".strip()
            said.setdefault(told, []).append(one.kpi.name)
    return [f"{', '.join(names)}: {told}" for told, names in said.items()]


def points(brought: float | None) -> str:
    return "–" if brought is None else f"{brought:.1f}"
