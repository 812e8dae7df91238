"""This file is about the strategy through the API: the map, the stages, the questions, and what the rules say."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Query

from fourscore.centre import answer_strategy, appoint, backtest_metrics, gates, led, questions_of, sign_stage
from fourscore.strategy import Difference, Gate, Kpi, Strategy
from fourscore.web.api.desk import Desk, IfMatch, Told, edition_of, passed, plain, who
from fourscore.web.api.shapes.cards import Sign
from fourscore.web.api.shapes.strategies import (
    Answers,
    Appoint,
    BacktestShape,
    Changed,
    DifferenceShape,
    FindingShape,
    KpiQuestionShape,
    KpiShape,
    LinkShape,
    ObjectiveShape,
    QuestionShape,
    StageShape,
    StrategyShape,
)
from fourscore.web.api.shapes.words import Done, Every


class Strategies:
    """What the pages Strategy map and Set-up tell and take."""

    def __init__(self, desk: Desk) -> None:
        self.rooms, self.centre = desk.rooms, desk.rooms.centre
        desk.offer("GET /strategy", self.strategy, opens="map", returns=StrategyShape)
        desk.offer("GET /strategy/objectives", self.objectives, opens="map", returns=Every[ObjectiveShape])
        desk.offer("GET /strategy/kpis", self.kpis, opens="map", returns=Every[KpiShape])
        desk.offer("GET /strategy/links", self.links, opens="map", returns=Every[LinkShape])
        desk.offer("GET /strategy/questions", self.questions, opens="strategy", returns=Every[QuestionShape])
        desk.offer("POST /strategy/answers", self.answer_questions, opens="strategy", returns=Changed,
                   writes="strategy")
        desk.offer("GET /strategy/kpi-questions", self.kpi_questions, opens="stages", returns=Every[KpiQuestionShape])
        desk.offer("GET /strategy/backtest", self.backtest, opens="stages", returns=BacktestShape)
        desk.offer("GET /checks", self.checks, opens="notes", returns=Every[FindingShape])
        desk.offer("GET /stages", self.stages, opens="stages", returns=Every[StageShape])
        desk.offer("POST /stages/{stage}/signature", self.sign_stage, opens="stages", returns=Done, writes="strategy")
        desk.offer("POST /roles", self.appoint, opens="strategy", returns=Done, writes="strategy", status=201)

    def strategy(self) -> StrategyShape:
        """The strategy: mission, vision, goals, perspectives, objectives, measures and links."""
        there = self.centre.strategy
        owner = self.rooms.frame.owner
        return StrategyShape.model_validate({
            "mission": there.mission, "vision": there.vision, "values": list(there.values),
            "goals": [{"id": one.id, "text": one.text, "term": one.term, "by": one.by, "serves": one.serves,
                       "owner": owner(one.owner)} for one in there.goals],
            "perspectives": [{"id": one.id, "name": one.name, "question": one.question, "weight": one.weight,
                              "objectives": [self._objective(of) for of in one.objectives]}
                             for one in there.perspectives],
            "links": [plain_link(one) for one in there.links],
            "guarded": [{"id": one.id, "text": one.text, "objective": one.objective, "owner": owner(one.owner),
                         "weight": one.weight} for one in there.guarded]})

    def objectives(self) -> Every[ObjectiveShape]:
        """Every objective with its measures."""
        return Every[ObjectiveShape](rows=[ObjectiveShape.model_validate(self._objective(one))
                                           for one in self.centre.strategy.objectives()])

    def kpis(self) -> Every[KpiShape]:
        """Every measure of the strategy, with its targets."""
        return Every[KpiShape](rows=[KpiShape.model_validate(self._kpi(one)) for one in self.centre.strategy.kpis()])

    def links(self) -> Every[LinkShape]:
        """The arrows of the map."""
        strategy: Strategy = self.centre.strategy
        return Every[LinkShape](rows=[LinkShape.model_validate(plain_link(one)) for one in strategy.links])

    def questions(self) -> Told:
        """The questions whose answers stand in the strategy. Their edition is needed to answer them."""
        there = led(self.centre)
        return Told(Every[QuestionShape](rows=[QuestionShape.model_validate(one) for one in there.asked]), there.seen)

    def answer_questions(self, body: Answers, if_match: IfMatch = "") -> Changed:
        """Write answers into the strategy, its every other byte kept.

        If-Match: the edition of the questions, as they were seen.
        """
        seen = edition_of(if_match)
        if led(self.centre).seen != seen:
            raise passed()
        return Changed(differences=[difference(one) for one in answer_strategy(self.centre, dict(body.answers), seen)])

    def kpi_questions(self, kpi: Annotated[str, Query(max_length=200, examples=["handle"])] = "",
                      ) -> Every[KpiQuestionShape]:
        """The questions every measure has to answer, with their answers."""
        return Every[KpiQuestionShape](rows=[KpiQuestionShape.model_validate({**one._asdict(), "open": one.open})
                                             for one in questions_of(self.centre, kpi)])

    def backtest(self, metrics: Annotated[str, Query(max_length=2000, description="Metrics, with commas; the "
                                                     "strategy's measures where they are left out.",
                                                     examples=["average_handle_time"])] = "",
                 months: Annotated[int, Query(ge=1, le=60, examples=[12])] = 12) -> BacktestShape:
        """Candidates for measures tried on the months that are loaded."""
        found = backtest_metrics(self.centre, [one.strip() for one in metrics.split(",") if one.strip()],
                                 months=months)
        return BacktestShape.model_validate({
            "first": found.during.first, "until": found.during.until, "tried": [{
                "candidate": one.candidate.name, "metric": one.candidate.metric.key, "of": one.who,
                "verdict": one.verdict.word, "words": one.verdict.sentence, "mean": one.verdict.mean,
                "sd": one.verdict.sd, "weeks_measured": one.verdict.measured, "weeks": one.verdict.weeks, "n": one.n,
                "signals": one.verdict.signals, "pattern": one.verdict.pattern} for one in found.tried]})

    def checks(self) -> Every[FindingShape]:
        """What the rules say of the centre's texts, and of its figures as far as they were asked."""
        return Every[FindingShape](rows=[FindingShape.model_validate({
            "rule": one.rule.id if one.rule else None, "severity": one.severity, "issue": one.issue._asdict(),
            "at": one.at, "allowed": plain(vars(one.allowed)) if one.allowed else None})
            for one in self.centre.noted().findings])

    def stages(self) -> Every[StageShape]:
        """How far the set-up has come, stage by stage."""
        return Every[StageShape](rows=[_stage(one) for one in gates(self.centre, self.centre.noted())])

    def sign_stage(self, stage: int, body: Sign) -> Done:
        """Sign a stage, as one who holds its role. What a program signs is marked as not verified."""
        made = sign_stage(self.centre, stage, who(body.who))
        return Done(done=f"Stage {made.stage} is signed by {made.who}.")

    def appoint(self, body: Appoint) -> Done:
        """Give somebody a role from today on."""
        appoint(self.centre, body.name, body.role)
        return Done(done=f"{body.name} is {body.role} from today on.")

    def _objective(self, one: Any) -> dict[str, Any]:
        return {"id": one.id, "name": one.name, "perspective": one.perspective,
                "owner": self.rooms.frame.owner(one.owner), "weight": one.weight,
                "kpis": [self._kpi(kpi) for kpi in one.kpis]}

    def _kpi(self, kpi: Kpi) -> dict[str, Any]:
        plain_names = ("id", "name", "metric", "unit", "direction", "upper_target", "floor", "amber", "stretch",
                       "baseline", "per", "weight")
        return {**{name: getattr(kpi, name) for name in plain_names},
                "targets": [{"since": None if day == date.min else day.isoformat(), "value": value}
                            for day, value in kpi.targets],
                "scope": {name: list(labels) for name, labels in kpi.scope.items()},
                "owner": self.rooms.frame.owner(kpi.owner), "levels": list(kpi.levels), "guards": list(kpi.guards)}


def difference(one: Difference) -> DifferenceShape:
    """A difference as it is told."""
    return DifferenceShape.model_validate(one.as_dict())


def plain_link(one: Any) -> dict[str, Any]:
    """An arrow as plain values."""
    return {"source": one.source, "target": one.target, "sign": one.sign, "sentence": one.sentence, "kind": one.kind,
            "lag_weeks": list(one.lag_weeks) if one.lag_weeks else None}


def _stage(gate: Gate) -> StageShape:
    signed = gate.signed
    return StageShape.model_validate({
        "stage": gate.stage.number, "title": gate.stage.title, "artefact": gate.stage.artefact,
        "role": gate.stage.role, "open": gate.open, "ready": gate.ready, "current": gate.current,
        "checks": [check._asdict() for check in gate.checks],
        "errors": [error.issue._asdict() for error in gate.errors],
        "signed_by": signed.who if signed else None, "signed_at": signed.at.isoformat() if signed else None})
