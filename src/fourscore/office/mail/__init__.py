"""This file is about nothing of its own: the files beside it keep who is sent what, and the state of every message."""
