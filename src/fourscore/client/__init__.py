"""This file is about the front door of the client: a centre's figures, from another computer's Python."""

from fourscore.client.asking import Client
from fourscore.client.problem import Problem
from fourscore.client.told import Agent, AnswerRow, Card, Metric, Objective, Standing, Team, Upload, Why

__all__ = [
    "Agent",
    "AnswerRow",
    "Card",
    "Client",
    "Metric",
    "Objective",
    "Problem",
    "Standing",
    "Team",
    "Upload",
    "Why",
]
