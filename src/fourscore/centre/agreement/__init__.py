"""This file is about nothing of its own: the files beside it say what the staff agreement lets whom see."""
