"""This file is about nothing of its own: the files beside it note who looked, and show what is on record."""
