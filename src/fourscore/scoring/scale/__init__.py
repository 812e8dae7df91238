"""This file is about the way into the scale: values held against targets, as points and as a word."""

from fourscore.scoring.scale.points import AMBER, Bar, Held, Status, hold, meets, points, status_of
from fourscore.scoring.scale.target import Aim, Anchors, aim_of, aims_of, target_during, target_on, times

__all__ = [
    "AMBER",
    "Aim",
    "Anchors",
    "Bar",
    "Held",
    "Status",
    "aim_of",
    "aims_of",
    "hold",
    "meets",
    "points",
    "status_of",
    "target_during",
    "target_on",
    "times",
]
