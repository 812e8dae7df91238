"""This file is about nothing of its own: the files beside it find people, measures, pages, views and actions."""
