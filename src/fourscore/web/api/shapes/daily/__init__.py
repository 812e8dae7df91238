"""This file is about nothing of its own: the files beside it say what the API tells and takes of the daily work."""
