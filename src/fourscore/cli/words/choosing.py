"""This file is about the words of choosing: what a person types to edit a strategy as a workbook and to try KPIs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fourscore.cli.run import carry
from fourscore.cli.words.options import HERE, Centre, Format, NeededCentre

BOOK = ".xlsx"
CENTRE_TOO = "The centre's folder; of this folder the file alone will do."


def choosing(app: typer.Typer) -> None:
    """Give these verbs to the command line."""
    app.command("strategy export", epilog="Example: fourscore strategy export my-centre strategy.xlsx")(strategy_export)
    app.command("strategy import", epilog="Example: fourscore strategy import my-centre strategy.xlsx --dry-run",
                )(strategy_import)
    app.command("strategy questions", epilog="Example: fourscore strategy questions my-centre conversion",
                )(strategy_questions)
    app.command(epilog="Example: fourscore backtest my-centre service_level:offered,quality_score --months 12",
                )(backtest)
    app.command(epilog="Example: fourscore stages my-centre")(stages)
    app.command("stages sign", epilog="Example: fourscore stages sign my-centre 1 --as 'Ada King'")(stages_sign)


def centre_and_book(first: Path, second: Path | None) -> tuple[Path, Path]:
    """The centre's folder and the workbook, in whichever order they were typed; one word alone is the workbook."""
    if second is None:
        if first.is_dir():
            raise typer.BadParameter(f"Name the workbook too, such as  {first} strategy.xlsx")
        return HERE, first
    ends = [word.suffix.lower() == BOOK for word in (first, second)]
    return (second, first) if ends == [True, False] else (first, second)


def typed(centre: Path, file: Path) -> str:
    """Both as they are typed again."""
    return str(file) if centre == HERE else f"{centre} {file}"


def strategy_export(
    first: Annotated[Path, typer.Argument(help=CENTRE_TOO, metavar="CENTRE")],
    second: Annotated[Path | None, typer.Argument(help="The workbook to write (.xlsx).", metavar="FILE")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file that is there.")] = False,
) -> None:
    """Write the strategy and its targets as a workbook to be edited in Excel or another spreadsheet program."""
    centre, file = centre_and_book(first, second)
    carry("strategy", centre, {"do": "export", "file": str(file.absolute()), "name": str(file),
                               "again": typed(centre, file), "replace": replace})


def strategy_import(
    first: Annotated[Path, typer.Argument(help=CENTRE_TOO, metavar="CENTRE")],
    second: Annotated[Path | None, typer.Argument(help="The edited workbook.", metavar="FILE")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    mark: Annotated[bool, typer.Option("--mark", help="Mark wrong cells in the file itself, not in a copy.")] = False,
    form: Format = "table",
) -> None:
    """Bring an edited workbook back into strategy.yaml, leaving all else there as it is. With anything wrong nothing
    is changed, and the workbook comes back with each wrong cell marked."""
    centre, file = centre_and_book(first, second)
    carry("strategy", centre, {"do": "import", "file": str(file.absolute()), "dry_run": dry_run, "mark": mark,
                               "format": form})


def strategy_questions(
    centre: Centre = HERE,
    kpi: Annotated[str, typer.Argument(help="The id of a KPI; all of them where none is named.")] = "",
    only_open: Annotated[bool, typer.Option("--open", help="Only those that nothing answers yet.")] = False,
    form: Format = "table",
) -> None:
    """What every KPI has to answer before it is chosen: which decision changes, what is counted, from where, what
    must not get worse, who moves it, how it could be bent. Which of it the strategy answers, and what is open."""
    carry("strategy", centre, {"do": "questions", "kpi": kpi, "open": only_open, "format": form})


def backtest(
    centre: Centre = HERE,
    metrics: Annotated[str, typer.Argument(help="METRIC[:variant], several by commas; the strategy's KPIs where none "
                                                "is named.", metavar="METRIC[:variant],…")] = "",
    months: Annotated[int, typer.Option(help="How many months back.")] = 12,
    level: Annotated[str, typer.Option(help="centre, or team: each team by itself.")] = "centre",
    form: Format = "table",
) -> None:
    """Try candidates for KPIs on what is loaded: would it have moved, is it noise, how long until a change shows, and
    which two say the same."""
    carry("backtest", centre, {"metrics": metrics, "months": months, "level": level, "format": form})


def stages(centre: Centre = HERE, form: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",
           ) -> None:
    """How far the set-up has come: each stage with what its gate looks at, and who signed it. Gates keep back what is
    published, never a number."""
    carry("stages", centre, {"format": form})


def stages_sign(
    centre: NeededCentre,
    stage: Annotated[int, typer.Argument(help="Its number, as fourscore stages lists it.")],
    who: Annotated[str, typer.Option("--as", help="Your name, as people.yaml knows it.")],
    report: Annotated[Path | None, typer.Option(help="For stage 4: the switch's own report.")] = None,
) -> None:
    """Approve a stage as it stands. Unverified until people sign in."""
    carry("sign", centre, {"stage": stage, "who": who, "report": str(report.resolve()) if report else ""})
