"""This file is about the front door of the command line."""

from fourscore.cli.main import main

__all__ = ["main"]
