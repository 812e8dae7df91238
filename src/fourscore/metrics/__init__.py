"""This file is about the front door of metrics: every number has one definition, and `ask` is the only way to it."""
