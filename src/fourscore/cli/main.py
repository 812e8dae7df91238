"""This file is about the verbs a person types: their words, options and examples. It computes nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from fourscore.cli.backups.words import add_to as backing_up
from fourscore.cli.mailing.words import reporting
from fourscore.cli.relay import Streams
from fourscore.cli.run import carry, finish, from_here
from fourscore.cli.staff.words import add_to
from fourscore.cli.watching.words import watching
from fourscore.cli.words.choosing import choosing
from fourscore.cli.words.judging import judging
from fourscore.cli.words.options import HERE, Centre, Format, NeededCentre
from fourscore.cli.words.publishing import publishing
from fourscore.cli.words.reviewing import reviewing
from fourscore.cli.words.serving import serving
from fourscore.cli.words.signing import signing
from fourscore.cli.words.tokens import tokens


class Verbs(TyperGroup):
    """The verbs; some, such as `sources sniff`, are one of their own, said in two words."""

    def make_context(self, info_name: str | None, args: list[str], *more: Any, **other: Any) -> Any:
        said = " ".join(args[:2])
        words = [said, *args[2:]] if " " in said and said in self.commands else args
        return super().make_context(info_name, words, *more, **other)


app = typer.Typer(
    name="fourscore", cls=Verbs, no_args_is_help=True, pretty_exceptions_enable=False, context_settings={
        "help_option_names": ["-h", "--help"]},
    help="The Balanced Scorecard for call centres: load what happened, score it against your strategy, ask why.",
    epilog="Start with: fourscore demo   or   fourscore init my-centre. "
    "Exit codes: 0 good, 1 issues found, 2 wrong use.",
)

Where = Annotated[list[str] | None, typer.Option(
    "--where", "-w", help="Only these, such as queue=Billing; several values by commas; may be repeated.")]
Currency = Annotated[str, typer.Option("--currency", help="Tell money in this currency, such as EUR.",
                                       show_default="the centre's")]
Rates = Annotated[str, typer.Option(
    "--rates", help="By which rates: transaction (of the day), month_average or plan.", show_default="transaction")]
Site = Annotated[str, typer.Option("--site", help="One site's card.")]
QueueGroup = Annotated[str, typer.Option("--queue-group", help="The card of one group of queues.")]
Team = Annotated[str, typer.Option("--team", help="One team's card.")]
Agent = Annotated[str, typer.Option("--agent", help="One agent's card.")]


def _version(wanted: bool) -> None:
    if wanted:
        from fourscore import __version__

        typer.echo(f"fourscore {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")]
    = False,
) -> None:
    pass


@app.command(epilog="Example: fourscore init my-centre --kind support --name Northgate --zone Europe/London "
                    "--currency GBP")
def init(
    centre: Annotated[Path, typer.Argument(help="The folder to make.")] = HERE,
    kind: Annotated[str | None, typer.Option(help="support, sales or blended.")] = None,
    name: Annotated[str | None, typer.Option(help="What the centre is called.")] = None,
    zone: Annotated[str | None, typer.Option(help="Its time zone, such as Europe/London.")] = None,
    currency: Annotated[str | None, typer.Option(help="Its currency, such as GBP.")] = None,
    sample: Annotated[bool, typer.Option(help="Fill it with a generated sample centre.")] = False,
    guided: Annotated[bool, typer.Option("--guided", help="Be led through the strategy, the team, the measures and "
                                                          "the first calls: at most 60 questions.")] = False,
    answers: Annotated[Path | None, typer.Option(help="A sheet with the answers.")] = None,
    questions: Annotated[bool, typer.Option("--questions", help="Print such a sheet, to be filled in.")] = False,
    network: Annotated[str, typer.Option(help="Made for the network: the public name people reach its pages by, such "
                                              "as bsc.example.org.")] = "",
    owner: Annotated[str, typer.Option(help="Who signs in first: becomes senior and call centre manager, and gets a "
                                            "one-time link.")] = "",
) -> None:
    """Write a new centre's folder, which runs as it stands. Asks for what no option gives."""
    from fourscore.cli.starting.start import Given, init_verb

    finish(init_verb, centre, Given(kind, name, zone, currency, answers, guided, questions, network,
                                    owner), sample)


@app.command(epilog="Example: fourscore load my-centre")
def load(
    centre: Centre = HERE,
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be repeated.")] = None,
) -> None:
    """Load what is new from the centre's sources. Loading the same file twice changes nothing."""
    carry("load", centre, {"sources": source or []})


@app.command(epilog="Example: fourscore ask my-centre service_level:offered,average_speed_of_answer --by queue,day "
                    "--during 1999-02-01..1999-02-08 --where queue=PS --format json")
