"""This file is about `ask --versus`: each number beside that of another period, as a table, CSV or JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.relay import Streams
from fourscore.terms import Days, Issue, WrongUse, write_value

if TYPE_CHECKING:
    from fourscore.centre import Centre
    from fourscore.metrics import Compared, Comparison, Reporting

COLUMNS = ("value", "then", "change", "change_share", "n", "n_then", "complete", "complete_then", "working_days",
           "working_days_then", "per_working_day", "per_working_day_then", "adjusted_change_share", "not_adjusted")
MONEY = ("currency", "rates", "missing")


def versus_verb(
    centre: Centre, names: Sequence[str], by: Sequence[str], during: Days, where: Mapping[str, Sequence[str]],
    args: Mapping[str, Any], streams: Streams, money: Reporting | None = None,
) -> int:
    """Ask both periods and show them. Raises WrongUse `no-working-days`, and as `metrics.compare` does."""
    from fourscore.metrics import compare, period_of

    working = centre.settings.working_days
    if args.get("per_working_day") and not working.sites:
        raise WrongUse(Issue("no-working-days", "centre.yaml",
                             "No site tells its opening hours, so working days cannot be told from others.",
                             "Add hours to a site, such as  hours: {mon-fri: 08:00-20:00}"))
    found = compare(centre.metrics, names, by, during=during, versus=period_of(args["versus"], during, centre.calendar),
                    where=where, working=working, money=money)
    if args["format"] == "json":
        show.as_json(found.as_dict(), streams)
    elif args["format"] == "csv":
        rows = [row.as_dict() | {"missing": "; ".join(row.missing)} for row in found.rows]
        columns = (*COLUMNS, *MONEY) if any(row.reporting for row in found.rows) else COLUMNS
        show.as_csv([*by, "metric", "variant", *columns],
                    [[*(row["by"][name] for name in by), row["metric"], row["variant"],
                      *(row.get(name) for name in columns)] for row in rows], streams)
    else:
        _table(found, by, centre.settings.currency, streams, per_day=bool(args.get("per_working_day")))
    return 0


def alone(args: Mapping[str, Any]) -> None:
    """Refuse `--per-working-day` where nothing is compared."""
    if args.get("per_working_day"):
        raise WrongUse(Issue("nothing-to-compare", "--per-working-day", "It says how a number changed per working day, "
                             "but no other period is named.", "Add for example: --versus before"))


def _table(found: Comparison, by: Sequence[str], centres: str, streams: Streams, *, per_day: bool) -> None:
    headings = [*by, "metric", "variant", "value", "then", "change", "change %"]
    headings += ["a working day", "then a day", "change a day"] if per_day else []
    written = []
    for row in found.rows:
        unit = row.metric.unit
        currency = row.reporting.currency if row.reporting else centres
        cells = [write_value(row.value, unit, currency), write_value(row.value_then, unit, currency),
                 _change(row, currency), _percent(row.change_share)]
        if per_day:
            cells += [*(_a_day(value, row, currency) for value in (row.per_day, row.per_day_then)),
                      _percent(row.adjusted_share)]
        written.append([*(row.by[name] or "–" for name in by), row.metric.slug, row.metric.variant or "", *cells,
                        "" if row.complete else "not complete"])
    # The mark is a word, and stands last; the numbers before it are set to the right.
    show.table([*headings, ""], written, streams, numbers=8 if per_day else 5)
    for line in _notes(found, per_day=per_day):
        show.wrapped(line, streams)


def _notes(found: Comparison, *, per_day: bool) -> list[str]:
    lines = []
    if per_day and any(not row.grows for row in found.rows):
        lines.append("A ratio, a percentile, a longest time and a stock do not grow with days: they are not adjusted.")
    if any(row.grows and not row.complete for row in found.rows):
        lines.append("What grows with days is not compared where one of the periods is not complete.")
    if per_day and any(row.grows and row.days is None for row in found.rows):
        lines.append("Where it is not known at which site somebody works, and sites differ, nothing is adjusted.")
    lines += dict.fromkeys(f"Money in {row.reporting}." for row in found.rows if row.reporting)
    lines += dict.fromkeys(f"There is no figure without {one}." for row in found.rows for one in row.missing)
    lines += dict.fromkeys((*show.deleted(found.now), *show.deleted(found.then)))
    sites = ", ".join(f"{name} {now} and {then}" for name, (now, then) in found.sites.items())
    for word, answer, days in (("", found.now, found.days), ("against ", found.then, found.days_then)):
        working = f" · {days} working day{'' if days == 1 else 's'}" if days is not None else ""
        lines.append(f"{word}{answer.during.first} up to {answer.during.until}{working} · {answer.zone} · "
                     f"{show.reach(answer)}")
    return lines + ([f"Working days by site, now and then: {sites}"] if len(found.sites) > 1 else [])


def _a_day(value: float | None, row: Compared, currency: str) -> str:
    if value is not None and row.metric.unit == "count":
        return f"{value:,.1f}"
    return write_value(value, row.metric.unit, currency)


def _change(row: Compared, currency: str) -> str:
    if row.change is None:
        return "–"
    said = write_value(abs(row.change), row.metric.unit, currency)
    if row.metric.unit == "share":
        said = f"{said.removesuffix('%')} points"
    return said if not row.change else f"{'+' if row.change > 0 else '−'}{said}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:+.1%}".replace("-", "−")
