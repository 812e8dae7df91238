"""This file is about the front door of settings: what centre.yaml, people.yaml and the rates may say, and say."""

from fourscore.settings.centre import read_settings
from fourscore.settings.manual import page, people_page
from fourscore.settings.model import (
    ROLES,
    AgentLine,
    Keep,
    People,
    RateLine,
    RoleLine,
    Settings,
    Site,
    SourceLine,
    Stay,
    TableRate,
    TeamLine,
    ThresholdLine,
)
from fourscore.settings.people import read_people
from fourscore.settings.table import PEOPLE, SETTINGS, Setting
from fourscore.settings.text import Node, Text

__all__ = [
    "PEOPLE",
    "ROLES",
    "SETTINGS",
    "AgentLine",
    "Keep",
    "Node",
    "People",
    "RateLine",
    "RoleLine",
    "Setting",
    "Settings",
    "Site",
    "SourceLine",
    "Stay",
    "TableRate",
    "TeamLine",
    "Text",
    "ThresholdLine",
    "page",
    "people_page",
    "read_people",
    "read_settings",
]
