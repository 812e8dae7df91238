"""This file is about nothing of its own: the files beside it make documents of what the pages show."""
