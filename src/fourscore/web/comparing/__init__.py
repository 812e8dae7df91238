"""This file is about nothing of its own: the files beside it set people beside people, and say how sure a figure is."""
