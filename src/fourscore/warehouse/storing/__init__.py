"""This file is about the front door of storing: how staged rows become facts, set by set and never row by row."""
