"""This file is about starting: `init` writes a new centre's folder, `demo` fills one and serves it."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

from fourscore.cli.relay import Streams
from fourscore.cli.run import clock
from fourscore.terms import Issue, WrongUse

KINDS = ("support", "sales", "blended")


def init_verb(folder: Path, kind: str | None, name: str | None, zone: str | None, currency: str | None,
              sample: bool, streams: Streams) -> int:
    import typer

    from fourscore.centre import init

    def asked(question: str, given: str | None, default: str) -> str:
        if given is not None:
            return given
        return str(typer.prompt(question, default=default, err=True)) if streams.terminal else default

    chosen = asked("A support, sales or blended centre?", kind, "support").strip().lower()
    if chosen not in KINDS:
        raise WrongUse(Issue("unknown-kind", "--kind", f"There is no kind of centre called {chosen!r}.",
                             f"There are: {', '.join(KINDS)}."))
    init(
        folder, kind=chosen, name=asked("What is it called?", name, folder.resolve().name.replace("-", " ").title()),
        zone=asked("Its time zone?", zone, "UTC"), currency=asked("Its currency?", currency, "EUR").upper(),
        with_sample=sample, until=this_monday(),
    )
    streams.out.write(f"Written: {folder}\n")
    then = "load" if sample else "check"
    streams.out.write(f"Next: fourscore {then} {folder}\n")
    return 0


def demo_verb(folder: Path, port: int, visits: int | None, streams: Streams) -> int:
    from fourscore.centre import Centre, init
    from fourscore.cli.load import load_verb
    from fourscore.cli.relay import connect
    from fourscore.cli.serve import serve_open, serve_verb

    if connect(folder / "data"):
        return serve_verb(folder, "127.0.0.1", port, streams)
    if not (folder / "centre.yaml").exists():
        streams.out.write(f"Writing a sample centre into {folder} …\n")
        init(folder, kind="blended", name="Northgate (sample)", zone="Europe/London", currency="GBP",
             with_sample=True, until=this_monday(), visits=visits)
    with Centre.open(folder, now=clock, environment=os.environ) as centre:
        streams.out.write("Generating and loading its calls; this takes a moment the first time …\n")
        streams.out.flush()
        load_verb(centre, {"sources": []}, streams)
        return serve_open(centre, "127.0.0.1", port, streams)


def this_monday() -> date:
    """The day this week began: the sample centre's whole weeks end before it, so that it looks alive."""
    today = clock().date()
    return today - timedelta(days=today.weekday())
