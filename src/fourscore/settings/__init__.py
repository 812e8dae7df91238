"""This file is about the front door of settings: what centre.yaml, people.yaml and the rates may say, and say."""

from fourscore.settings.centre import read_settings
from fourscore.settings.manual import page, people_page
from fourscore.settings.model import (
    ADVISER,
    AGENT,
    GRAINS,
    LEADER,
    MANAGER,
    ROLES,
    SENIOR,
    AgentLine,
    Agreement,
    Keep,
    People,
    RateLine,
    RoleLine,
    Setting,
    Settings,
    Site,
    SourceLine,
    Stay,
    TableRate,
    TeamLine,
    Term,
    ThresholdLine,
)
from fourscore.settings.people import read_people
from fourscore.settings.staff.agreement import EVERY, STRICTEST
from fourscore.settings.staff.table import PEOPLE
from fourscore.settings.table import SETTINGS
from fourscore.settings.text import Node, Text

__all__ = [
    "ADVISER",
    "AGENT",
    "EVERY",
    "GRAINS",
    "LEADER",
    "MANAGER",
    "PEOPLE",
    "ROLES",
    "SENIOR",
    "SETTINGS",
    "STRICTEST",
    "AgentLine",
    "Agreement",
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
    "Term",
    "Text",
    "ThresholdLine",
    "page",
    "people_page",
    "read_people",
    "read_settings",
]
