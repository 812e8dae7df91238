"""This file is about nothing of its own: the files beside it carry out what is done day by day."""
