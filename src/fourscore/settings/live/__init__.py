"""This file is about nothing of its own: the files beside it read what is set for numbers that live."""
