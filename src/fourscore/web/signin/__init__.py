"""This file is about nothing of its own: the files beside it are the way in for people."""
