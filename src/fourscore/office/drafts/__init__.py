"""This file is about nothing of its own: the files beside it keep what is drafted before it is put in force."""
