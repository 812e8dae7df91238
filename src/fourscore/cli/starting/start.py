"""This file is about starting: `init` writes a new centre's folder, `demo` fills one and serves it."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from fourscore.cli.relay import Streams
from fourscore.cli.run import clock
from fourscore.terms import Issue, WrongUse

KINDS = ("support", "sales", "blended")
CENTRE_QUESTIONS = (("kind", "A support, sales or blended centre?"), ("name", "What is it called?"),
                    ("zone", "Its time zone?"), ("currency", "Its currency?"))


class Given(NamedTuple):
    """What the options of `init` say; sheet: a file of answers, guided: ask everything, questions: only list it.

    network: the public name its pages are reached by; owner: who signs in to them first."""

    kind: str | None = None
    name: str | None = None
    zone: str | None = None
    currency: str | None = None
    sheet: Path | None = None
    guided: bool = False
    questions: bool = False
    network: str = ""
    owner: str = ""

    def centre(self) -> dict[str, str | None]:
        return {"kind": self.kind, "name": self.name, "zone": self.zone, "currency": self.currency}


def init_verb(folder: Path, given: Given, sample: bool, streams: Streams) -> int:
    from fourscore.centre import bring_in_calls, file_of_calls, init

    if given.questions:
        from fourscore.cli.starting.guided import blank

        streams.out.write(blank(given, folder))
        return 0
    answers = _answers(folder, given, streams)
    _known_kind(answers["kind"])
    calls = file_of_calls(answers)
    init(folder, kind=answers["kind"], name=answers["name"], zone=answers["zone"], currency=answers["currency"],
         with_sample=sample, until=this_monday(), answers=answers, public_name=given.network, owner=given.owner)
    streams.out.write(f"Written: {folder}\n")
    if calls is not None:
        entry = bring_in_calls(folder, calls)
        streams.out.write("\n".join(["Into centre.yaml, a guess to be looked at:", *entry]) + "\n")
    if given.owner:
        _owned(folder, given.owner, streams)
    then = "load" if sample or calls is not None else "check"
    streams.out.write(f"Next: fourscore {then} {folder}\n")
    return 0


def _owned(folder: Path, person: str, streams: Streams) -> None:
    """The owner's link, for the only time."""
    from fourscore.centre import Centre, make_owner
    from fourscore.cli.serve import told

    with Centre.open(folder, now=clock, environment=os.environ) as centre:
        told(make_owner(centre, person, by="fourscore init"), centre.settings.network.address(), streams)


def _answers(folder: Path, given: Given, streams: Streams) -> dict[str, str]:
    """The answers from options, a sheet, or asked one by one; what nobody answered is as proposed."""
    from fourscore.cli.starting.guided import asked_all, from_sheet, proposed

    there = from_sheet(given.sheet) if given.sheet is not None else {}
    there.update({name: said for name, said in given.centre().items() if said is not None})
    usual = proposed(folder)
    if streams.terminal and given.sheet is None:
        import typer

        for name, question in CENTRE_QUESTIONS:
            if name not in there:
                there[name] = str(typer.prompt(question, default=usual[name], err=True)).strip()
            if name == "kind":
                _known_kind(there["kind"].lower())
    there = {**usual, **there}
    there["kind"], there["currency"] = there["kind"].strip().lower(), there["currency"].strip().upper()
    if given.guided:
        _known_kind(there["kind"])
        return asked_all(folder, there, streams)
    return there


def _known_kind(kind: str) -> None:
    if kind not in KINDS:
        raise WrongUse(Issue("unknown-kind", "--kind", f"There is no kind of centre called {kind!r}.",
                             f"There are: {', '.join(KINDS)}."))


def demo_verb(folder: Path, port: int, visits: int | None, streams: Streams) -> int:
    from fourscore.centre import Centre, init
    from fourscore.cli.load import load_verb
    from fourscore.cli.relay import connect
    from fourscore.cli.serve import HERE, serve_open, serve_verb

    if connect(folder / "data"):
        return serve_verb(folder, HERE._replace(port=port), streams)
    if not (folder / "centre.yaml").exists():
        streams.out.write(f"Writing a sample centre into {folder} …\n")
        init(folder, kind="blended", name="Northgate (sample)", zone="Europe/London", currency="GBP",
             with_sample=True, until=this_monday(), visits=visits)
    with Centre.open(folder, now=clock, environment=os.environ) as centre:
        streams.out.write("Generating and loading its calls; this takes a moment the first time …\n")
        streams.out.flush()
        load_verb(centre, {"sources": []}, streams)
        return serve_open(centre, HERE._replace(port=port).over(centre.settings.network), streams)


def this_monday() -> date:
    """The day this week began: the sample centre's whole weeks end before it, so that it looks alive."""
    today = clock().date()
    return today - timedelta(days=today.weekday())
