"""This file is about nothing of its own: the files beside it keep the staff agreement and the disputes."""
