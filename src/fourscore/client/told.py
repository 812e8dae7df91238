"""This file is about the shapes of what a centre tells: dictionaries, as its OpenAPI document has them."""

from __future__ import annotations

from typing import Any, TypedDict


class Metric(TypedDict):
    """A metric."""

    key: str
    name: str
    unit: str
    better: str
    words: str
    own: bool


class AnswerRow(TypedDict):
    """One figure with its parts; value is None where there is nothing to tell, never zero."""

    by: dict[str, str | None]
    metric: str
    variant: str | None
    value: float | None
    parts: dict[str, float | int | None]
    n: int
    complete: bool


class Why(TypedDict):
    """One figure taken apart."""

    metric: str
    name: str
    unit: str
    value: float | None
    n: int
    complete: bool
    as_of: str | None
    zone: str
    formula: str
    with_numbers: str
    parts: list[dict[str, Any]]
    sources: list[dict[str, Any]]


class Card(TypedDict):
    """A scorecard; its perspectives have objectives, and these have measures."""

    period: str
    first: str
    until: str
    as_of: str | None
    zone: str
    score: float | None
    status: str
    coverage: float
    withheld: bool
    perspectives: list[dict[str, Any]]


class Objective(TypedDict):
    """An objective with its measures."""

    id: str
    name: str
    perspective: str
    owner: str
    weight: float
    kpis: list[dict[str, Any]]


class Standing(TypedDict):
    """One agent or team beside what was to be expected."""

    name: str
    n: int
    value: float | None
    expected: float | None
    adjusted: float | None
    reliability: float | None
    verdict: str


class Team(TypedDict):
    """A team, with those of its agents that may be seen."""

    name: str | None
    leader: str
    site: str | None
    agents: list[str]


class Agent(TypedDict):
    """An agent whose figures may be asked for."""

    name: str
    team: str | None
    scorecard: str


class Upload(TypedDict):
    """A file that was brought. state: waiting, loading or loaded."""

    id: str
    name: str
    state: str
    version: int
    entry: dict[str, Any]
    issues: list[dict[str, str]]
