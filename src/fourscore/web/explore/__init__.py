"""This file is about nothing of its own: the files beside it let any figure be asked by anything, and kept."""
