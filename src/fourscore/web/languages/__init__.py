"""This file is about nothing of its own: the files beside it say the pages in other languages than English."""
