"""This file is about nothing of its own: the files beside it keep views of Explore and the reports of other systems."""