def ask(
    centre: Centre = HERE,
    metrics: Annotated[str, typer.Argument(help="METRIC[:variant], several by commas.",
                                           metavar="METRIC[:variant],…")] = "",
    by: Annotated[str, typer.Option(help="Split by: half_hour, hour, day, week, month, quarter, year, fiscal_month, "
                                         "fiscal_quarter, fiscal_year, hour_of_day, weekday, queue, team, agent, "
                                         "channel, topic, customer_segment, a column of its facts (docs/metrics.md) or "
                                         "one a mapping brought; several by commas.")] = "",
    during: Annotated[str, typer.Option(help="2026, 2026-Q1, 2026-03, 2026-W12, FY2026-P03, 2026-03-09 or first..until "
                                             "(until not included).", show_default="all that is loaded")] = "",
    versus: Annotated[str, typer.Option(help="Beside the same of this period; or of the one before: before, or of the "
                                             "year before: year-before.")] = "",
    per_working_day: Annotated[bool, typer.Option(
        "--per-working-day", help="With --versus: also the change per working day, of what grows with days.")] = False,
    where: Where = None,
    currency: Currency = "",
    rates: Rates = "",
    form: Format = "table",
    exact: Annotated[bool, typer.Option("--exact", help="Percentiles from single facts, however many; never from "
                                                        "histogram rows.")] = False,
    search: Annotated[str, typer.Option(help='Look for a metric by your own words, such as "one and done".')] = "",
) -> None:
    """Any number, by anything it can bear, with its parts."""
    if search and not (centre / "centre.yaml").is_file():
        from fourscore.cli.ask import search_verb

        finish(search_verb, search, form)
    carry("ask", centre, {"metrics": metrics, "by": by, "during": during, "where": where or [], "format": form,
                          "search": search, "versus": versus, "per_working_day": per_working_day, "currency": currency,
                          "rates": rates, "exact": exact})


@app.command(epilog="Example: fourscore score my-centre --period 2026-03 --team 'Sales 2' --format csv")
def score(
    centre: Centre = HERE,
    period: Annotated[str, typer.Option(help="Such as 2026-03 or 2026-W12.", show_default="the last whole week")] = "",
    site: Site = "",
    queue_group: QueueGroup = "",
    team: Team = "",
    agent: Agent = "",
    weights: Annotated[bool, typer.Option("--weights", help="Also what each measure really weighs: its share of the "
                                          "total's ups and downs over a year, and points for one more of it.")] = False,
    as_known: Annotated[str, typer.Option(
        "--as-known", help="As known at the end of this day, such as 2026-04-30: by the strategy published and the "
                           "facts loaded by then.")] = "",
    form: Format = "table",
) -> None:
    """The scorecard: the same numbers as the page."""
    carry("score", centre, {"period": period, "site": site, "queue_group": queue_group, "team": team, "agent": agent,
                            "weights": weights, "as_known": as_known, "format": form})


@app.command(epilog="Example: fourscore why my-centre service_level:offered --period 2026-W12 --where queue=Billing "
                    "or: fourscore why my-centre sales_revenue --period 2026-03 --versus 2026-02 --rates month_average "
                    "or: fourscore why my-centre total --period 2026-03 --team 'Sales 2'")
def why(
    centre: NeededCentre,
    metric: Annotated[str, typer.Argument(help="METRIC[:variant]; or, of the scorecard, the id of a KPI, an objective "
                                               "or a perspective, or total.")],
    period: Annotated[str, typer.Option(help="Such as 2026-03.", show_default="all that is loaded; of a scorecard the "
                                                                              "last whole week")] = "",
    versus: Annotated[str, typer.Option(
        help="An earlier period, such as 2026-02: why money moved since, by business and by exchange rates.")] = "",
    currency: Currency = "",
    rates: Rates = "",
    where: Where = None,
    rows: Annotated[int, typer.Option(help="How many of the rows behind it to show.", min=0)] = 10,
    part: Annotated[str, typer.Option(help="Show only the rows of this part.")] = "",
    site: Site = "",
    queue_group: QueueGroup = "",
    team: Team = "",
    agent: Agent = "",
    form: Annotated[str, typer.Option("--format", "-f", help="table, csv (the rows) or json.")] = "table",
) -> None:
    """Take a figure apart: definition, formula with its numbers, and the very rows it was counted from.

    Of the scorecard, take a score apart: the parts that add up to it, by which rule, and what each weighs.
    With --versus, take apart how an amount moved between two periods: business, and exchange rates."""
    carry("why", centre, {"metric": metric, "period": period, "where": where or [], "rows": rows, "part": part,
                          "format": form, "versus": versus, "currency": currency, "rates": rates, "site": site,
                          "queue_group": queue_group, "team": team, "agent": agent})


