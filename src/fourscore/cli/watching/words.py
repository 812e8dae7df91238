"""This file is about the words of incidents and alerts: what a person types for each."""

from __future__ import annotations

from typing import Annotated

import typer

from fourscore.cli.run import carry
from fourscore.cli.words.options import HERE, Centre, Format, NeededCentre


def watching(app: typer.Typer) -> None:
    """Give these verbs to the command line."""
    app.command("incident add", epilog="Example: fourscore incident add my-centre outage '2026-03-09 14:05' --to "
                "'2026-03-09 16:00' --queue Billing --text 'Lines down'")(incident_add)
    app.command("incident list", epilog="Example: fourscore incident list my-centre --during 2026-03")(incident_list)
    app.command("incident withdraw", epilog="Example: fourscore incident withdraw my-centre 3")(incident_withdraw)
    app.command("alert add", epilog="Example: fourscore alert add my-centre 'Billing waits too long' longest_wait_now "
                "--of queue:Billing --above 3:00 --for 5m --duty 'Mara Quinn: mon-fri 08:00-18:00'")(alert_add)
    app.command("alert list", epilog="Example: fourscore alert list my-centre --format json")(alert_list)
    app.command("alert acknowledge", epilog="Example: fourscore alert acknowledge my-centre 7 --note 'Called in two "
                "more'")(alert_acknowledge)
    app.command("alert withdraw", epilog="Example: fourscore alert withdraw my-centre 2")(alert_withdraw)


def incident_add(
    centre: NeededCentre,
    kind: Annotated[str, typer.Argument(help="outage, mailing, weather or other.")],
    begins: Annotated[str, typer.Argument(help="When it began by the centre's clock, such as '2026-03-09 14:05'.")],
    to: Annotated[str, typer.Option("--to", help="When it was over; left out while it goes on.")] = "",
    queue: Annotated[list[str] | None, typer.Option(help="Of this queue only; may be repeated.")] = None,
    text: Annotated[str, typer.Option(help="What happened, in a few words.")] = "",
    correct: Annotated[int, typer.Option(help="Correct the incident with this number.")] = 0,
    why: Annotated[str, typer.Option(help="What the correction mends.")] = "",
) -> None:
    """Mark what happened beside the figures: it stands on every chart of its time, and no figure leaves anything out
    for it. A correction is dated, and says why; what was said before stays."""
    carry("incident", centre, {"do": "add", "kind": kind, "begins": begins, "ends": to, "queues": queue or [],
                               "text": text, "correct": correct, "why": why, "format": "table"})


def incident_list(
    centre: Centre = HERE,
    during: Annotated[str, typer.Option(help="Only those of these days, such as 2026-03.")] = "",
    form: Format = "table",
) -> None:
    """What happened beside the figures, the latest first."""
    carry("incident", centre, {"do": "list", "during": during, "format": form})


def incident_withdraw(centre: NeededCentre, number: Annotated[int, typer.Argument(help="Its number.")]) -> None:
    """Mark an incident nowhere any more; that it was there stays on record."""
    carry("incident", centre, {"do": "withdraw", "number": number, "format": "table"})


def alert_add(
    centre: NeededCentre,
    name: Annotated[str, typer.Argument(help="What is wrong when it fires.")],
    metric: Annotated[str, typer.Argument(help="The measure, or a word for how things stand, such as waiting_now.")],
    of: Annotated[str, typer.Option("--of", help="queue:NAME, queue_group:NAME, site:NAME, team:NAME; else the centre.",
                                    show_default="the centre")] = "",
    above: Annotated[str, typer.Option(help="Fires above this value, in the measure's unit.")] = "",
    below: Annotated[str, typer.Option(help="Fires below it.")] = "",
    silent: Annotated[str, typer.Option(help="Fires where there are no data for so long, such as 15m.")] = "",
    lasts: Annotated[str, typer.Option("--for", help="How long it has to hold, such as 10m.")] = "",
    clears: Annotated[str, typer.Option(help="The value from which it is over.", show_default="the threshold")] = "",
    over: Annotated[str, typer.Option(help="half_hour, hour, day or now.", show_default="as fits the measure")] = "",
    least: Annotated[str, typer.Option(help="Counted at least so many.", show_default="10 of a ratio")] = "",
    owner: Annotated[str, typer.Option(help="Whose it is.", show_default="who asks")] = "",
    duty: Annotated[list[str] | None, typer.Option(help="Who is told when, in their order; may be repeated.")] = None,
    quiet: Annotated[str, typer.Option(help="The hours in which nobody is told, such as 22:00-06:00.")] = "",
    escalate: Annotated[str, typer.Option(help="After so long without an answer the next one is told.")] = "15m",
) -> None:
    """Watch a measure while the centre is served: past its threshold for long enough it fires, and whoever is on duty
    is told, by the page and by mail; the next one after a while, and the owner at last."""
    said = {"name": name, "metric": metric, "scope": of, "side": "silent" if silent else "below" if below else "above",
            "threshold": below or above, "for": silent or lasts, "clears": clears, "span": over, "least": least,
            "owner": owner, "duty": "\n".join(duty or ()), "quiet": quiet, "escalate": escalate}
    carry("alert", centre, {"do": "add", "said": said, "format": "table"})


def alert_list(centre: Centre = HERE, form: Format = "table") -> None:
    """Every rule: what it watches, how it stands, and what it reads while the centre is served."""
    carry("alert", centre, {"do": "list", "format": form})


def alert_acknowledge(
    centre: NeededCentre,
    number: Annotated[int, typer.Argument(help="The number of the alert, as `alert list` tells it.")],
    note: Annotated[str, typer.Option(help="What you do about it.")] = "",
) -> None:
    """Take a firing alert on: nobody further is told."""
    carry("alert", centre, {"do": "acknowledge", "number": number, "note": note, "format": "table"})


def alert_withdraw(centre: NeededCentre, number: Annotated[int, typer.Argument(help="The rule's number.")]) -> None:
    """Watch a measure no more; what it did stays on record."""
    carry("alert", centre, {"do": "withdraw", "number": number, "format": "table"})
