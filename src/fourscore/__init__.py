"""This file is about the package: Balanced Scorecards for call centres."""

__version__ = "0.1.0"