@app.command(epilog="Example: fourscore sources my-centre --format json")
def sources(
    centre: Annotated[Path | None, typer.Argument(help="The centre's folder.",
                                                  show_default="this folder, if it is one")] = None,
    form: Format = "table",
) -> None:
    """Every kind of source there is and what it gives; of a centre also its own, and how far they are loaded."""
    from fourscore.cli.load import kinds_verb

    if centre is None and not (HERE / "centre.yaml").is_file():
        finish(kinds_verb, form)
    carry("sources", centre or HERE, {"format": form})


@app.command("sources sniff",
             epilog="Example: fourscore sources sniff exports/calls.csv my-centre --name calls --write")
def sniff(
    file: Annotated[Path, typer.Argument(help="The file to look at.")],
    centre: Annotated[Path | None, typer.Argument(help="The centre's folder.",
                                                  show_default="this folder, if it is one")] = None,
    name: Annotated[str | None, typer.Option(help="What to call the source.", show_default="the file's name")] = None,
    write: Annotated[bool, typer.Option("--write", help="Put the entry into the centre's centre.yaml.")] = False,
) -> None:
    """Guess what a file is, and write the entry that loads it, with what was guessed and how sure beside each line."""
    from fourscore.cli.load import sniff_verb

    finish(sniff_verb, file, centre, name, write)


@app.command(epilog="Example: fourscore check my-centre --format sarif > findings.sarif")
def check(
    centre: Centre = HERE,
    rule: Annotated[str, typer.Option("--rule", help="Only what this rule finds, such as L15.")] = "",
    explain: Annotated[str, typer.Option("--explain", help="Tell what this rule asks for, and why.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Show what is put up with, too.")] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="table, json or sarif.")] = "table",
) -> None:
    """Read the centre's settings, people, strategy and own metrics, hold them and the figures against every rule of a
    good strategy, and list everything wrong, with the reason and the remedy. Errors and warnings end with 1."""
    if explain:
        from fourscore.cli.checking.findings import explain_verb

        finish(explain_verb, explain)
    carry("check", centre, {"rule": rule, "all": every, "format": form, "under": from_here(centre)})
@app.command(epilog="Example: fourscore doctor my-centre --rows calls-twice --format csv")
def doctor(
    centre: Centre = HERE,
    rows: Annotated[str, typer.Option(help="List the rows to look at of this finding, such as days-missing.")] = "",
    limit: Annotated[int, typer.Option(help="How many rows of each finding to list.", min=1)] = 50,
    form: Annotated[str, typer.Option("--format", "-f", help="table or json; csv for rows.")] = "table",
) -> None:
    """What is loaded, how old it is and what was set aside; and what is wrong with it: days or hours that are missing,
    volume far from the pattern, sums that cannot be, handling while logged out, clocks that differ, calls told twice,
    people unknown, sources that disagree; each with what it means, how sure it is, and rows to look at."""
    carry("doctor", centre, {"format": form, "rows": rows, "limit": limit})


@app.command(epilog='Example: fourscore reconcile my-centre monday.xlsx --column "SL=service_level" --calls 2')
def reconcile(
    centre: NeededCentre,
    report: Annotated[Path, typer.Argument(help="The switch's own report: CSV, TSV or an Excel workbook.")],
    column: Annotated[list[str] | None, typer.Option(
        help='What a column is, such as "SL=service_level"; nothing behind the sign passes it over; may be repeated.',
    )] = None,
    queue: Annotated[list[str] | None, typer.Option(
        help='What the report calls a queue, such as "Support EN=support"; may be repeated.')] = None,
    during: Annotated[str, typer.Option(help="The days it is about, where its rows do not say; such as 2026-03.")] = "",
    threshold: Annotated[list[str] | None, typer.Option(help="Try this threshold too, such as 35s; may be repeated.")]
    = None,
    where: Where = None,
    calls: Annotated[int | None, typer.Option(help="List the calls of the cause with this number.")] = None,
    rows: Annotated[int, typer.Option(help="How many of them to show.", min=1)] = 200,
    form: Format = "table",
) -> None:
    """Hold the switch's own report against the facts: by which definition, threshold, zone and dating each of its
    figures comes out, and which calls make every difference from yours."""
    carry("reconcile", centre, {
        "report": str(report.absolute()), "columns": column or [], "queues": queue or [], "during": during,
        "thresholds": threshold or [], "where": where or [], "calls": calls, "rows": rows, "format": form})


