"""This file is about the rules of a strategy that only figures can tell: one matter, one file."""
