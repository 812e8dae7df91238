"""This file is about asking for a new centre stage by stage, in the terminal or by a sheet of answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.terms import Issue, WrongUse

if TYPE_CHECKING:
    from fourscore.cli.relay import Streams
    from fourscore.cli.starting.start import Given


def proposed(folder: Path) -> dict[str, str]:
    """What a centre in this folder is taken to be where nothing is said."""
    name = folder.resolve().name.replace("-", " ").title()
    return {"kind": "support", "name": name, "zone": "UTC", "currency": "EUR"}


def blank(given: Given, folder: Path) -> str:
    """A sheet of everything that is asked, with what the options say filled in."""
    from fourscore.centre import everything_asked
    from fourscore.strategy import sheet

    said = {name: text for name, text in given.centre().items() if text is not None}
    usual = {**proposed(folder), **said}
    return sheet(everything_asked(usual["kind"], usual["currency"], usual), said)


def from_sheet(path: Path) -> dict[str, str]:
    """The answers of a sheet. Raises WrongUse with everything wrong in its form, `file-missing`, `not-utf-8`."""
    from fourscore.strategy import read_sheet

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WrongUse(Issue("not-utf-8", path.name, "The sheet of answers is not written in UTF-8.",
                             "Save the file with the encoding UTF-8.")) from None
    except OSError:
        raise WrongUse(Issue("file-missing", str(path), "There is no such sheet of answers.",
                             "fourscore init --questions prints one to fill in.")) from None
    answers, issues = read_sheet(text, path.name)
    if issues:
        raise WrongUse(*issues)
    return answers


def asked_all(folder: Path, there: dict[str, str], streams: Streams) -> dict[str, str]:
    """Lead through the stages; every answer is tried at once, and asked again with what is wrong with it.

    What was answered until somebody stops is kept in a sheet beside the folder, to go on with.
    """
    from fourscore.strategy import LEAVE_OUT, STAGES, questions

    answers, stage, out = dict(there), -1, set()
    asked = questions(there["kind"], there["currency"])
    try:
        for number, question in enumerate(asked, 1):
            if question.id in answers or question.under in out:
                if answers.get(question.id) == LEAVE_OUT or question.under in out:
                    out.add(question.id)
                continue
            if question.stage != stage:
                stage = question.stage
                streams.err.write(f"\n{stage + 1}. {STAGES[stage]}\n")
            answers[question.id] = _asked(there, question.id, f"[{number}/{len(asked)}] ", streams)
            if answers[question.id] == LEAVE_OUT:
                out.add(question.id)
    except (KeyboardInterrupt, EOFError):
        _keep(folder, there, answers, streams)
        raise
    return {name: said for name, said in answers.items() if said}


def _asked(there: dict[str, str], name: str, number: str, streams: Streams) -> str:
    import typer

    from fourscore.centre import tried
    from fourscore.cli import show
    from fourscore.strategy import questions

    question = next(one for one in questions(there["kind"], there["currency"]) if one.id == name)
    may = " (none leaves it out)" if question.leave_out else ""
    while True:
        try:
            said = str(typer.prompt(f"{number}{question.text}{may}", default=question.proposed, err=True,
                                    show_default=bool(question.proposed))).strip()
        except typer.Abort:
            raise KeyboardInterrupt from None
        wrong = tried(there["kind"], there["currency"], question, said)
        if not wrong:
            return said
        show.issues(wrong, streams)


def _keep(folder: Path, there: dict[str, str], answers: dict[str, str], streams: Streams) -> None:
    from fourscore.centre import everything_asked
    from fourscore.strategy import sheet

    kept = folder.resolve().with_name(f"{folder.resolve().name}.answers.yaml")
    kept.write_text(sheet(everything_asked(there["kind"], there["currency"], there), answers), encoding="utf-8")
    streams.err.write(f"\nYour answers so far are kept in {kept}.\n"
                      f"Go on with: fourscore init {folder} --guided --answers {kept}\n")