@app.command(epilog="Example: fourscore forget my-centre +4915112345678 --dry-run")
def forget(
    centre: NeededCentre,
    person: Annotated[str, typer.Argument(help="A customer by any identifier, or an agent by any name.")],
    kind: Annotated[str, typer.Option(help="customer or agent, where both are known by this, or neither is.")] = "",
    also: Annotated[list[str] | None, typer.Option(help="Another spelling of theirs; may be repeated.")] = None,
    spare: Annotated[list[str] | None, typer.Option(
        help="A further name of an agent that is no person's, such as a telephone's; may be repeated.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",
) -> None:
    """Erase a person: nothing of the centre names them any more, every number stays, and what is left is counted."""
    from fourscore.cli.keeping.forget import confirmed

    args = {"person": person, "kind": kind, "also": also or [], "spare": spare or [], "dry_run": dry_run,
            "format": form}
    finish(lambda streams: confirmed(centre, args, yes=yes, streams=streams))


@app.command(epilog="Example: fourscore keep my-centre --dry-run")
def keep(
    centre: Centre = HERE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would go.")] = False,
    every: Annotated[bool, typer.Option("--list", help="What was deleted when.")] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",
) -> None:
    """Delete single facts whose time in centre.yaml is over; what was counted of them stays."""
    carry("keep", centre, {"dry_run": dry_run, "list": every, "format": form})


@app.command(epilog="Example: fourscore close my-centre 2026-03 --by 'Mara Quinn'")
def close(
    centre: NeededCentre,
    month: Annotated[str, typer.Argument(help="The month, such as 2026-03.")] = "",
    by: Annotated[str, typer.Option(help="Who signs.")] = "",
    reopen: Annotated[bool, typer.Option("--reopen", help="Take the signature back; it stays on record.")] = False,
    every: Annotated[bool, typer.Option("--list", help="Every month: open, closed, or restated since.")] = False,
    form: Format = "table",
) -> None:
    """Sign a month off with its numbers, and see what late or corrected data moved since."""
    carry("close", centre, {"month": month, "by": by, "reopen": reopen, "list": every, "format": form})


@app.command(epilog="Example: fourscore enter my-centre market_share 2026-03 --numerator 1200 --denominator 8000 "
                    "--by 'Mara Quinn'")
def enter(
    centre: NeededCentre,
    metric: Annotated[str, typer.Argument(help="A metric that no fact tells, such as market_share.")] = "",
    period: Annotated[str, typer.Argument(help="The month, quarter or year it is of, such as 2026-03.")] = "",
    numerator: Annotated[str, typer.Option(help="What stands above the line.")] = "",
    denominator: Annotated[str, typer.Option(help="What stands below it.")] = "",
    by: Annotated[str, typer.Option(help="Who enters it.")] = "",
    team: Annotated[str, typer.Option(help="Of this team only.")] = "",
    queue: Annotated[str, typer.Option(help="Of this queue only.")] = "",
    note: Annotated[str, typer.Option(help="Where it comes from.")] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take the figure back; it stays on record.")] = False,
    every: Annotated[bool, typer.Option("--list", help="All that was ever entered: who, when, and what stands.")]
    = False,
    form: Format = "table",
) -> None:
    """Write down by hand what no fact tells, as two numbers. A second time corrects it; the first stays on record."""
    carry("enter", centre, {"metric": metric, "period": period, "numerator": numerator, "denominator": denominator,
                            "by": by, "team": team, "queue": queue, "note": note, "withdraw": withdraw, "list": every,
                            "format": form})




@app.command(epilog="Example: fourscore demo")
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to put the sample centre.")] = Path("demo-centre"),
    port: Annotated[int, typer.Option(help="Port on this computer.")] = 8484,
    visits: Annotated[int | None, typer.Option(help="About how many calls to generate.")] = None,
) -> None:
    """Generate a sample centre (once), load it, and serve it."""
    from fourscore.cli.starting.start import demo_verb

    finish(demo_verb, folder, port, visits)


add_to(app)
backing_up(app)
choosing(app)
judging(app)
publishing(app)
reporting(app)
reviewing(app)
serving(app)
signing(app)
tokens(app)
watching(app)


def main(args: list[str] | None = None) -> Any:
    """Run one verb and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot write a character says so
    try:
        app(args)
    except BrokenPipeError:
        sys.stderr.close()  # the reader (head, less) has seen enough
        raise SystemExit(0) from None


__all__ = ["Streams", "app", "main"]
