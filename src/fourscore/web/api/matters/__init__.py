"""This file is about nothing of its own: the files beside it carry out what the API is asked for, by matter."""
