"""This file is about the verbs for choosing what to measure."""
