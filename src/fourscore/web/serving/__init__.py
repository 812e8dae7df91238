"""This file is about nothing of its own: the files beside it serve pages to other computers."""
