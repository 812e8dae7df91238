"""This file is about nothing of its own: the files beside it let people keep views and notes, and share them."""
