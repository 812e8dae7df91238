"""This file is about building the page scripts, styles and fonts into the wheel."""
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    pass
