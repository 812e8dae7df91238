"""This file is about the guided set-up of a new centre: all that is asked, the answers tried, and what they write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.terms import Issue, Trouble, WrongUse, said

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue
    from fourscore.strategy import Question

CENTRE = ("kind", "name", "zone", "currency")


def everything_asked(kind: str, currency: str, proposed: Mapping[str, str]) -> list[Question]:
    """The four questions of the centre itself with what is proposed for them, then those of the stages."""
    from fourscore.strategy import Question, questions

    asked = (
        Question("kind", -1, "A support, sales or blended centre?", proposed.get("kind", "support")),
        Question("name", -1, "What is it called?", proposed.get("name", "")),
        Question("zone", -1, "Its time zone?", proposed.get("zone", "UTC")),
        Question("currency", -1, "Its currency?", proposed.get("currency", "EUR")),
    )
    return [*asked, *questions(kind, currency)]


def strategy_answered(kind: str, currency: str, answers: Mapping[str, str]) -> str:
    """The text of strategy.yaml these answers make. Raises WrongUse with every answer that cannot be used."""
    from fourscore.strategy import strategy_from

    told = {name: answer for name, answer in answers.items() if name not in CENTRE}
    return strategy_from(kind, currency, told, _catalogue())


def tried(kind: str, currency: str, question: Question, answer: str) -> list[Issue]:
    """What would be wrong with this one answer; nothing where it can be used."""
    from fourscore.strategy import strategy_from

    if question.id == "calls":
        return _no_file(answer)
    try:
        strategy_from(kind, currency, {question.id: answer}, _catalogue())
    except WrongUse as refused:
        return list(refused.issues)
    return []


def appointed(answers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Everybody named in the answers, with the role they are appointed to."""
    from fourscore.strategy import ASKED_ROLES

    return [(name.strip(), role) for role in ASKED_ROLES for name in answers.get(f"role {role}", "").split(",")
            if name.strip()]


def file_of_calls(answers: Mapping[str, str]) -> Path | None:
    """The file of calls to begin with. Raises WrongUse `file-missing` where it is not there."""
    calls = answers.get("calls", "")
    issues = _no_file(calls)
    if issues:
        raise WrongUse(*issues)
    return Path(calls) if calls else None


def bring_in_calls(folder: Path, calls: Path) -> Sequence[str]:
    """Guess what the file is and write its entry into the new centre.yaml; the entry's lines.

    Raises Trouble where nobody can say what it is; the centre stands as it was written then.
    """
    from fourscore.centre.sniffing import entry_lines, sniff_for, written_into

    found = sniff_for(calls, folder)
    written_into(folder, found)
    return entry_lines(found)


def _no_file(calls: str) -> list[Issue]:
    if not calls or Path(calls).is_file():
        return []
    return [Issue("file-missing", calls,
                  said("There is no such file."), said("Check the path, or leave the answer empty."))]


def _catalogue() -> Catalogue:
    from fourscore.metrics import read_catalogue

    catalogue, issues = read_catalogue(None, {})
    if issues:
        raise Trouble(*issues)
    return catalogue
