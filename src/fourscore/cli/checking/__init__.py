"""This file is about showing what `check` found."""
