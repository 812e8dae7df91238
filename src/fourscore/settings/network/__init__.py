"""This file is about nothing of its own: the files beside it read where pages are served, and how people sign in."""
