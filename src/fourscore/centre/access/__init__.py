"""This file is about nothing of its own: the files beside it say who asks, and who may sign in."""
