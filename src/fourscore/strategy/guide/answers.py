"""This file is about a strategy's text made of a starter and the answers given to the guided set-up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.strategy.check.sound import STOPS
from fourscore.strategy.guide.questions import LEAVE_OUT, Question, objectives, questions, questions_of
from fourscore.strategy.reading.whole import read_strategy
from fourscore.strategy.starters import starter
from fourscore.strategy.text.edit import StrategyText
from fourscore.strategy.text.tree import Node, grow
from fourscore.terms import Issue, Trouble, WrongUse, did_you_mean, said

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue

BAND = re.compile(r"(.+?)\s+(?:to|\.\.|–)\s+(.+)")


def strategy_from(kind: str, currency: str, answers: Mapping[str, str], catalogue: Catalogue) -> str:
    """The text of strategy.yaml: the starter, changed only where an answer differs from what was proposed.

    A target as far as the starter's stretch or further takes that stretch away: it was an example's. Raises WrongUse
    with every answer that fits no question ("unknown-answer"), leaves out what cannot be left out ("answer-needed"),
    is no band where one is wanted ("answer-unreadable"), or makes a strategy that cannot be scored.
    """
    asked = questions(kind, currency)
    text = StrategyText(Path("strategy.yaml"), starter(kind, currency).encode())
    _answer(text, asked, answers)
    for place in _contradicted(text.text, _stops(text.text, catalogue)):
        text.remove(place)
    stops = _stops(text.text, catalogue)
    if stops:
        raise WrongUse(*stops)
    return text.text


def answer_in(text: StrategyText, answers: Mapping[str, str], catalogue: Catalogue, scopes: Sequence[str] = ()) -> None:
    """Change a strategy's text where an answer differs from what stands there (`questions_of`); nothing else in it.

    scopes: columns of the centre's mappings a KPI may be limited by. Raises WrongUse as `strategy_from` does, the text
    then being as it was; what was wrong in it before is no reason to refuse.
    """
    before = text.text
    known = {(issue.name, issue.what) for issue in _stops(before, catalogue, scopes)}
    try:
        _answer(text, questions_of(text.root()), answers)
        stops = [issue for issue in _stops(text.text, catalogue, scopes) if (issue.name, issue.what) not in known]
        if stops:
            raise WrongUse(*stops)
    except (Trouble, WrongUse):
        text.text = before
        raise


def _answer(text: StrategyText, asked: Sequence[Question], answers: Mapping[str, str]) -> None:
    issues = wrong_answers(asked, answers)
    if issues:
        raise WrongUse(*issues)
    out = left_out(asked, answers)
    for question in asked:
        answer = answers.get(question.id, "").strip()
        if question.place and question.id not in out and answer and answer != question.proposed:
            _write(text, question, answer)
    _leave_out(text, asked, out)


def wrong_answers(asked: Sequence[Question], answers: Mapping[str, str]) -> list[Issue]:
    """Every answer that cannot be used, before anything is written."""
    known = {question.id: question for question in asked}
    issues = []
    for name, answer in answers.items():
        where = said("the answer to {question}", question=repr(name))
        question = known.get(name)
        if question is None:
            issues.append(Issue("unknown-answer", where, said("Nothing is asked under this name."),
                                did_you_mean(name, known) or said("fourscore init --questions lists what is asked.")))
        elif answer.strip() == LEAVE_OUT and not question.leave_out:
            issues.append(Issue("answer-needed", where, said("This cannot be left out."),
                                said("Write a few words, or take the answer away to keep what is proposed.")))
        elif answer.strip() not in ("", LEAVE_OUT) and _is_band(question) != bool(BAND.fullmatch(answer.strip())):
            wanted = (said("a band such as {band}", band=question.proposed) if _is_band(question)
                      else said("one value"))
            if question.id.startswith("target "):
                issues.append(Issue("answer-unreadable", where,
                                    said("{answer} is not {wanted}.", answer=repr(answer), wanted=wanted),
                                    said("What is proposed is {proposed}.", proposed=question.proposed)))
    return issues


def left_out(asked: Sequence[Question], answers: Mapping[str, str]) -> set[str]:
    """Ids of the questions whose things are left out, by themselves or with what they stand under."""
    out: set[str] = set()
    for question in asked:
        if answers.get(question.id, "").strip() == LEAVE_OUT or question.under in out:
            out.add(question.id)
    return out


def _is_band(question: Question) -> bool:
    return question.id.startswith("target ") and BAND.fullmatch(question.proposed) is not None


def _write(text: StrategyText, question: Question, answer: str) -> None:
    band = BAND.fullmatch(answer) if _is_band(question) else None
    if band is None:
        text.set(question.place, answer)
        return
    text.set((*question.place, "from"), band[1])
    text.set((*question.place, "to"), band[2])


def _leave_out(text: StrategyText, asked: Sequence[Question], out: set[str]) -> None:
    """Take away what was left out, and every arrow, guard and driver that would lead to nowhere."""
    whole = _ids(text.text)
    for question in asked:
        if question.id in out and question.under not in out:
            text.remove(question.place[:-1])
    for place in _to_nowhere(text.text, whole - _ids(text.text)):
        text.remove(place)


def _stops(text: str, catalogue: Catalogue, scopes: Sequence[str] = ()) -> list[Issue]:
    return [issue for issue in read_strategy(text, "strategy.yaml", catalogue, scopes)[1] if issue.name in STOPS]


def _contradicted(text: str, stops: Sequence[Issue]) -> list[tuple[str, ...]]:
    """Where the stretch of each KPI stands whose anchors do not follow one another."""
    lines = {issue.where for issue in stops if issue.name == "anchors-contradict-direction"}
    return [("perspectives", perspective, "objectives", objective, "kpis", key.text, "stretch")
            for perspective, objective, node in objectives(_tree(text)) for key, kpi in _under(node, "kpis")
            if f"strategy.yaml:{key.line}" in lines and kpi.get("stretch") is not None]


def _ids(text: str) -> set[str]:
    """Ids of every objective and KPI."""
    return {name for _, objective, node in objectives(_tree(text))
            for name in (objective, *(key.text for key, _ in _under(node, "kpis")))}


def _to_nowhere(text: str, gone: set[str]) -> list[tuple[str | int, ...]]:
    """Places that name something that is gone, in an order in which they can be removed one after the other."""
    root = _tree(text)
    found: list[tuple[str | int, ...]] = []
    for key, goal in _under(root, "goals"):
        found += _items(("goals", key.text, "drivers"), goal.get("drivers"), gone)
    for perspective, objective, node in objectives(root):
        for key, kpi in _under(node, "kpis"):
            place = ("perspectives", perspective, "objectives", objective, "kpis", key.text, "guards")
            found += _items(place, kpi.get("guards"), gone)
    guarded = [key.text for key, goal in _under(root, "guarded")
               if gone & set(re.findall(r"[\w-]+", str(goal.plain())))]
    whole = bool(guarded) and len(guarded) == len(_under(root, "guarded"))
    found += [("guarded",)] if whole else [("guarded", name) for name in guarded]
    links = root.get("links")
    for place_in_list, link in reversed(list(enumerate(links.items if links is not None else ()))):
        ends = {end.text for name in ("from", "to") if (end := link.get(name)) is not None}
        if ends & gone:
            found.append(("links", place_in_list))
    return found


def _items(place: tuple[str, ...], node: Node | None, gone: set[str]) -> list[tuple[str | int, ...]]:
    """The items of a list that are gone, last first; the whole line where none would be left."""
    if node is None:
        return []
    items = [item.text for item in node.items]
    if items and set(items) <= gone:
        return [place]
    return [(*place, number) for number, item in reversed(list(enumerate(items))) if item in gone]


def _under(node: Node, name: str) -> tuple[tuple[Node, Node], ...]:
    inner = node.get(name)
    return inner.entries if inner is not None else ()


def _tree(text: str) -> Node:
    root, _ = grow(text, "strategy.yaml")
    if root is None:
        raise ValueError("a strategy made of answers cannot be read")
    return root
